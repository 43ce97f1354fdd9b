"""A program of the soak: says its tag, then does what it is told."""

import os
import sys
import time

KEPT = []


def keep(count):
    for _ in range(count):
        KEPT.append(bytearray(b"x") * 100_000)
        time.sleep(0.001)


def main(tag, what, number):
    print(tag, flush=True)
    keep(20)
    if what == "end":
        sys.exit(number)
    if what == "leave":
        os._exit(number)
    if what == "raise":
        raise ValueError(number)
    if what == "write":
        for line in range(50_000):
            print(tag, line, "x" * 100)
    if what == "fork":
        children = [os.fork() for _ in range(3)]
        if 0 in children:
            keep(30)
            os._exit(0)
        for child in children:
            os.waitpid(child, 0)
    if what == "stay":
        time.sleep(number)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
