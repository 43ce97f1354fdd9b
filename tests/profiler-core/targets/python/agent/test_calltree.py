"""The call tree: a node for each path of calls between watched functions."""

import collections
import os
import signal
import tempfile
import unittest

from support import MIB, on_ends, AgentTest

from _mebi.calltree import NODE, CallTree


class Paths(AgentTest):
    def assertAddsUp(self, outcome):
        """Every call is on one path, all are closed, and no path took less than those below it."""
        calls, time = collections.Counter(), collections.Counter()
        for path, node in outcome.paths.items():
            name = path[-1] if len(path) == 1 else path[-1][1]
            calls[name] += node.calls
            self.assertEqual(node.open, 0, path)
            self.assertGreaterEqual(node.time, 0, path)
            if len(path) > 1:
                time[path[:-1]] += node.time
        for path, below in time.items():
            self.assertGreaterEqual(outcome.paths[path].time, below, path)
        for name, function in outcome.functions.items():
            self.assertEqual(calls[name], function.calls, name)

    def test_paths_by_caller_and_line(self):
        outcome = self.run_agent(
            """
            def load(n):
                return bytearray(n << 20)

            def both():
                first = load(10)
                return first, load(20)

            kept = both()
            more = load(5)
            for i in range(3):
                more = more, load(1)
            """
        )
        self.assertEqual(
            {path: node.calls for path, node in outcome.paths.items()},
            {
                ("<module>",): 1,
                ("<module>", (9, "both")): 1,
                ("<module>", (9, "both"), (6, "load")): 1,
                ("<module>", (9, "both"), (7, "load")): 1,
                ("<module>", (10, "load")): 1,
                ("<module>", (12, "load")): 3,
            },
        )
        self.assertMib(outcome.paths["<module>",].growth, 38, within_mib=1)
        self.assertMib(outcome.paths["<module>", (9, "both")].growth, 30)
        self.assertMib(outcome.paths["<module>", (9, "both"), (7, "load")].growth, 20)
        self.assertMib(outcome.paths["<module>", (12, "load")].growth, 3)
        both = outcome.functions["both"]
        self.assertMib(outcome.paths["<module>", (9, "both")].peak - both.baseline, 30)
        self.assertAddsUp(outcome)

    def test_a_peak_within_reaches_the_callers(self):
        outcome = self.run_agent(
            """
            def spike():
                held = bytearray(50 << 20)
                del held

            def middle():
                spike()
                return 1

            middle()
            """,
            backend="heap",
        )
        for path in outcome.paths:
            self.assertGreater(outcome.paths[path].peak, 50 * MIB, path)
        self.assertMib(outcome.paths["<module>", (10, "middle")].growth, 0)
        self.assertAddsUp(outcome)

    def test_direct_and_mutual_recursion(self):
        outcome = self.run_agent(
            """
            def build(depth):
                block = bytearray(4 << 20)
                return [block] + (build(depth - 1) if depth else [])

            def even(n):
                return n == 0 or odd(n - 1)

            def odd(n):
                return even(n - 1)

            kept = build(3)
            even(4)
            """
        )
        path = ("<module>", (12, "build"))
        for depth in range(4):
            # Nodes are paths: each holds what the calls below it took, as the lines of one table must not.
            self.assertMib(outcome.paths[path].growth, 4 * (4 - depth))
            self.assertEqual(outcome.paths[path].calls, 1)
            path += ((4, "build"),)
        self.assertNotIn(path, outcome.paths)
        turns = ("<module>", (13, "even"), (7, "odd"), (10, "even"), (7, "odd"), (10, "even"))
        self.assertEqual(outcome.paths[turns].calls, 1)
        self.assertAddsUp(outcome)

    def test_exceptions_close_their_paths(self):
        outcome = self.run_agent(
            """
            def fail(n):
                kept = bytearray(1 << 20)
                raise KeyError(n)

            def work():
                for n in range(5):
                    try:
                        fail(n)
                    except KeyError:
                        pass

            work()
            try:
                fail(0)
            except KeyError:
                pass
            """
        )
        self.assertEqual(outcome.paths["<module>", (13, "work"), (9, "fail")].calls, 5)
        self.assertEqual(outcome.paths["<module>", (15, "fail")].calls, 1)
        self.assertAddsUp(outcome)

    def test_an_end_that_is_not_told_closes_its_path(self):
        """Before 3.11 there is no room in so many blocks for ours: the exception leaves without a word."""
        depth = 19
        lines = ["def deep():"]
        lines += ["    " * (level + 1) + "try:" for level in range(depth)]
        lines.append("    " * (depth + 1) + "raise KeyError")
        for level in reversed(range(depth)):
            lines.append("    " * (level + 1) + "finally:")
            lines.append("    " * (level + 2) + "pass")
        lines += ["def call():", "    try:", "        deep()", "    except KeyError:", "        pass"]
        lines += ["for i in range(3):", "    call()"]
        outcome = self.run_agent("\n".join(lines) + "\n")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(outcome.functions["deep"].calls, 3)
        self.assertAddsUp(outcome)

    def test_generators_count_where_they_are_resumed(self):
        outcome = self.run_agent(
            """
            def produce():
                kept = []
                for i in range(3):
                    kept.append(bytearray(4 << 20))
                    yield i

            def first(source):
                return next(source)

            def rest(source):
                others = bytearray(32 << 20)
                return list(source), others

            source = produce()
            first(source)
            kept = rest(source)
            """
        )
        self.assertEqual(outcome.paths["<module>", (16, "first"), (9, "produce")].calls, 1)
        self.assertMib(outcome.paths["<module>", (16, "first"), (9, "produce")].growth, 4)
        resumed = outcome.paths["<module>", (17, "rest"), (13, "produce")]
        self.assertEqual(resumed.calls, 0)
        # Its list dies with the generator: 8 MiB come and at most 12 go.
        self.assertLess(resumed.growth, 9 * MIB)
        self.assertGreater(resumed.peak, 32 * MIB)
        self.assertAddsUp(outcome)

    def test_coroutines(self):
        outcome = self.run_agent(
            """
            import asyncio

            async def leaf(n):
                kept = bytearray(n << 20)
                await asyncio.sleep(0)
                return kept

            async def branch():
                return await leaf(3), await leaf(5)

            async def main():
                return await asyncio.gather(branch(), leaf(7))

            kept = asyncio.run(main())
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        (branch,) = [path for path in outcome.paths if path[-1] == (10, "leaf")]
        self.assertEqual(outcome.paths[branch].calls, 2)
        self.assertMib(outcome.paths[branch].growth, 8)
        self.assertAddsUp(outcome)

    def test_lambdas_and_class_bodies(self):
        outcome = self.run_agent(
            """
            def make(n):
                return bytearray(n << 20)

            def apply(function):
                return function()

            def work():
                own = (lambda: make(2))()
                return own, sorted(range(9), key=lambda i: -i), apply(lambda: make(4))

            class Settings:
                held = make(1)

            kept = work()
            """
        )
        work = ("<module>", (15, "work"))
        self.assertMib(outcome.paths[work].growth, 6)
        self.assertMib(outcome.paths[work + ((9, "make"),)].growth, 2)
        # The lambda is code of work(): called by another function, it is on a path of its own.
        within = work + ((10, "apply"), (6, "work"))
        self.assertEqual(outcome.paths[within].calls, 1)
        self.assertMib(outcome.paths[within].growth, 4)
        self.assertMib(outcome.paths[within + ((10, "make"),)].growth, 4)
        self.assertGreaterEqual(outcome.paths[within].time, outcome.paths[within + ((10, "make"),)].time)
        self.assertMib(outcome.paths["<module>", (13, "make")].growth, 1)
        self.assertTrue(all(node.open == 0 for node in outcome.paths.values()))

    def test_threads_begin_at_the_top(self):
        outcome = self.run_agent(
            """
            import threading

            def inner(n):
                return sum(range(n))

            def work():
                for n in range(50):
                    inner(n)

            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            work()
            """
        )
        self.assertEqual(outcome.paths["work",].calls, 8)
        self.assertEqual(outcome.paths["work", (9, "inner")].calls, 400)
        self.assertEqual(outcome.paths["<module>", (14, "work"), (9, "inner")].calls, 50)
        self.assertEqual({node.open for node in outcome.paths.values()}, {0})

    def test_a_frame_that_never_comes_to_a_line(self):
        outcome = self.run_agent(
            """
            def lines(): pass
            def never():
                "Nothing."
            code = never.__code__
            lines(), never()
            exec(compile("\\n" * 70000 + "def far(): return 1", __file__, "exec"), globals())
            far()
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertAddsUp(outcome)


class Processes(AgentTest):
    def test_a_fork_has_a_tree_of_its_own(self):
        outcome = self.run_agent(
            """
            import os

            def work(n):
                return bytearray(n << 20)

            def split():
                child = os.fork()
                kept = work(30 if child == 0 else 5)
                if child == 0:
                    os._exit(0)
                os.waitpid(child, 0)
                return kept

            kept = split()
            """
        )
        way = ("<module>", (15, "split"), (9, "work"))
        self.assertMib(outcome.paths[way].growth, 5)
        self.assertEqual((outcome.paths[way].calls, outcome.paths[way[:2]].open), (1, 0))
        ((_, paths),) = outcome.child_paths.items()
        self.assertMib(paths[way].growth, 30)
        self.assertEqual((paths[way].calls, paths[way].open), (1, 0))
        # They were entered before the fork, and ended by os._exit.
        self.assertEqual([(paths[path].calls, paths[path].open) for path in (way[:1], way[:2])], [(0, 1), (0, 1)])
        self.assertGreater(paths[way[:2]].opened_memory, MIB)

    def test_killed_in_the_middle(self):
        self.write(
            "main.py",
            """
            import time

            def inner():
                kept = bytearray(40 << 20)
                print("in", flush=True)
                time.sleep(60)

            def outer():
                inner()

            outer()
            """,
        )
        process, folder = self.start()
        self.assertEqual(process.stdout.readline(), b"in\n")
        process.send_signal(signal.SIGKILL)
        outcome = self.outcome(process, folder)
        inner = outcome.paths["<module>", (12, "outer"), (10, "inner")]
        outer = outcome.paths["<module>", (12, "outer")]
        self.assertEqual([(node.calls, node.open, node.growth, node.time) for node in (outer, inner)], [(1, 1, 0, 0)] * 2)
        self.assertGreater(inner.opened_memory, MIB)
        self.assertGreaterEqual(inner.opened_at, outer.opened_at)
        self.assertGreater(outer.opened_at, 0)
        # What the callers' lines had when they were entered: with it the host tells what was under way.
        self.assertGreater(outcome.line("outer", 10).opened, MIB)
        self.assertLess(outcome.line("outer", 10).opened, outcome.line("inner", 5).memory - 39 * MIB)


class Capacity(AgentTest):
    def test_a_full_tree_counts_with_the_callers(self):
        warnings = []

        class Log:
            def warn(self, code, message):
                warnings.append(code)

        folder = tempfile.mkdtemp(dir=self.folder)
        tree = CallTree(os.path.join(folder, "calls.bin"), 0, 4, Log())
        first = tree.child(0, 0, 300)
        second = tree.child(first, 301, 310)
        third = tree.child(second, 311, 320)
        self.assertEqual((first, second, third), (1, 2, 3))
        self.assertEqual([tree.child(third, 321, 300), tree.child(third, 321, 300), tree.child(0, 0, 310)], [3, 3, 0])
        self.assertEqual((tree.child(0, 0, 300), tree.child(first, 301, 310)), (1, 2))
        self.assertEqual(list(tree.cells[3:5]), [4, 3])
        self.assertEqual([list(tree.cells[n * NODE + 4 : n * NODE + 7]) for n in (1, 2)], [[0, 300, 0], [1, 310, 301]])
        self.assertEqual(warnings, ["calls-full"])
        tree.move(os.path.join(folder, "calls-1.bin"))
        self.assertEqual((tree.child(0, 0, 310), list(tree.cells[3:5])), (1, [2, 0]))

    @on_ends
    def test_a_program_with_too_many_paths(self):
        outcome = self.run_agent(
            """
            def walk(depth):
                if depth:
                    walk(depth - 1)
                    walk(depth - 1)

            walk(15)
            walk(15)
            kept = bytearray(20 << 20)
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(len(outcome.paths), 65535)
        calls = sum(node.calls for node in outcome.paths.values())
        self.assertEqual(calls + outcome.turned_away, outcome.functions["walk"].calls + 1)
        self.assertEqual([event["code"] for event in outcome.events("warning")], ["calls-full"])
        self.assertMib(outcome.line("<module>", 9).increment, 20)
        self.assertTrue(all(node.open == 0 for node in outcome.paths.values()))


if __name__ == "__main__":
    unittest.main()
