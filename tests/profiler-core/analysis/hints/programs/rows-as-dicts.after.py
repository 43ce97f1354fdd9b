from dataclasses import dataclass


@dataclass(slots=True)
class Row:
    name: object
    amount: object
    unit: object


def main():
    rows = [Row(name=i % 100, amount=i % 90, unit='kg') for i in range(30_000)]
    return sum(row.amount for row in rows), len(rows)


print(main())
