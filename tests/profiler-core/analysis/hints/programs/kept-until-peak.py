def main():
    rows = [str(i) * 1000 for i in range(2_500)]
    total = len(rows)
    longer = [str(i) * 1200 for i in range(2_500)]
    longer.sort()
    return total, len(longer[-1])


print(main())
