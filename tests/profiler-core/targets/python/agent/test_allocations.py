"""Who holds the memory at the peak: allocations.json, with ``heap``."""

import json
import os
import textwrap
import unittest

from support import MIB, on_ends, AgentTest


# Snapshots take a tenth of the time at most: these programs would be over before the second one.
OFTEN = "import sys; sys.modules['_mebi.allocations']._ALLOWANCE_NS = 1 << 60"


@on_ends
class Allocations(AgentTest):
    def sites(self, outcome, suffix=""):
        with open(os.path.join(outcome.folder, "allocations%s.json" % suffix), encoding="ascii") as file:
            return json.load(file)

    def run_often(self, source, **spec):
        return self.run_agent(OFTEN + textwrap.dedent(source), backend="heap", **spec)

    def test_the_sites_near_the_highest_point(self):
        outcome = self.run_often(
            """
            def texts(n):
                return [str(i) * 20 for i in range(n)]
            def buffers(n):
                return bytearray(n << 20)
            def work():
                held = []
                for n in range(1, 9):
                    held.append(buffers(n))
                    held.append(texts(2000))
                more = texts(20000)
                held = None
                return len(more)
            print(work())
            end = [None] * 1000
            """,
        )
        self.assertEqual(outcome.stdout, "20000\n", outcome.stderr)
        found = self.sites(outcome)
        self.assertMib(found["bytes"], 38.5, within_mib=3)
        largest = found["sites"][0]
        main = os.path.join(os.path.realpath(self.project), "main.py")
        self.assertEqual(largest["traceback"], [[main, 14], [main, 9], [main, 5]])
        self.assertEqual(largest["count"], 16, "objects and their buffers")
        self.assertMib(largest["bytes"], 36, within_mib=0.01)
        second = found["sites"][1]
        self.assertEqual(second["traceback"][-1], [main, 3])
        self.assertLessEqual(len(found["sites"]), 50)
        self.assertEqual([site["bytes"] for site in found["sites"]], sorted((s["bytes"] for s in found["sites"]), reverse=True))
        self.assertNotIn("_mebi", json.dumps(found["sites"]))
        self.assertLess(sum(site["bytes"] for site in found["sites"]), found["bytes"])

    def test_snapshots_leave_no_trace_in_the_numbers(self):
        """They make tuples by the thousand, which the interpreter would hand to the program without allocating anything."""
        outcome = self.run_often(
            """
            import sys
            def work():
                kept = [None] * 200
                for n in range(20):
                    kept[n] = [(n, n) for _ in range(5000)]
                    kept[n + 20] = [(n, n, n, n) for _ in range(5000)]
                    kept[n + 40] = bytes(100)
                return kept
            kept = work()
            print(sum(map(sys.getsizeof, kept[0])) + sys.getsizeof(kept[0]))
            print(sum(map(sys.getsizeof, kept[20])) + sys.getsizeof(kept[20]))
            print(sys.getsizeof(kept[40]))
            """,
            watch=["work"],
        )
        pairs, fours, small = map(int, outcome.stdout.split())
        lines = outcome.functions["work"].lines
        # At most the free lists' 2000 of the program's own.
        self.assertAlmostEqual(lines[6].increment, 20 * pairs, delta=2100 * 56)
        self.assertAlmostEqual(lines[7].increment, 20 * fours, delta=2100 * 72)
        self.assertEqual(lines[8].increment, 20 * small)
        self.assertLess(lines[8].peak, outcome.line("work", 9).peak + 1000)
        self.assertGreater(self.sites(outcome)["bytes"], 0.9 * 20 * (pairs + fours))

    def test_a_forked_child_has_its_own(self):
        outcome = self.run_often(
            """
            import os
            def work(n):
                held = [bytearray(1 << 20) for _ in range(n)]
                return held
            def more(n):
                mine = work(n)
                return None
            held = work(3)
            more(3)
            child = os.fork()
            if child == 0:
                more(20)
                os._exit(0)
            os.waitpid(child, 0)
            """,
        )
        (pid,) = outcome.children
        mine, childs = self.sites(outcome), self.sites(outcome, "-%d" % pid)
        self.assertMib(mine["bytes"], 6.5, within_mib=1)
        self.assertMib(childs["bytes"], 23.5, within_mib=1)

    def test_other_backends_have_none(self):
        outcome = self.run_agent("held = [bytes(1000) for _ in range(9000)]\nend = 1\n")
        self.assertFalse(os.path.exists(os.path.join(outcome.folder, "allocations.json")))


if __name__ == "__main__":
    unittest.main()
