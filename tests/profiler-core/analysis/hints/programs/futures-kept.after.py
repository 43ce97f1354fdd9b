import concurrent.futures
from concurrent.futures import ThreadPoolExecutor


def load(i):
    return bytes([i % 250]) * 500_000


def main():
    size = 0
    with ThreadPoolExecutor(4) as pool:
        waiting = set()
        for i in range(70):
            if len(waiting) >= 8:
                done, waiting = concurrent.futures.wait(waiting, return_when='FIRST_COMPLETED')
                while done:
                    future = done.pop()
                    size += len(future.result())
            waiting.add(pool.submit(load, i))
        for future in concurrent.futures.as_completed(waiting):
            size += len(future.result())
    return size


print(main())
