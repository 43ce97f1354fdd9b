"""Which customers will leave? Reads what they did, counts it, and weighs one feature after another."""

import random
import sys
import time

ACTIONS = ["login", "search", "buy", "return", "complain"]


def load(customers, days):
    """One row for each action of a customer, as a log has it."""
    rows = []
    for customer in range(customers):
        for day in range(days):
            rows.append({"customer": customer, "day": day, "action": random.choice(ACTIONS)})
    return rows


def features(rows, customers):
    counts = [[0] * len(ACTIONS) for _ in range(customers)]
    for row in rows:
        counts[row["customer"]][ACTIONS.index(row["action"])] += 1
    table = [[float(value) for value in row] for row in counts]
    del counts
    return table


def fit(table, rounds):
    weights = [random.random() for _ in ACTIONS]
    for _ in range(rounds):
        scores = [sum(w * value for w, value in zip(weights, row)) for row in table]
        mean = sum(scores) / len(scores)
        weights = [weight * 0.9 + mean * 1e-4 for weight in weights]
        time.sleep(0.05)
    return weights


def main():
    customers, days = (int(argument) for argument in sys.argv[1:3])
    random.seed(1)
    rows = load(customers, days)
    print(f"{len(rows):,} rows of {customers:,} customers")
    table = features(rows, customers)
    rows.clear()
    weights = fit(table, 12)
    for action, weight in zip(ACTIONS, weights):
        print(f"  {action:10} {weight:.3f}")


if __name__ == "__main__":
    main()
