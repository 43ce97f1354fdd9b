"""``@profile(stream=..., precision=..., backend=...)``."""

import os
import sys
import unittest

from support import AgentTest, on_ends


class Options(AgentTest):
    STREAM = """
        import io
        from memory_profiler import profile
        log = io.StringIO()

        @profile(stream=log, precision=4)
        def marked(size):
            block = b"1" * (size << 20)
            if not size:
                return None
            return block

        kept = [marked(3), marked(0), marked(5)]
        print(log.getvalue(), end="")
        """

    def test_stream_gets_a_table_of_each_call(self):
        outcome = self.run_agent(self.STREAM, watch=[])
        self.assertEqual(outcome.stderr, "")
        tables = outcome.stdout.split("\n\n\n")
        self.assertEqual(len(tables), 4, outcome.stdout)
        lines = tables[0].split("\n")
        main = os.path.join(self.project, "main.py") if sys.version_info >= (3, 9) else "main.py"
        self.assertEqual(lines[:2], ["Filename: " + main, ""])
        self.assertEqual(lines[2], "Line #    Mem usage    Increment  Occurrences   Line Contents")
        self.assertEqual(lines[3], "=" * 61)
        self.assertEqual([line[47:] for line in lines[4:]], [
            "@profile(stream=log, precision=4)",
            "def marked(size):",
            '    block = b"1" * (size << 20)',
            "    if not size:",
            "        return None",
            "    return block",
        ])
        self.assertRegex(lines[4], r"^     6 +\d+\.\d{4} MiB +\d+\.\d{4} MiB           1   @profile")
        self.assertEqual(lines[5], " " * 5 + "7" + " " * 41 + "def marked(size):")
        for table, size in ((tables[0], 3), (tables[2], 5)):
            memory, _, increment, _, occurrences = table.split("\n")[6][6:44].split()
            self.assertAlmostEqual(float(increment), size, delta=0.2)
            self.assertEqual(occurrences, "1")
        self.assertNotEqual(tables[1].split("\n")[8][6:46].strip(), "")
        self.assertEqual(tables[1].split("\n")[9][6:46].strip(), "")
        self.assertEqual(outcome.functions["marked"].calls, 3)
        self.assertMib(outcome.line("marked", 8).increment, 8)
        self.assertMib(outcome.functions["<module>"].growth if "<module>" in outcome.functions else 8 << 20, 8, 1.5)

    def test_the_callers_line_does_not_pay_for_the_table(self):
        source = self.STREAM.replace("kept = [marked(3), marked(0), marked(5)]", "kept = marked(3)")
        outcome = self.run_agent(source, watch=None)
        self.assertMib(outcome.line("<module>", 13).increment, 3, 0.3)

    def test_without_its_numbers_there_is_a_word(self):
        outcome = self.run_agent(self.STREAM, watch=[], watchMarked=False)
        self.assertEqual((outcome.stdout, outcome.stderr), ("", ""))
        self.assertEqual(
            [event["message"] for event in outcome.events("warning")],
            ["The table of marked that @profile(stream=...) asks for is not written: this run watches other functions."],
        )

    def test_calls_that_fail_recurse_or_wait(self):
        outcome = self.run_agent(
            """
            import asyncio, io, sys

            class Rows:
                def __init__(self):
                    self.rows = []
                def write(self, text):
                    self.rows.append(text)
                def tables(self):
                    return "".join(self.rows).count("Filename")

            logs = [Rows() for _ in range(7)]

            @profile(stream=logs[0])
            def fails():
                raise ValueError

            @profile(stream=logs[1])
            def deep(n):
                return n and deep(n - 1)

            @profile(stream=logs[2])
            async def waits():
                await asyncio.sleep(0)
                return 5

            @profile(stream=logs[3])
            def items():
                received = yield 1
                yield received

            class Thing:
                @profile(stream=logs[4])
                @classmethod
                def make(cls):
                    return cls()

            @profile(stream=logs[5])
            def idle():
                pass

            @profile(stream=sys.stdout)
            class Whole:
                def method(self):
                    return 1

            try:
                fails()
            except ValueError:
                print("failed")
            deep(5)
            generator = items()
            print(next(generator), generator.send(7), list(generator), asyncio.run(waits()), type(Thing.make()).__name__)
            print(deep.__name__, deep.__wrapped__.__name__, asyncio.iscoroutinefunction(waits))
            Whole().method(), Whole().method()
            print([log.tables() for log in logs])
            """,
            watch=[],
        )
        self.assertEqual(outcome.stderr.replace("DeprecationWarning", ""), outcome.stderr)
        output, table = outcome.stdout.split("Filename: ")
        self.assertEqual(output, "failed\n1 7 [] 5 Thing\ndeep deep True\n[1, 1, 1, 1, 1, 0, 0]\n")
        self.assertRegex(table, r"           2           return 1\n\n\n$")

    def test_closed_stream_other_backend_and_precision(self):
        outcome = self.run_agent(
            """
            import io
            log = io.StringIO()
            @profile(stream=log)
            def first():
                return 1
            log.close()
            @profile(backend="tracemalloc")
            def second():
                return 2
            @profile(backend="psutil")
            def third():
                return 3
            @profile(precision=4)
            def fourth():
                return 4
            print(first() + second() + third() + fourth())
            """,
            watch=[],
        )
        self.assertEqual(outcome.stdout, "10\n", outcome.stderr)
        self.assertEqual(
            [event["message"] for event in outcome.events("warning")],
            [
                "@profile(backend='tracemalloc') of second: a run measures one kind of memory, this one rss; --backend heap is that.",
                "@profile(precision=4) of fourth counts for the table that goes to a stream; for all tables it is --precision 4.",
                "The table of first that @profile(stream=...) asks for could not be written: ValueError: I/O operation on closed file.",
            ],
        )

    @on_ends
    def test_costs_nothing_where_it_is_not_used(self):
        outcome = self.run_agent("import sys\nprint([name for name in sys.modules if name.endswith('streams')])\n", watch=[])
        self.assertEqual(outcome.stdout, "[]\n")


if __name__ == "__main__":
    unittest.main()
