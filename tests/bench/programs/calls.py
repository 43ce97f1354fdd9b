"""More than a million calls a second of small functions: ``calls.py CALLS SHAPE``."""

import sys


def plus_one(x):
    return x + 1


def tiny(calls):
    total = 0
    for _ in range(calls):
        total = plus_one(total)


def low_byte(x):
    return x & 255


def twice(x):
    return low_byte(x) * 2


def both(x):
    return low_byte(x) + low_byte(x + 1)


def pair(x):
    return twice(x) + both(x)


def several(x):
    total = 0
    for i in range(5):
        total += low_byte(i) + twice(i)
    return total


def mixed(calls):
    for i in range(calls // 23):
        pair(i)
        several(i)


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    @property
    def size(self):
        return abs(self.x) + abs(self.y)


def methods(calls):
    point, step, total = Point(0, 0), Point(1, 2), 0
    for _ in range(calls // 3):
        point = point + step
        total += point.size


def numbers(n):
    for i in range(n):
        yield i


def even(items):
    for item in items:
        if not item & 1:
            yield item


def generators(calls):
    for _ in even(numbers(calls)):
        pass


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def recursion(calls):
    for _ in range(calls // 21891):
        fibonacci(20)


def check(x):
    if x & 1:
        raise ValueError
    return x


def exceptions(calls):
    for i in range(calls):
        try:
            check(i)
        except ValueError:
            pass


globals()[sys.argv[2]](int(sys.argv[1]))
