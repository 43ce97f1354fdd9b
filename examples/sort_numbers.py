"""Sort a million random integers and take their median.

    mebi run --peak examples/sort_numbers.py
    mebi run --peak examples/sort_numbers.py --in-place

Look at the line with `sorted`: it keeps a second list beside the first, 8 MiB of references; `list.sort` does not.
The line that adds up squares fills a list of some 40 MiB that is gone when the line ends: its peak shows it.
"""

import argparse
import random


def median_of_random(count, in_place):
    random.seed(1)
    numbers = [random.randrange(1_000_000_000) for _ in range(count)]
    if in_place:
        numbers.sort()
        ordered = numbers
    else:
        ordered = sorted(numbers)
    squares = sum([number * number for number in ordered])
    return ordered[count // 2], squares // count


def main():
    parser = argparse.ArgumentParser(description="Sort random integers and take their median.")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--in-place", action="store_true", help="sort the list itself instead of a copy")
    options = parser.parse_args()
    median, mean_square = median_of_random(options.count, options.in_place)
    print(f"median {median}, mean square {mean_square}")


if __name__ == "__main__":
    main()
