def main():
    numbers = [i % 200 for i in range(600_000)]
    numbers = sorted(numbers, reverse=True)
    return numbers[0], len(numbers)


print(main())
