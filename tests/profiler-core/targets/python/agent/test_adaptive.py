"""Proof of the adaptive reading: functions that allocate in small pieces, with and without it, agree line by line.

Resident memory grows page by page, and differs between two processes that do the same. So blocks of one size, as Python's
allocator has them, are made on one line of a function only, or who meets the end of a page would be left to chance; and
each function runs twice, for the first time to use up what memory the interpreter happens to have free.
"""

import sys
import unittest

from support import MIB, on_ends, AgentTest

# Most lines allocate less than a page, most of the time.
PROGRAM = """
import random
import threading

chance = random.Random(4)
SIZES = [chance.randrange(1, 5000) for _ in range(1500)]
SMALL = [chance.randrange(600, 1200) for _ in range(4000)]
NAMES = ["n%d" % n for n in range(30000)]


def pieces():
    kept = []
    for size in SIZES:
        kept.append(b"x" * size)
    return kept


def lists():
    kept = []
    for name in NAMES:
        pair = [name]
        kept.append(pair)
    return kept


def numbers():
    kept = []
    i = 0
    while i < 40000:
        kept.append(float(i))
        i += 1
    return kept


def dictionary():
    kept = {}
    for name in NAMES:
        kept[name] = None
    text = "".join(kept)
    return kept, text


def strings():
    kept = []
    for size in SMALL:
        text = "-" * size
        kept.append(text)
    return kept


def freed():
    kept = []
    for size in SIZES:
        kept.append(b"x" * size)
        if size % 3 == 0:
            kept.pop()
    half = len(kept) // 2
    del kept[half:]
    return kept


def produce():
    for size in SMALL:
        piece = bytearray(b"x") * size
        yield piece


def consume():
    kept = []
    for piece in produce():
        kept.append(piece)
    return kept


def make(size):
    return b"x" * size


def tree(depth):
    node = [make(700), None, None]
    if depth:
        node[1] = tree(depth - 1)
        node[2] = tree(depth - 1)
    return node


def forest():
    return [tree(5) for _ in range(60)]


class Point:
    __slots__ = "x", "y", "z"

    def __init__(self, size):
        self.x = b"x" * size
        self.y = size


def objects():
    kept = []
    for size in SMALL:
        kept.append(Point(size))
    return kept


def fill(kept):
    for name in NAMES:
        pair = {name}
        kept.append(pair)


def shared():
    # Objects of several lines on the same pages.
    pairs, texts = {}, []
    for i in range(30000):
        pairs[i] = (i, i + 1)
        texts.append(str(i) * 20)
    return pairs, texts


def records():
    kept = []
    for i in range(10000):
        row = {"id": i, "name": str(i)}
        row["both"] = (row["id"], [i])
        kept.append(row)
    return kept


def mixed():
    kept = []
    for name in NAMES:
        whole = name + "-" + name
        half = float(len(whole)) / 3
        kept.append((whole, half, {half}))
    return kept


def thread():
    kept = []
    filling = threading.Thread(target=fill, args=(kept,))
    filling.start()
    filling.join()
    return kept


kept = []
for function in pieces, lists, numbers, dictionary, strings, freed, consume, forest, objects, shared, records, mixed, thread:
    kept.append(function())
    kept.append(function())
"""
# What they do depends on when the other thread gets to run.
BY_CHANCE = ["    filling.start()", "    filling.join()"]


@on_ends
class SmallPieces(AgentTest):
    def test_both_modes_agree(self):
        # An error of the method would be there every time; what two processes differ in by themselves is not.
        plain, exact = [self.increments()], [self.increments(exact=True)]
        self.assertGreater(exact[0]["lists", "in all"], 4)
        while apart(plain, exact) and len(plain) < 4:
            plain.append(self.increments())
            exact.append(self.increments(exact=True))
        self.assertEqual(apart(plain, exact), {}, "MiB as it is and exactly")

    def increments(self, **spec):
        self.run_agent("")  # leaves the agent's bytecode in its cache, so that all that follow start alike
        outcome = self.run_agent(PROGRAM, **spec)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        source = PROGRAM.split("\n")
        found = {}
        for name, function in outcome.functions.items():
            if name != "<module>":
                for number, line in function.lines.items():
                    if source[number - 1] not in BY_CHANCE:
                        found[name, number] = line.increment / MIB
                found[name, "in all"] = function.growth / MIB
        return found


def apart(plain, exact):
    """The places where no run of one mode is within 1 % or 0.1 MiB of one of the other, with the increments of both in MiB."""
    found = {}
    for place in {place for run in plain + exact for place in run}:
        ours, theirs = [[run.get(place, 0.0) for run in runs] for runs in (plain, exact)]
        if not any(abs(one - other) <= max(0.1, abs(other) / 100) for one in ours for other in theirs):
            found[place] = ours, theirs
    return found


class FreeLists(AgentTest):
    def test_heap_counts_what_comes_from_the_interpreters_free_lists(self):
        """Our own short-lived objects fill those lists: what the program takes from them must not count as ours."""
        outcome = self.run_agent(
            """
            import sys

            def work():
                kept = []
                for n in names:
                    kept.append(float(n))
                    kept.append((n, kept))
                return kept

            names = [str(n) for n in range(5000)]
            kept = work()
            print(sys.getsizeof(kept) + sum(map(sys.getsizeof, kept)))
            """,
            backend="heap",
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        # The lists were not empty when it began.
        self.assertAlmostEqual(outcome.functions["work"].growth, int(outcome.stdout), delta=int(outcome.stdout) / 20)


if __name__ == "__main__":
    unittest.main()
