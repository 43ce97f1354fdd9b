import functools


@functools.cache
def page(number):
    return 'x' * 80_000 + str(number)


def main():
    return sum(len(page(i)) for i in range(400))


print(main())
