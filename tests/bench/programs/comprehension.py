"""One watched line that loops over many items by itself."""

import sys


def work(items):
    return sum([i * i % 7 for i in range(items)])


work(int(sys.argv[1]))
