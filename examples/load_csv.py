"""Load a CSV file whole, or in chunks, to add up one of its columns.

    mebi run examples/load_csv.py
    mebi run examples/load_csv.py --chunks

Look at `load_whole`: one line brings the whole file into memory, and takes more than it does on disk. `load_in_chunks`
comes to the same totals and never holds more than one chunk: what its lines take does not grow with the file.
Uses pandas where it is installed, the csv module otherwise. The file is made in a temporary folder and removed.
"""

import argparse
import collections
import csv
import itertools
import os
import random
import tempfile

try:
    import pandas
except ImportError:
    pandas = None

CHUNK = 10_000


def make_file(path, rows):
    random.seed(1)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["order", "city", "amount"])
        for order in range(rows):
            writer.writerow([order, random.choice(["Lisbon", "Osaka", "Quito"]), random.randrange(10_000)])


def load_whole(path):
    if pandas is not None:
        table = pandas.read_csv(path)
        return table.groupby("city")["amount"].sum().to_dict()
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    totals = collections.Counter()
    for row in rows:
        totals[row["city"]] += int(row["amount"])
    return dict(totals)


def load_in_chunks(path):
    totals = collections.Counter()
    if pandas is not None:
        for table in pandas.read_csv(path, chunksize=CHUNK):
            totals.update(table.groupby("city")["amount"].sum().to_dict())
        return dict(totals)
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        while True:
            rows = list(itertools.islice(reader, CHUNK))
            if not rows:
                return dict(totals)
            for row in rows:
                totals[row["city"]] += int(row["amount"])


def main():
    parser = argparse.ArgumentParser(description="Add up a column of a CSV file.")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--chunks", action="store_true", help="read the file piece by piece")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "orders.csv")
        make_file(path, options.rows)
        totals = load_in_chunks(path) if options.chunks else load_whole(path)
    for city, total in sorted(totals.items()):
        print(f"{city}: {total}")


if __name__ == "__main__":
    main()
