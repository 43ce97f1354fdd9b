"""Executes four lines per round in one watched function: the cost of a line at its purest."""

import sys


def work(rounds):
    i = 0
    while i < rounds:
        a = i
        b = a
        i = b + 1
    return i


# memory_profiler's -m puts `profile` into builtins; plain Python and Mebi (which watches by name) do without.
if len(sys.argv) > 2:
    work = profile(work)  # noqa: F821
work(int(sys.argv[1]))
