"""Coroutines and threads: frames that take turns or run side by side."""

import unittest

from support import AgentTest


class Coroutines(AgentTest):
    def test_two_coroutines_at_once_are_not_credited_to_each_other(self):
        outcome = self.run_agent(
            """
            import asyncio

            async def first():
                for i in range(3):
                    await asyncio.sleep(0.01)
                kept = bytearray(10 << 20)
                await asyncio.sleep(0.01)
                return kept

            async def second():
                kept = []
                for i in range(6):
                    kept.append(bytearray(20 << 20))
                    await asyncio.sleep(0.005)
                return kept

            async def main():
                return await asyncio.gather(first(), second())

            kept = asyncio.run(main())
            """,
            watch=["first", "second", "main"],
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        first, second = outcome.functions["first"], outcome.functions["second"]
        self.assertMib(first.lines[7].increment, 10)
        self.assertMib(first.lines[6].increment, 0, within_mib=1)
        self.assertEqual(first.lines[6].occurrences, 3)
        self.assertMib(second.lines[14].increment, 120)
        self.assertMib(second.lines[15].increment, 0, within_mib=1)
        self.assertLess(first.lines[6].time, 20e6, "time while suspended is not the line's")

    def test_async_generators_and_context_managers(self):
        outcome = self.run_agent(
            """
            import asyncio
            import contextlib

            @contextlib.asynccontextmanager
            async def resource():
                held = bytearray(6 << 20)
                yield held

            async def numbers():
                for i in range(3):
                    await asyncio.sleep(0)
                    yield bytearray(1 << 20)

            async def main():
                async with resource() as held:
                    found = [item async for item in numbers()]
                    async for item in numbers():
                        break
                return held, found

            kept = asyncio.run(main())
            print(len(kept[1]))
            """,
            watch=["resource", "numbers", "main"],
        )
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "3\n"), outcome.stderr)
        self.assertMib(outcome.line("resource", 7).increment, 6)
        # numbers() makes 3 MiB, but suspended time is not its own; the comprehension's line holds them.
        self.assertEqual(outcome.functions["numbers"].calls, 2)
        self.assertMib(outcome.functions["main"].growth, 10, within_mib=1.2)

    def test_cancelled_coroutine(self):
        outcome = self.run_agent(
            """
            import asyncio

            async def worker():
                try:
                    await asyncio.sleep(10)
                except asyncio.CancelledError:
                    kept = bytearray(5 << 20)
                    raise

            async def main():
                task = asyncio.ensure_future(worker())
                await asyncio.sleep(0.01)
                task.cancel()
                try:
                    await task
                except asyncio.CancelledError:
                    return "cancelled"

            print(asyncio.run(main()))
            end = 1
            """
        )
        self.assertEqual(outcome.stdout, "cancelled\n", outcome.stderr)
        self.assertMib(outcome.line("worker", 8).increment, 5)
        self.assertEqual(outcome.stack, [])


class Threads(AgentTest):
    def test_every_thread_is_watched_and_overlap_is_marked(self):
        """memory_profiler: only the first thread is traced, and charged with the others' memory."""
        outcome = self.run_agent(
            """
            import threading, time
            from concurrent.futures import ThreadPoolExecutor

            barrier = threading.Barrier(2)

            def work(n):
                barrier.wait()
                kept = bytearray(n << 20)
                barrier.wait()
                return kept

            def alone():
                return bytearray(9 << 20)

            with ThreadPoolExecutor(2) as pool:
                kept = list(pool.map(work, [10, 20]))
            thread = threading.Thread(target=lambda: time.sleep(0.05) or alone())
            thread.start()
            thread.join()
            """,
            watch=["work", "alone"],
        )
        work = outcome.functions["work"]
        self.assertEqual((work.calls, work.lines[9].occurrences), (2, 2))
        self.assertTrue(work.lines[9].overlapped)
        alone = outcome.line("alone", 14)
        # The kernel keeps some pages for each processor in counters of its own, and threads come to another one.
        self.assertMib(alone.increment, 9, within_mib=0.6)
        self.assertFalse(alone.overlapped)

    def test_many_threads(self):
        outcome = self.run_agent(
            """
            import threading

            def work():
                kept = [i for i in range(100)]
                return kept

            threads = [threading.Thread(target=work) for _ in range(200)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            """
        )
        self.assertEqual(outcome.functions["work"].calls, 200)
        self.assertEqual(outcome.line("work", 5).occurrences, 200)


if __name__ == "__main__":
    unittest.main()
