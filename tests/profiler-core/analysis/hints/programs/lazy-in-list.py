def main():
    total = 0
    for text in list(map('{:05000d}'.format, range(2_500))):
        total += len(text)
    return total


print(main())
