import gc
import os
import sys
import tempfile
import unittest

from support import MIB, PACKAGE, line_of, run_cell

import mebi
from mebi._memory import HighWater

ON_LINUX = sys.platform.startswith("linux")

CELL = """
import threading

class Loader:
    def read(self, count):
        rows = [bytearray(b"x") * 10_000
                for _ in range(count)]
        rows.sort(key=lambda row: len(row))
        return rows

def peaks():
    big = len(bytearray(b"y") * 60_000_000)
    return big

def steps():
    first = bytearray(b"z") * 20_000_000
    yield len(first)
    yield 2

def fails():
    kept = bytearray(b"z") * 20_000_000
    raise KeyError(len(kept))

def deep(n):
    part = bytearray(b"q") * 1_000_000
    return deep(n - 1) + [part] if n else [part]

def counts():
    total = 0
    for number in range(1000):
        total += number
    return total
"""


class WatchTest(unittest.TestCase):
    def setUp(self):
        space = run_cell(CELL, {"__name__": "__main__"})
        for name in ("Loader", "peaks", "steps", "fails", "deep", "counts"):
            setattr(self, name, space[name])

    def test_lines_of_a_method_that_was_defined_in_a_cell(self):
        with mebi.watch(self.Loader, backend="heap") as result:
            kept = self.Loader().read(2000)
        (read,) = result.functions
        self.assertEqual((read.name, read.calls, len(kept)), ("Loader.read", 1, 2000))
        rows = line_of(read, "rows = [")
        self.assertEqual(rows.occurrences, 1)
        self.assertAlmostEqual(rows.increment / MIB, 20_000_000 / MIB, delta=2)
        self.assertEqual(line_of(read, "for _ in").occurrences, 0)
        self.assertEqual(sum(line.increment for line in read.lines), read.growth)

    def test_to_the_byte(self):
        with mebi.watch(self.Loader, backend="heap") as result:
            kept = self.Loader().read(2000)
        own = sum(map(sys.getsizeof, kept)) + sys.getsizeof(kept)
        self.assertAlmostEqual(result.functions[0].growth, own, delta=2000)

    def test_a_peak_within_a_line_is_seen(self):
        for backend in ("rss", "heap"):
            with self.subTest(backend), mebi.watch(self.peaks, backend=backend) as result:
                self.peaks()
            if backend == "rss" and not HighWater().is_exact:
                self.skipTest("this kernel keeps no mark of the highest memory")
            line = line_of(result.functions[0], "big = ")
            self.assertAlmostEqual((line.peak - result.before) / MIB, 60_000_000 / MIB, delta=2)
            self.assertLess(line.increment, MIB)
            self.assertAlmostEqual((result.peak - result.before) / MIB, 60_000_000 / MIB, delta=2)
            self.assertTrue(result.is_peak_exact)

    def test_generators_recursion_and_errors(self):
        with mebi.watch(self.steps, self.deep, self.fails, backend="heap") as result:
            self.assertEqual(list(self.steps()), [20_000_000, 2])
            self.assertEqual(len(self.deep(4)), 5)
            with self.assertRaises(KeyError):
                self.fails()
        steps, deep, fails = result.functions
        self.assertAlmostEqual(line_of(steps, "first =").increment / MIB, 19, delta=2)
        self.assertEqual(line_of(deep, "part =").occurrences, 5)
        self.assertEqual(line_of(fails, "raise").occurrences, 1)

    def test_what_is_no_more_watched_is_as_before(self):
        code = self.counts.__code__
        before = self.counts()
        files = _files()
        for backend in ("rss", "heap", "rss"):
            with mebi.watch(self.counts, backend=backend) as result:
                self.assertEqual(self.counts(), before)
            self.assertEqual(result.functions[0].calls, 1)
            self.assertEqual(line_of(result.functions[0], "total += ").occurrences, 1000)
        self.assertIs(self.counts.__code__, code)
        self.assertEqual(self.counts(), before)
        if sys.version_info >= (3, 12):
            self.assertEqual([sys.monitoring.get_tool(number) for number in (3, 4)], [None, None])
        import tracemalloc

        self.assertFalse(tracemalloc.is_tracing())
        gc.collect()
        self.assertLessEqual(_files(), files)

    def test_nothing_is_left_in_the_temporary_folder(self):
        folder = tempfile.mkdtemp()
        saved = tempfile.tempdir
        tempfile.tempdir = folder
        try:
            with mebi.watch(self.counts):
                self.assertEqual(os.listdir(folder) if os.name == "posix" else [], [])
        finally:
            tempfile.tempdir = saved
        self.assertEqual(os.listdir(folder), [])
        os.rmdir(folder)

    def test_one_within_another(self):
        with mebi.watch(self.counts) as outer:
            self.counts()
            with mebi.watch(self.peaks) as inner:
                self.peaks()
                self.counts()
            self.counts()
        self.assertEqual([function.name for function in inner.functions], ["peaks"])
        (counts,) = outer.functions
        self.assertEqual(counts.calls, 3)

    def test_the_table_is_that_of_memory_profiler(self):
        with mebi.watch(self.counts) as result:
            self.counts()
        lines = str(result).split("\n")
        self.assertEqual(lines[0], "Filename: <ipython-input-1-5f6a>")
        self.assertEqual(lines[2], "Line #    Mem usage    Increment  Occurrences   Line Contents")
        self.assertRegex(lines[4], r"^    28 +\d+\.\d MiB +\d+\.\d MiB           1   def counts\(\):$")
        self.assertRegex(lines[7], r"^    31 +\d+\.\d MiB      0\.0 MiB        1000           total \+= number$")

    def test_what_cannot_be_watched_says_so(self):
        with self.assertRaisesRegex(mebi.NotWatchable, "^len has no Python code to watch.$"):
            mebi.watch(len)
        with mebi.watch(self.counts) as result:
            with self.assertRaisesRegex(AttributeError, "not over yet"):
                result.functions
        self.assertEqual(str(result), "No watched function was called: there is nothing to show.\n")

    @unittest.skipUnless(ON_LINUX, "the mark is Linux's")
    def test_the_mark_is_not_that_of_who_started_the_process(self):
        program = "import sys; sys.path.insert(0, %r); from mebi._memory import HighWater; h = HighWater(); h.take();" % PACKAGE
        program += "x = bytearray(b'x') * 30_000_000; del x; print(h.take() if h.is_exact else 30_000_000)"
        large = bytearray(b"x") * 200_000_000
        read, write = os.pipe()
        child = os.fork()
        if child == 0:  # as large as this one, and then the program
            os.dup2(write, 1)
            os.execv(sys.executable, [sys.executable, "-c", program])
        os.close(write)
        with os.fdopen(read) as answer:
            seen = int(answer.read())
        os.waitpid(child, 0)
        del large
        self.assertGreater(seen, 30_000_000 - MIB)
        self.assertLess(seen, 100_000_000)


def _files():
    return len(os.listdir("/proc/self/fd")) if ON_LINUX else 0


if __name__ == "__main__":
    unittest.main()
