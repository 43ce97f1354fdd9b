def parts(count):
    found = []
    for i in range(count):
        found.append(str(i) * 1000)
    return found


def main():
    total = 0
    for part in parts(2_500):
        total += len(part)
    return total


print(main())
