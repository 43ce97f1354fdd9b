"""Prints the resident memory of the process in bytes, as the first thing that it does."""

import os

with open("/proc/self/statm", "rb", 0) as file:
    print(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"))


def work():
    pass
