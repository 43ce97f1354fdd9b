CACHE = {}


def page(number):
    if number not in CACHE:
        CACHE[number] = 'x' * 80_000 + str(number)
    return CACHE[number]


def main():
    return sum(len(page(i)) for i in range(400))


print(main())
