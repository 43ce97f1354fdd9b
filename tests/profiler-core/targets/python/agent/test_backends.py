"""The four meanings of memory."""

import os
import sys
import unittest

from support import MIB, AgentTest


class Heap(AgentTest):
    def test_increments_are_exact_to_the_byte(self):
        outcome = self.run_agent(
            """
            import sys
            def work():
                a = bytearray(1000000)
                b = bytearray(50)
                c = [a, b]
                del a
                del c
                return b

            work()
            kept = work()
            print(sys.getsizeof(bytearray(1000000)), sys.getsizeof(bytearray(50)))
            """,
            watch=["work"],
            backend="heap",
        )
        big, small = map(int, outcome.stdout.split())
        lines = outcome.functions["work"].lines
        self.assertEqual(lines[4].increment, 2 * big)
        self.assertEqual(lines[5].increment, 2 * small)
        self.assertEqual(lines[7].increment, 0)
        # The list object itself stays in the interpreter's free list.
        self.assertAlmostEqual(lines[8].increment, -2 * big, delta=200)

    def test_peak_within_a_line_is_exact(self):
        outcome = self.run_agent(
            """
            def work():
                size = len(bytes(300000000))
                return size

            work()
            work()
            """,
            backend="heap",
        )
        line = outcome.line("work", 3)
        self.assertLess(abs(line.increment), 100)
        if sys.version_info >= (3, 9):
            self.assertAlmostEqual(line.peak - line.memory, 300000033, delta=2000)
            self.assertAlmostEqual(outcome.line("<module>", 6).peak, line.peak, delta=2000)
            self.assertLess(outcome.line("work", 4).peak, 100 * MIB)

    @unittest.skipIf(sys.version_info < (3, 9), "3.8 cannot reset the peak")
    def test_peak_of_a_line_that_nets_nothing(self):
        outcome = self.run_agent(
            """
            def work():
                nothing = bytearray(50 << 20) and None
                b"x" * (60 << 20)
                return nothing

            work()
            work()
            """,
            backend="heap",
            watch=["work"],
        )
        for line, size in ((3, 50), (4, 60)):
            self.assertMib(outcome.line("work", line).peak - outcome.line("work", line).memory, size)

    def test_allocations_that_are_never_touched_count(self):
        outcome = self.run_agent("def work():\n    return bytes(50 << 20)\nkept = work()\n", backend="heap")
        self.assertMib(outcome.line("work", 2).increment, 50)


@unittest.skipUnless(os.path.exists("/proc/self/smaps_rollup"), "needs Linux")
class Linux(AgentTest):
    def test_uss_and_pss(self):
        for backend in ("uss", "pss"):
            with self.subTest(backend):
                outcome = self.run_agent(
                    "def work():\n    kept = bytearray(20 << 20)\n    return kept\nkept = work()\n", backend=backend
                )
                # Other processes of the interpreter come and go meanwhile, and with them who owns its pages.
                self.assertMib(outcome.line("work", 2).increment, 20, within_mib=4)

    def test_memory_of_children_is_included(self):
        outcome = self.run_agent(
            """
            import subprocess, sys
            def start():
                child = subprocess.Popen(
                    [sys.executable, "-c", "import sys; kept = bytearray(60 << 20); print('up', flush=True); input()"],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                child.stdout.readline()
                return child
            def stop(child):
                child.communicate(b"x")
            child = start()
            stop(child)
            """,
            includeChildren=True,
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertGreater(outcome.functions["start"].growth, 60 * MIB)
        self.assertLess(outcome.functions["stop"].growth, -60 * MIB)

    def test_untouched_memory_is_not_resident(self):
        outcome = self.run_agent("def work():\n    return bytes(50 << 20)\nkept = work()\n")
        self.assertMib(outcome.line("work", 2).increment, 0)


if __name__ == "__main__":
    unittest.main()
