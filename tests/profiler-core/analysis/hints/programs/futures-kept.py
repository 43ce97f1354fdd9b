from concurrent.futures import ThreadPoolExecutor, as_completed


def load(i):
    return bytes([i % 250]) * 500_000


def main():
    size = 0
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(load, i) for i in range(70)]
        for future in as_completed(futures):
            size += len(future.result())
    return size


print(main())
