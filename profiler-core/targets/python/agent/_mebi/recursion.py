"""Room on the stack for the agent's own calls, so that the program's recursion ends where it would without them.

What the agent does at the start of a watched frame takes some levels of the recursion limit, and so does the frame that runs
the program. The limit is higher by that much, and the program is told, and sets, its own. Code that is not watched can go
those few levels deeper than it could without the agent.
"""

import sys

from .imports import named_as

# Frames below the program, and calls within each other at the start of a watched frame (test_recursion.py measures them).
_LEVELS = 5 if sys.version_info >= (3, 12) else 7


def make_room():
    plain_get, plain_set = sys.getrecursionlimit, sys.setrecursionlimit

    def getrecursionlimit():
        return plain_get() - _LEVELS

    def setrecursionlimit(limit):
        if not isinstance(limit, int) or limit <= 0:
            plain_set(limit)  # says what is wrong with it, or takes it as a number
            limit = plain_get()
        plain_set(limit + _LEVELS)

    for function, plain in ((getrecursionlimit, plain_get), (setrecursionlimit, plain_set)):
        setattr(sys, plain.__name__, named_as(function, plain))
    setrecursionlimit(plain_get())
