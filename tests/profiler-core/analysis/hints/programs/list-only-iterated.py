def main():
    rows = [str(i) * 1000 for i in range(2_500)]
    total = 0
    for row in rows:
        total += len(row)
    return total


print(main())
