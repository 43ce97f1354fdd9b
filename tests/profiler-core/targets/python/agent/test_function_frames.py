"""Frames of whole functions that take turns, fail, die with their process or share it with other tools."""

import sys
import time
import unittest

from functions_support import Functions, hotspots
from support import MIB, on_ends


@on_ends
class Frames(Functions):
    def test_generators_count_while_they_run(self):
        outcome = self.watch(
            """
            import time

            def numbers(n):
                for i in range(n):
                    yield bytearray(4 << 20)

            def consume(kept):
                for item in numbers(5):
                    kept.append(item)
                    time.sleep(0.03)

            kept = []
            consume(kept)
            """
        )
        self.assertSame(outcome)
        self.assertEqual(self.spots["numbers"].calls, 1)
        self.assertMib(self.spots["numbers"].growth, 20)
        self.assertMib(self.spots["consume"].growth, 20)
        self.assertGreater(self.spots["consume"].time - self.spots["numbers"].time, 0.14e9)

    def test_coroutines_take_turns(self):
        outcome = self.watch(
            """
            import asyncio

            async def grow(kept):
                for i in range(4):
                    kept.append(bytearray(5 << 20))
                    await asyncio.sleep(0.02)

            async def wait():
                for i in range(8):
                    await asyncio.sleep(0.01)

            async def main():
                kept = []
                await asyncio.gather(grow(kept), wait())
                return kept

            kept = asyncio.run(main())
            """
        )
        self.assertSame(outcome)
        self.assertEqual([self.spots[name].calls for name in ("grow", "wait", "main")], [1, 1, 1])
        self.assertMib(self.spots["grow"].growth, 20, within_mib=1)
        self.assertMib(self.spots["wait"].growth, 0, within_mib=1)
        self.assertGreater(self.spots["<module>"].time - self.spots["wait"].time, 0.07e9)

    def test_exceptions_close_what_they_leave(self):
        outcome = self.watch(
            """
            kept = []

            def check(i):
                if i % 2:
                    raise ValueError(i)
                return i

            def deep(n):
                if n == 0:
                    raise KeyError(n)
                deep(n - 1)

            def main():
                failed = 0
                for i in range(20_000):
                    try:
                        check(i)
                    except ValueError:
                        failed += 1
                for i in range(50):
                    try:
                        deep(20)
                    except KeyError:
                        failed += 1
                after()
                return failed

            def after():
                kept.append(bytearray(7 << 20))

            print(main())
            """
        )
        self.assertSame(outcome)
        self.assertEqual({name: spot.open for name, spot in self.spots.items() if spot.open}, {})
        self.assertMib(self.spots["after"].growth, 7)
        self.assertLess(self.spots["check"].time, self.spots["main"].time)

    def test_a_thousand_deep_and_over_the_limit(self):
        outcome = self.watch(
            """
            import sys

            def down(n):
                return n if n == 0 else down(n - 1)

            def endless(n):
                return endless(n + 1)

            sys.setrecursionlimit(3000)
            for i in range(20):
                print(down(1000))
            try:
                endless(0)
            except RecursionError as error:
                print("too deep")
            print(down(500))
            """
        )
        self.assertSame(outcome)
        self.assertEqual({name: spot.open for name, spot in self.spots.items() if spot.open}, {})

    def test_threads(self):
        outcome = self.watch(
            """
            import threading
            kept = []

            def small(i):
                return i * 2

            def work(n):
                kept.append(bytearray(n << 20))
                for i in range(15_000):
                    small(i)

            threads = [threading.Thread(target=work, args=(10,)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            print(len(kept), threading.active_count())
            """
        )
        self.assertSame(outcome)
        self.assertEqual(self.spots["work"].calls, 4)
        self.assertGreaterEqual(self.spots["work"].growth, 39 * MIB)
        self.assertIn("small", self.estimated)
        self.assertEqual({name: spot.open for name, spot in self.spots.items() if spot.open}, {})


@on_ends
class Adversity(Functions):
    def test_children(self):
        outcome = self.watch(
            """
            import os
            import warnings
            warnings.simplefilter("always")
            kept = []

            def leak(i):
                kept.append(bytearray(1 << 20))

            def small(i):
                return i + 1

            def spin():
                for i in range(60_000):
                    small(i)

            def child():
                for i in range(12):
                    leak(i)
                spin()

            def main():
                spin()
                pid = os.fork()
                if pid == 0:
                    child()
                    os._exit(3)
                print(os.waitpid(pid, 0)[1])

            main()
            """
        )
        self.assertSame(outcome)
        (pid,) = outcome.children
        spots = hotspots(self.run_folder, "-%d" % pid)
        self.assertEqual((spots["leak"].calls, spots["child"].calls), (12, 1))
        self.assertMib(spots["leak"].growth, 12)
        self.assertEqual(self.spots["main"].calls, 1)
        self.assertNotIn("leak", self.spots)

    def test_a_child_that_is_not_watched_leaves_the_numbers_alone(self):
        outcome = self.watch(
            """
            import os

            def small(i):
                return i + 1

            def spin():
                for i in range(60_000):
                    small(i)

            def main():
                spin()
                if os.fork() == 0:
                    spin()
                    raise SystemExit
                os.wait()

            main()
            """,
            watchChildren=False,
        )
        self.assertSame(outcome)
        self.assertEqual(({name: spot.open for name, spot in self.spots.items() if spot.open}, outcome.children), ({}, {}))
        self.assertEqual((self.spots["spin"].calls, outcome.functions["small"].calls), (1, self.spots["small"].calls))

    def test_spawned_children(self):
        outcome = self.watch(
            """
            import multiprocessing

            def leak(n):
                return len(bytearray(n << 20))

            if __name__ == "__main__":
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    print(pool.map(leak, [1, 2, 30]))
            """
        )
        self.assertSame(outcome)
        calls = [hotspots(self.run_folder, "-%d" % pid) for pid in outcome.children]
        self.assertEqual(sum(spots["leak"].calls for spots in calls if "leak" in spots), 3)

    def test_killed_in_the_middle(self):
        self.write(
            "main.py",
            """
            import time
            kept = []

            def leak():
                kept.append(bytearray(20 << 20))

            def small(i):
                return i + 1

            def main():
                leak()
                for i in range(60_000):
                    small(i)
                print("ready", flush=True)
                while True:
                    small(1)

            main()
            """,
        )
        process, folder = self.start(detail="functions")
        self.assertEqual(process.stdout.readline().strip(), b"ready")
        time.sleep(0.1)
        process.kill()
        outcome = self.outcome(process, folder)
        spots = hotspots(folder)
        self.assertMib(spots["leak"].growth, 20)
        self.assertEqual((spots["main"].open, spots["main"].calls), (1, 1))
        self.assertEqual(outcome.returncode, -9)

    def test_a_program_that_replaces_itself_while_functions_are_paused(self):
        outcome = self.watch(
            """
            import os
            import sys

            def small(i):
                return i + 1

            if len(sys.argv) == 1:
                for i in range(150_000):
                    small(i)
                program = "import time; end = time.process_time() + 0.3\\nwhile time.process_time() < end: pass\\nprint('alive')"
                os.execv(sys.executable, [sys.executable, "-c", program])
            """
        )
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), (0, "alive\n", ""))

    def test_a_program_that_uses_the_timer_itself(self):
        outcome = self.watch(
            """
            import signal
            rung = []

            def small(i):
                return i + 1

            signal.signal(signal.SIGVTALRM, lambda *event: rung.append(1))
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.02)
            while not rung:
                small(1)
            for i in range(30_000):
                small(i)
            print(len(rung), signal.getitimer(signal.ITIMER_VIRTUAL))
            """
        )
        self.assertSame(outcome)

    def test_other_tools(self):
        outcome = self.watch(
            """
            import cProfile
            import sys
            seen = []

            def small(i):
                return i + 1

            def work():
                for i in range(3000):
                    small(i)

            def trace(frame, event, arg):
                if frame.f_code.co_name == "small":
                    seen.append(event)
                    return trace

            sys.settrace(trace)
            work()
            sys.settrace(None)
            print(seen.count("call"), seen.count("return"))
            profile = cProfile.Profile()
            profile.runcall(work)
            print([entry.callcount for entry in profile.getstats() if getattr(entry.code, "co_name", "") == "small"])
            work()
            """
        )
        self.assertSame(outcome)
        self.assertEqual(self.spots["work"].calls, 3)

    @unittest.skipUnless(sys.version_info >= (3, 12), "sys.monitoring is new in 3.12")
    def test_without_free_tool_ids_the_program_runs_unwatched(self):
        self.write("sitecustomize.py", "import sys\nfor tool in (3, 4, 5): sys.monitoring.use_tool_id(tool, 'other')\n")
        outcome = self.run_agent(
            """
            import sys

            def small(i):
                return i + 1

            print(sum(small(i) for i in range(1000)))
            print([sys.monitoring.get_tool(tool) for tool in range(6)])
            """,
            detail="functions",
            env={"PYTHONPATH": self.project},
        )
        plain = self.run_plain(env={"PYTHONPATH": self.project})
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), plain)
        self.assertEqual([event["code"] for event in outcome.events("warning")], ["no-tool-id"])


if __name__ == "__main__":
    unittest.main()
