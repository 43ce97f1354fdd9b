"""Threads at once: memory is the process's, so each number that may hold another thread's is marked, and no other."""

import unittest

from functions_support import Functions
from support import AgentTest


class OverlappedLines(AgentTest):
    def overlapped(self, outcome, function):
        return [number for number, line in sorted(outcome.functions[function].lines.items()) if line.overlapped]

    def test_threads_of_a_pool(self):
        """Reported elsewhere: sleeping takes 32 MiB, and nothing says that other threads ran meanwhile."""
        outcome = self.run_agent(
            """
            import concurrent.futures, time
            MB = 1 << 20
            kept = []
            def job(n):
                block = b"\\1" * (n * MB)
                time.sleep(0.05)
                kept.append(block)
                return n
            def main():
                with concurrent.futures.ThreadPoolExecutor(4) as pool:
                    return sum(pool.map(job, [6] * 4))
            def after():
                return b"\\1" * (3 * MB)
            print(main())
            kept.append(after())
            """
        )
        self.assertEqual(outcome.stdout, "24\n", outcome.stderr)
        grown = [number for number, line in outcome.functions["job"].lines.items() if line.increment > 1 << 20]
        self.assertTrue(set(grown) <= set(self.overlapped(outcome, "job")), grown)
        self.assertIn(12, self.overlapped(outcome, "main"))
        self.assertIn(15, self.overlapped(outcome, "<module>"), "the line that called main()")
        self.assertEqual(self.overlapped(outcome, "after"), [])

    def test_a_line_in_which_another_thread_began_or_ended_or_both(self):
        outcome = self.run_agent(
            """
            import threading, time
            kept = []
            entered, go = threading.Event(), threading.Event()
            def other():
                entered.set()
                go.wait()
                kept.append(b"\\1" * (8 << 20))
            def main():
                thread = threading.Thread(target=other)
                thread.start(); entered.wait()
                own = b"\\1" * (4 << 20)
                go.set(); thread.join()
                alone = b"\\1" * (4 << 20)
                go.clear(); entered.clear()
                within()
                return own, alone
            def within():
                go.set(); thread = threading.Thread(target=other); thread.start(); thread.join()
            kept.append(main())
            """
        )
        self.assertEqual(outcome.stderr, "")
        self.assertEqual(self.overlapped(outcome, "main"), [11, 12, 13, 16])
        self.assertEqual(self.overlapped(outcome, "within"), [19])

    def test_what_a_thread_took_while_short_lines_were_not_read(self):
        """It counts where memory is read next; the other thread has ended by then."""
        outcome = self.run_agent(
            """
            import threading
            kept = []
            def other():
                kept.append(b"\\1" * (8 << 20))
            def main():
                thread = threading.Thread(target=other)
                thread.start()
                n = 0
                while thread.is_alive():
                    n += 1
                n = 1
                n = 2
                return n
            main()
            """
        )
        lines = outcome.functions["main"].lines
        grown = {number for number, line in lines.items() if line.increment > 1 << 18}
        self.assertTrue(grown)
        self.assertTrue(grown <= set(self.overlapped(outcome, "main")), grown)

    def test_threads_of_which_nothing_is_watched(self):
        outcome = self.run_agent(
            """
            import threading, time
            kept = []
            go = threading.Event()
            def helper():
                go.wait()
                kept.append(b"\\1" * (8 << 20))
                idle.wait()
            idle = threading.Event()
            def main():
                first = b"\\1" * (4 << 20)
                thread = threading.Thread(target=helper)
                thread.start()
                time.sleep(0.03)
                waiting = b"\\1" * (4 << 20)
                go.set(); time.sleep(0.2)
                time.sleep(0.03)
                idling = b"\\1" * (4 << 20)
                inner()
                idle.set(); thread.join()
                time.sleep(0.03)
                return first, waiting, idling, b"\\1" * (4 << 20)
            def inner():
                kept.append(b"\\1" * (4 << 20))
            kept.append(main())
            """,
            watch=["main", "inner"],
        )
        self.assertMib(outcome.line("main", 16).increment, 8)
        marked = set(self.overlapped(outcome, "main"))
        self.assertIn(16, marked)
        self.assertEqual(marked & {11, 15, 18, 19, 22}, set(), "an idle thread takes nothing")
        self.assertEqual(self.overlapped(outcome, "inner"), [])

    def test_one_thread_alone(self):
        outcome = self.run_agent(
            """
            def work(n):
                kept = [bytes(1000) for _ in range(n)]
                return kept
            kept = [work(2000) for _ in range(20)]
            """
        )
        self.assertEqual(self.overlapped(outcome, "work"), [])


class OverlappedFunctions(Functions):
    def test_functions_that_ran_beside_others_are_marked(self):
        outcome = self.watch(
            """
            import threading, time
            kept = []
            entered, go = threading.Event(), threading.Event()
            def before():
                kept.append(b"\\1" * (4 << 20))
            def other():
                entered.set()
                go.wait()
                kept.append(b"\\1" * (8 << 20))
            def waits(thread):
                go.set(); thread.join()
            def main():
                before()
                thread = threading.Thread(target=other)
                thread.start(); entered.wait()
                waits(thread)
                after()
            def after():
                kept.append(b"\\1" * (4 << 20))
            main()
            """
        )
        marked = {name for name, function in outcome.functions.items() if function.overlapped}
        self.assertEqual(marked, {"<module>", "main", "other", "waits"}, outcome.stderr)

    def test_threads_of_which_nothing_is_watched(self):
        self.write("helper.py", "def helper(kept, go):\n    go.wait()\n    kept.append(b'\\1' * (8 << 20))\n")
        outcome = self.watch(
            """
            import threading, time
            from helper import helper
            kept = []
            go = threading.Event()
            def before():
                kept.append(b"\\1" * (4 << 20))
            def waits():
                go.set(); time.sleep(0.2)
            thread = threading.Thread(target=helper, args=(kept, go))
            thread.start()
            time.sleep(0.03)
            before()
            waits()
            """
        )
        marked = {name for name, function in outcome.functions.items() if function.overlapped}
        # What a thread did that began and ended within the module level belongs to the module level.
        self.assertEqual(marked, {"waits"}, outcome.stderr)


if __name__ == "__main__":
    unittest.main()
