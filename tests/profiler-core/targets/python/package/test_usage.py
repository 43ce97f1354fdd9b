import io
import os
import subprocess
import sys
import unittest

from support import MIB, PACKAGE

import mebi
from mebi._memory import HighWater

ON_LINUX = sys.platform.startswith("linux")
WAIT = [sys.executable, "-c", "import sys; x = bytearray(b'x') * 30_000_000; print(1, flush=True); sys.stdin.read()"]


class MemoryUsageTest(unittest.TestCase):
    """As the tests of memory_profiler: a function, a process, options; and where it was wrong."""

    def setUp(self):
        self.calls = 0

    def take(self, size=30, twice=1):
        self.calls += twice
        return len(bytearray(b"x") * (size * MIB))

    def test_a_function_is_called_once_however_short_it_is(self):
        looks = mebi.memory_usage((self.take, (1,), {"twice": 1}))
        self.assertEqual(self.calls, 1)
        self.assertGreaterEqual(len(looks), 2)
        self.assertTrue(all(type(look) is float for look in looks))
        mebi.memory_usage(self.take, interval=1e-9)
        self.assertEqual(self.calls, 2)

    def test_what_is_had_for_a_moment_is_the_highest(self):
        if not HighWater().is_exact:
            self.skipTest("this kernel keeps no mark of the highest memory")
        (before,) = mebi.memory_usage()
        highest, returned = mebi.memory_usage((self.take, (40,)), max_usage=True, retval=True)
        self.assertEqual(returned, 40 * MIB)
        self.assertAlmostEqual(highest - before, 40, delta=3)

    def test_of_the_heap_too_and_nothing_goes_on(self):
        import tracemalloc

        self.assertAlmostEqual(mebi.memory_usage(self.take, max_usage=True, backend="tracemalloc"), 30, delta=1)
        self.assertFalse(tracemalloc.is_tracing())

    def test_an_error_of_the_function_is_the_caller_s(self):
        with self.assertRaises(ZeroDivisionError):
            mebi.memory_usage((lambda: 1 / 0,))

    def test_timestamps_and_streams(self):
        looks = mebi.memory_usage(self.take, timestamps=True)
        self.assertEqual([len(look) for look in looks], [2] * len(looks))
        self.assertLess(looks[0][1], looks[-1][1])
        stream = io.StringIO()
        self.assertIsNone(mebi.memory_usage(-1, interval=0.01, timeout=0.05, stream=stream))
        for line in stream.getvalue().splitlines():
            self.assertRegex(line, r"^MEM \d+\.\d{6} \d+\.\d{4}$")

    def test_a_process_is_looked_at_once_or_for_a_time(self):
        self.assertEqual(len(mebi.memory_usage(-1)), 1)
        looks = mebi.memory_usage(-1, interval=0.01, timeout=0.1)
        self.assertTrue(2 <= len(looks) <= 11, looks)

    @unittest.skipUnless(ON_LINUX, "of other processes it is known on Linux")
    def test_other_processes(self):
        child = subprocess.Popen(WAIT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            child.stdout.readline()
            (memory,) = mebi.memory_usage(child.pid)
            self.assertGreater(memory, 30)
            followed = mebi.memory_usage(child, interval=0.01, timeout=0.05)
            self.assertGreaterEqual(len(followed), 2)
            (alone,), (together,) = mebi.memory_usage(), mebi.memory_usage(include_children=True)
            self.assertGreater(together - alone, 30)
        finally:
            child.communicate()
        self.assertEqual(mebi.memory_usage(child), [0.0])

    def test_a_thread_that_looks_is_no_work_of_the_program_s(self):
        def busy():
            return [number * number for number in range(300_000)]

        with mebi.watch(busy) as result:
            mebi.memory_usage(busy, interval=0.001)
        self.assertFalse(any(line.overlapped for line in result.functions[0].lines))

    def test_what_cannot_be_read_says_so(self):
        with self.assertRaisesRegex(Exception, "can be read on Linux, as rss, uss or pss"):
            mebi.memory_usage(os.getpid(), backend="heap")
        with self.assertRaisesRegex(ValueError, "Give a function"):
            mebi.memory_usage(())


PROGRAM = """
import sys
sys.path.insert(0, %r)
from mebi import profile, watch
assert "memory_profiler" not in sys.modules

@profile
def load(size):
    kept = bytearray(b"x") * (size << 20)
    return kept

@profile(precision=3, backend="tracemalloc", stream=sys.stderr)
def steps():
    block = bytearray(b"x") * (5 << 20)
    yield len(block)

@profile
def fails():
    1 / 0

if __name__ == "__main__":
    with watch(load) as result:
        kept = load(10)
    print("watched", round(result.functions[0].growth / 2**20), result.functions[0].calls)
    list(steps())
    try:
        fails()
    except ZeroDivisionError:
        print("failed")
    print(load.__name__)
""" % PACKAGE


class ProfileTest(unittest.TestCase):
    def test_each_call_has_its_table_however_it_ends(self):
        here = os.path.join(os.environ.get("TMPDIR", "/tmp"), "mebi_profiled_%d.py" % os.getpid())
        with open(here, "w") as file:
            file.write(PROGRAM)
        try:
            done = subprocess.run([sys.executable, here], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        finally:
            os.remove(here)
        out, errors = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, 0, errors)
        self.assertEqual(out.count("Filename: " + here), 2)
        self.assertRegex(out, r" 9 +\d+\.\d MiB +(9\.9|10\.0) MiB +1 +kept =")
        self.assertRegex(out, r" 19 +\d+\.\d MiB +0\.\d MiB +1 +1 / 0\n")
        self.assertRegex(errors, r" 14 +15\.[01]\d\d MiB +5\.000 MiB +1 +block =")
        self.assertIn("watched 10 1\n", out)
        self.assertTrue(out.endswith("failed\nload\n"))

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_what_a_forked_child_does_is_not_its_parent_s(self):
        def counts():
            return 1

        with mebi.watch(counts) as result:
            counts()
            child = os.fork()
            if child == 0:
                counts()
                os._exit(0)
            os.waitpid(child, 0)
        self.assertEqual(result.functions[0].calls, 1)


if __name__ == "__main__":
    unittest.main()
