"""Executes four lines per round that each take a few microseconds: after such a line Mebi reads the memory."""

import sys


def work(rounds):
    i = 0
    while i + 0 * sum(range(200)) < rounds:
        a = sum(range(200))
        b = sum(range(200))
        i += 1 + 0 * sum(range(200))
    return a, b, i


# memory_profiler's -m puts `profile` into builtins; plain Python and Mebi (which watches by name) do without.
if len(sys.argv) > 2:
    work = profile(work)  # noqa: F821
if int(sys.argv[1]):
    work(int(sys.argv[1]))
