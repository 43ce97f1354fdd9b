"""Frames that are nested, suspended or thrown into."""

import unittest

from support import MIB, AgentTest


class Recursion(AgentTest):
    def test_nested_calls_are_credited_once(self):
        """memory_profiler: one merged table in which the recursive row goes negative."""
        outcome = self.run_agent(
            """
            def build(depth):
                block = bytearray(10 << 20)
                if depth:
                    rest = build(depth - 1)
                    return [block] + rest
                return [block]

            kept = build(4)
            """
        )
        build = outcome.functions["build"]
        self.assertEqual(build.calls, 5)
        self.assertMib(build.lines[3].increment, 50)
        self.assertMib(build.lines[5].increment, 0)
        self.assertMib(build.growth, 50)
        self.assertMib(outcome.line("<module>", 9).increment, 50)

    def test_mutual_recursion_adds_up(self):
        outcome = self.run_agent(
            """
            def even(n):
                block = bytearray(4 << 20)
                return [block] + (odd(n - 1) if n else [])

            def odd(n):
                block = bytearray(2 << 20)
                return [block] + even(n - 1)

            kept = even(4)
            """
        )
        self.assertMib(outcome.functions["even"].growth, 3 * 4 + 2 * 2)
        self.assertMib(outcome.line("even", 3).increment, 12)
        self.assertMib(outcome.functions["odd"].growth, 2 * 2 + 2 * 4)


class Generators(AgentTest):
    def test_generator_has_a_table_without_its_suspensions(self):
        outcome = self.run_agent(
            """
            def produce():
                kept = []
                for i in range(4):
                    kept.append(bytearray(5 << 20))
                    yield i

            others = []
            for value in produce():
                others.append(bytearray(20 << 20))
            """
        )
        produce = outcome.functions["produce"]
        self.assertEqual(produce.calls, 1)
        self.assertMib(produce.lines[5].increment, 20)
        self.assertMib(produce.lines[6].increment, 0)
        self.assertEqual(produce.lines[6].occurrences, 4)
        self.assertMib(outcome.line("<module>", 10).increment, 80)

    def test_yield_within_an_expression_and_send(self):
        outcome = self.run_agent(
            """
            def echo():
                total = 0
                while total >= 0:
                    total += 1 + (yield [total, bytearray(1 << 20)])

            source = echo()
            next(source)
            print([source.send(i)[0] for i in range(3)])
            source.close()
            """
        )
        self.assertEqual(outcome.stdout, "[1, 3, 6]\n")
        self.assertEqual(outcome.line("echo", 5).occurrences, 4)

    def test_abandoned_and_failing_generators_leave_the_stacks_in_order(self):
        outcome = self.run_agent(
            """
            def tidy():
                try:
                    for i in range(10):
                        yield i
                finally:
                    rest = bytearray(3 << 20)

            def use():
                for value in tidy():
                    break
                source = tidy()
                next(source)
                try:
                    source.throw(KeyError("no"))
                except KeyError:
                    caught = bytearray(7 << 20)
                return caught

            kept = use()
            after = bytearray(40 << 20)
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(outcome.line("tidy", 7).occurrences, 2)
        self.assertMib(outcome.line("use", 17).increment, 7)
        self.assertMib(outcome.line("<module>", 21).increment, 40)
        self.assertEqual(outcome.stack, [])

    def test_yield_from(self):
        outcome = self.run_agent(
            """
            def leaf():
                kept = bytearray(8 << 20)
                yield 1
                yield 2

            def tree():
                mine = bytearray(4 << 20)
                result = yield from leaf()
                return result

            others = []
            for value in tree():
                others.append(bytearray(16 << 20))
            """
        )
        self.assertMib(outcome.line("leaf", 3).increment, 8)
        self.assertMib(outcome.line("tree", 8).increment, 4)
        # leaf() is left, and its 8 MiB freed, before this line is.
        self.assertMib(outcome.line("tree", 9).increment, 0)
        self.assertEqual(outcome.line("tree", 9).occurrences, 1)


class Exceptions(AgentTest):
    def test_table_of_a_function_that_fails(self):
        """memory_profiler's imported decorator: no table at all."""
        outcome = self.run_agent(
            """
            def load():
                kept = bytearray(25 << 20)
                raise ValueError("broken")

            def call():
                try:
                    load()
                except ValueError as error:
                    handled = bytearray(5 << 20)
                    return handled

            result = call()
            load()
            """
        )
        self.assertEqual(outcome.returncode, 1)
        load = outcome.functions["load"]
        self.assertEqual(load.calls, 2)
        self.assertMib(load.lines[3].increment, 50, within_mib=0.5)
        self.assertEqual(load.lines[4].occurrences, 2)
        self.assertMib(outcome.line("call", 10).increment, 5)
        (event,) = outcome.events("exception")
        self.assertEqual((event["type"], event["message"], event["line"]), ("ValueError", "broken", 4))
        self.assertTrue(event["file"].endswith("main.py"))

    def test_many_nested_blocks(self):
        depth = 16
        lines = ["def work():"]
        for level in range(depth):
            lines.append("    " * (level + 1) + "try:")
        lines.append("    " * (depth + 1) + "kept = bytearray(4 << 20); raise KeyError")
        for level in reversed(range(depth)):
            lines.append("    " * (level + 1) + "except ValueError:")
            lines.append("    " * (level + 2) + "pass")
        lines += ["try:", "    work()", "except KeyError:", "    pass", "after = bytearray(40 << 20)"]
        outcome = self.run_agent("\n".join(lines) + "\n")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertMib(outcome.line("<module>", len(lines)).increment, 40)

    def test_exception_in_a_loop_of_calls_keeps_the_callers_rows(self):
        outcome = self.run_agent(
            """
            def fail(i):
                raise KeyError(i)

            def work():
                kept = []
                for i in range(50):
                    try:
                        fail(i)
                    except KeyError:
                        kept.append(bytearray(1 << 20))
                return kept

            kept = work()
            """
        )
        self.assertMib(outcome.line("work", 11).increment, 50, within_mib=0.5)
        self.assertEqual(outcome.functions["fail"].calls, 50)


class LambdasAndClosures(AgentTest):
    def test_lambda_counts_in_its_function(self):
        outcome = self.run_agent(
            """
            def make():
                return lambda n: bytearray(n << 20)

            def use():
                build = lambda n: (
                    bytearray(n << 20)
                )
                return build(10), make()(30)

            kept = use()
            """
        )
        use = outcome.functions["use"]
        self.assertMib(use.growth, 40)
        self.assertMib(use.lines[6].increment, 10)
        self.assertMib(use.lines[9].increment, 30)
        self.assertMib(outcome.functions["make"].growth, 30)
        self.assertEqual(outcome.functions["make"].calls, 1)

    def test_lambda_called_by_its_own_statement_adds_no_occurrence(self):
        outcome = self.run_agent(
            """
            def work():
                return sorted(range(200), key=lambda i: -i)

            work()
            """
        )
        self.assertEqual(outcome.line("work", 3).occurrences, 1)

    def test_nested_functions_and_methods_have_qualified_names(self):
        outcome = self.run_agent(
            """
            import functools

            def outer(n):
                held = bytearray(n << 20)
                def inner():
                    return held, bytearray(3 << 20)
                return inner

            class Loader:
                @staticmethod
                def fixed():
                    return bytearray(1 << 20)
                @classmethod
                def made(cls):
                    return cls()
                @property
                def data(self):
                    return bytearray(2 << 20)
                @functools.lru_cache(None)
                def cached(self):
                    return bytearray(4 << 20)

            loader = Loader.made()
            kept = outer(5)(), Loader.fixed(), loader.data, loader.cached()
            """
        )
        grown = {name: round(function.growth / MIB) for name, function in outcome.functions.items()}
        self.assertEqual(
            grown,
            {
                "<module>": 15,
                "outer": 5,
                "outer.<locals>.inner": 3,
                "Loader.fixed": 1,
                "Loader.made": 0,
                "Loader.data": 2,
                "Loader.cached": 4,
            },
        )


if __name__ == "__main__":
    unittest.main()
