def main():
    ids = list(range(300_000))
    return sum(ids), ids[-1], len(ids)


print(main())
