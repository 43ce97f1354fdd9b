"""What single lines show: increments, occurrences, statements over several lines."""

import sys
import unittest

from support import MIB, AgentTest


class Increments(AgentTest):
    def test_kept_memory_shows_on_its_line(self):
        outcome = self.run_agent(
            """
            def load():
                a = bytearray(1 << 20)
                b = bytearray(8 << 20)
                c = bytearray(64 << 20)
                d = bytearray(512 << 20)
                return a, b, c, d

            kept = load()
            """
        )
        for line, size in ((3, 1), (4, 8), (5, 64), (6, 512)):
            self.assertMib(outcome.line("load", line).increment, size)
        self.assertMib(outcome.line("load", 7).increment, 0)
        self.assertMib(outcome.line("<module>", 9).increment, 585, within_mib=0.5)

    def test_increments_add_up_to_net_growth_to_the_page(self):
        outcome = self.run_agent(
            """
            import os

            def rss():
                with open("/proc/self/statm", "rb", 0) as file:
                    return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

            def work(count):
                rows = []
                for i in range(count):
                    rows.append(str(i) * 50)
                    if i % 3 == 0:
                        rows.append([i] * 100)
                del rows[::2]
                return rows

            work(0), rss()
            before = rss()
            kept = work(2000)
            print(rss() - before)
            """,
            watch=["work"],
        )
        grown = int(outcome.stdout)
        # The reading itself opens a file: at most a page or two beside the function.
        self.assertAlmostEqual(outcome.functions["work"].growth, grown, delta=2 * 4096)

    def test_freeing_shows_once(self):
        """memory_profiler: 100 iterations after freeing 76 MiB print -7553 MiB."""
        outcome = self.run_agent(
            """
            def work():
                big = bytearray(76 << 20)
                total = 0
                for i in range(100):
                    total += i
                    if i == 0:
                        del big
                return total

            work()
            """
        )
        self.assertMib(outcome.line("work", 8).increment, -76)
        self.assertMib(outcome.functions["work"].growth, 0)
        self.assertMib(outcome.line("work", 6).increment, 0)

    def test_callee_counts_once_at_the_call(self):
        """memory_profiler: the calling row shows Increment = Mem usage."""
        outcome = self.run_agent(
            """
            def inner():
                return bytearray(20 << 20)

            def outer():
                first = bytearray(5 << 20)
                second = inner()
                return first, second

            kept = outer()
            """
        )
        self.assertMib(outcome.line("outer", 7).increment, 20)
        self.assertMib(outcome.functions["outer"].growth, 25)

    def test_peak_of_a_callee_reaches_the_caller(self):
        outcome = self.run_agent(
            """
            def inner():
                big = bytearray(100 << 20)
                del big

            def outer():
                inner()
                return 1

            outer()
            """
        )
        line = outcome.line("outer", 7)
        self.assertMib(line.increment, 0)
        self.assertGreater(line.peak - line.memory, 99 * MIB)
        self.assertGreater(outcome.line("<module>", 10).peak, 100 * MIB)

    def test_time_is_wall_clock_with_calls(self):
        outcome = self.run_agent(
            """
            import time

            def nap():
                time.sleep(0.05)

            def work():
                nap()
                nap()

            work()
            """
        )
        self.assertGreater(outcome.line("work", 8).time, 50e6)
        self.assertGreater(outcome.line("nap", 5).time, 100e6)
        self.assertGreater(outcome.line("<module>", 11).time, 100e6)


class Occurrences(AgentTest):
    def occurrences(self, source, function="work"):
        outcome = self.run_agent(source)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return {number: line.occurrences for number, line in outcome.functions[function].lines.items()}

    def test_loops_and_branches(self):
        self.assertEqual(
            self.occurrences(
                """
                def work():
                    total = 0
                    for i in range(5):
                        if i % 2:
                            total += i
                        else:
                            total -= 0
                    while total > 3:
                        total -= 1
                    return total

                work()
                """
            ),
            {3: 1, 4: 6, 5: 5, 6: 2, 8: 3, 9: 2, 10: 1, 11: 1},
        )

    def test_comprehension_on_one_line_counts_once(self):
        self.assertEqual(
            self.occurrences(
                """
                def work():
                    squares = [i * i for i in range(1000)]
                    pairs = {i: str(i) for i in range(1000)}
                    return sum(i for i in squares)

                work()
                """
            ),
            {3: 1, 4: 1, 5: 1},
        )

    def test_one_line_loops_count_once(self):
        self.assertEqual(
            self.occurrences(
                """
                def work():
                    total = 0
                    for i in range(100): total += i
                    while total > 10: total -= 1
                    return total

                work()
                """
            ),
            {3: 1, 4: 1, 5: 1, 6: 1},
        )

    def test_statement_over_several_lines_counts_on_its_first(self):
        self.assertEqual(
            self.occurrences(
                """
                def work(value):
                    result = max(
                        abs(value),
                        sum(
                            i
                            for i in range(10)
                        ),
                        *[
                            j
                            for j in range(3)
                        ],
                    )
                    if (
                        value
                        and result
                    ):
                        return (
                            result
                        )

                work(1)
                """
            ),
            {3: 1, 14: 1, 18: 1},
        )

    def test_try_except_finally_and_with(self):
        counts = self.occurrences(
            """
            import contextlib

            def work():
                with contextlib.suppress(KeyError):
                    {}[1]
                try:
                    int("x")
                except (
                    ValueError
                ) as error:
                    text = str(error)
                finally:
                    done = True
                return done

            work()
            """
        )
        self.assertEqual({line: counts.get(line) for line in (6, 8, 9, 12, 14, 15)}, {6: 1, 8: 1, 9: 1, 12: 1, 14: 1, 15: 1})

    @unittest.skipIf(sys.version_info < (3, 10), "match came with 3.10")
    def test_match(self):
        counts = self.occurrences(
            """
            def work(value):
                match value:
                    case 1:
                        result = "one"
                    case [x, y]:
                        result = "pair"
                return result

            work([1, 2])
            """
        )
        self.assertEqual({line: counts.get(line) for line in (3, 5, 7, 8)}, {3: 1, 5: None, 7: 1, 8: 1})

    def test_lines_that_never_ran_have_no_row(self):
        self.assertEqual(
            self.occurrences(
                """
                def work():
                    for i in range(10):
                        try:
                            x = 1
                        except KeyError:
                            print("never")
                        finally:
                            y = 2
                    if x > 1:
                        return 5

                work()
                """
            ),
            {3: 11, 4: 10, 5: 10, 9: 10, 10: 1},
        )

    def test_rows_of_a_line_of_several_statements(self):
        self.assertEqual(
            self.occurrences(
                """
                def work():
                    a = 1; b = 2
                    return a + b

                work()
                work()
                """
            ),
            {3: 2, 4: 2},
        )


class ModuleLevel(AgentTest):
    def test_lines_far_apart(self):
        outcome = self.run_agent("first = bytearray(3 << 20)\n" + "\n" * 200 + "second = bytearray(5 << 20)\n")
        self.assertMib(outcome.line("<module>", 1).increment, 3)
        self.assertMib(outcome.line("<module>", 202).increment, 5)

    def test_module_level_and_class_bodies_are_one_block(self):
        outcome = self.run_agent(
            """
            class Big:
                table = bytearray(30 << 20)

                def method(self):
                    pass

            rows = bytearray(10 << 20)
            """
        )
        self.assertMib(outcome.line("<module>", 3).increment, 30)
        self.assertMib(outcome.line("<module>", 2).increment, 0)
        self.assertMib(outcome.line("<module>", 8).increment, 10)
        self.assertMib(outcome.functions["<module>"].growth, 40, within_mib=0.5)
        self.assertEqual(outcome.functions["<module>"].calls, 1)


if __name__ == "__main__":
    unittest.main()
