"""What the log says of exceptions, collections, threads and the start of the program."""

import os
import sys
import time
import unittest

from support import AgentTest


class Raised(AgentTest):
    def raised(self, outcome):
        for event in outcome.events("raised"):
            self.assertEqual(os.path.basename(event["file"]), "main.py")
        return [(event["type"], event["message"], event["line"]) for event in outcome.events("raised")]

    def test_each_exception_once_where_it_arose(self):
        outcome = self.run_agent(
            """
            import json

            class Own(Exception):
                pass

            class Loud(Exception):
                def __str__(self):
                    print("asked")
                    return "loud"

            def fail(kind):
                value = 1
                raise kind("broken", 3)

            def through():
                try:
                    fail(ValueError)
                finally:
                    value = 2

            def again():
                try:
                    through()
                except ValueError:
                    raise

            def other():
                try:
                    fail(KeyError)
                except KeyError as error:
                    raise Own("wrapped") from error

            def library():
                json.loads("{")

            def inside():
                try:
                    raise OSError("handled where it arose")
                except OSError:
                    pass

            def loud():
                fail(Loud)

            for function in again, other, library, inside, loud:
                try:
                    function()
                except Exception:
                    pass
            """
        )
        self.assertEqual((outcome.returncode, outcome.stdout), (0, ""), outcome.stderr)
        self.assertEqual(
            self.raised(outcome),
            [
                ("ValueError", "('broken', 3)", 14),
                ("KeyError", "('broken', 3)", 14),
                ("Own", "wrapped", 32),
                ("JSONDecodeError", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)", 35),
                ("Loud", "", 14),
            ],
        )

    def test_the_ends_of_generators_are_none(self):
        outcome = self.run_agent(
            """
            def numbers():
                yield 1
                yield 2

            def stop():
                return next(iter([]))

            def close():
                source = numbers()
                next(source)
                source.close()

            list(numbers())
            close()
            try:
                stop()
            except StopIteration:
                pass
            """
        )
        self.assertEqual(self.raised(outcome), [])

    def test_in_generators_and_coroutines(self):
        outcome = self.run_agent(
            """
            import asyncio

            def source():
                yield 1
                raise KeyError("source")

            def delegate():
                yield from source()

            async def leaf():
                await asyncio.sleep(0)
                raise ValueError("leaf")

            async def main():
                try:
                    await leaf()
                except ValueError:
                    pass
                try:
                    list(delegate())
                except KeyError:
                    pass
                for n in iter([]):
                    pass
                return 5

            print(asyncio.run(main()))
            """
        )
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "5\n"), outcome.stderr)
        self.assertEqual(self.raised(outcome), [("ValueError", "leaf", 13), ("KeyError", "'source'", 6)])

    def test_one_that_ends_the_program_and_one_that_another_thread_raised(self):
        outcome = self.run_agent(
            """
            from concurrent.futures import ThreadPoolExecutor

            def work():
                raise RuntimeError("in the pool")

            def main():
                with ThreadPoolExecutor(1) as pool:
                    return pool.submit(work).result()

            main()
            """
        )
        self.assertEqual(outcome.returncode, 1)
        self.assertEqual(self.raised(outcome), [("RuntimeError", "in the pool", 5)])
        self.assertEqual([event["type"] for event in outcome.events("exception")], ["RuntimeError"])

    def test_too_deep_a_recursion(self):
        outcome = self.run_agent(
            """
            def down(n):
                return down(n + 1)

            try:
                down(0)
            except RecursionError:
                print("caught")
            """
        )
        self.assertEqual(outcome.stdout, "caught\n", outcome.stderr)
        ((kind, _, line),) = self.raised(outcome)
        self.assertEqual(kind, "RecursionError")
        self.assertIn(line, (2, 3))  # on the call, or before the first line of the one that is too much

    def test_the_first_200(self):
        outcome = self.run_agent(
            """
            def fail(n):
                raise KeyError(n)

            for n in range(300):
                try:
                    fail(n)
                except KeyError:
                    pass
            """
        )
        self.assertEqual([message for _, message, _ in self.raised(outcome)], [str(n) for n in range(200)])

    def test_nothing_is_kept_alive(self):
        outcome = self.run_agent(
            """
            import weakref

            class Big:
                pass

            def fail():
                held = Big()
                seen.append(weakref.ref(held))
                raise KeyError("x")

            seen = []
            try:
                fail()
            except KeyError:
                pass
            print(seen[0]())
            """
        )
        self.assertEqual(outcome.stdout, "None\n", outcome.stderr)


@unittest.skipIf(sys.version_info < (3, 10), "not told before 3.10 (marks.py)")
class Collections(AgentTest):
    def test_of_the_oldest_generation(self):
        outcome = self.run_agent(
            """
            import gc
            gc.disable()

            class Ring:
                def __init__(self):
                    self.me = self

            def work():
                rings = [Ring() for _ in range(1000)]
                del rings
                gc.collect(0)
                return gc.collect()

            gc.collect()
            print(work())
            """
        )
        first, second = outcome.events("collection")[:2]
        self.assertEqual(second["generation"], 2)
        self.assertGreater(second["durationNs"], 0)
        self.assertGreater(second["atNs"], first["atNs"])
        if sys.version_info < (3, 13):
            # gc.collect(0) has moved what it could not free; what it freed is not of the oldest.
            self.assertLessEqual(second["collected"], int(outcome.stdout))

    def test_the_first_1000_and_none_after_the_end(self):
        outcome = self.run_agent(
            """
            import gc
            for i in range(1100):
                gc.collect()
            print(len(gc.callbacks))
            """
        )
        self.assertEqual((outcome.stdout, outcome.stderr), ("1\n", ""))
        self.assertEqual(len(outcome.events("collection")), 1000)
        self.assertEqual(outcome.log[-1]["kind"], "exit")


class Start(AgentTest):
    def test_who_and_when(self):
        before = time.perf_counter_ns()
        outcome = self.run_agent(
            """
            import os
            if os.fork() == 0:
                os._exit(0)
            os.wait()
            """,
            args=["--size", "a b", "ü\udcff"],
        )
        after = time.perf_counter_ns()
        (start,) = outcome.events("start")
        self.assertEqual(start["command"], "main.py --size a b ü\udcff")
        self.assertEqual(start["parentPid"], os.getpid())
        if sys.platform.startswith("linux"):  # one clock for all processes
            self.assertLess(before, start["clockNs"])
            self.assertLess(start["clockNs"] + start["atNs"], after)
        ((pid, log),) = outcome.child_logs.items()
        (child,) = [event for event in log if event["kind"] == "start"]
        self.assertEqual((child["pid"], child["parentPid"], child["clockNs"]), (pid, start["pid"], start["clockNs"]))
        self.assertEqual(child["command"], start["command"])


if __name__ == "__main__":
    unittest.main()
