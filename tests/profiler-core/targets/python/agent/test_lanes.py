"""Lanes: one for each thread in which something is watched, reused when all are taken."""

import os
import threading

from support import on_ends, AgentTest


@on_ends
class Lanes(AgentTest):
    def test_threads_by_name(self):
        outcome = self.run_agent(
            """
            import threading, _thread

            def work():
                started.set()
                return gate.wait()

            def bare():
                try:
                    return 1
                finally:
                    gate.set()

            gate, started = threading.Event(), threading.Event()
            named = threading.Thread(target=work, name="loader")
            named.start()
            started.wait()
            _thread.start_new_thread(bare, ())
            named.join()
            print(threading.active_count(), [thread.name for thread in threading.enumerate()])
            """
        )
        self.assertEqual(outcome.stdout, "1 ['MainThread']\n", outcome.stderr)
        threads = outcome.events("thread")
        self.assertEqual(
            [(event["lane"], event["name"], event["main"]) for event in threads],
            [(0, "MainThread", True), (1, "loader", False), (2, None, False)],
        )
        self.assertEqual(threads[0]["thread"], outcome.events("start")[0]["pid"])

    def test_lanes_of_threads_that_have_ended_are_given_again(self):
        outcome = self.run_agent(
            """
            import threading

            def work(n):
                return n

            for n in range(500):
                thread = threading.Thread(target=work, args=(n,), name="thread %d" % n)
                thread.start()
                thread.join()
            """
        )
        self.assertEqual(outcome.functions["work"].calls, 500)
        threads = outcome.events("thread")
        self.assertEqual([event["name"] for event in threads[1:]], ["thread %d" % n for n in range(500)])
        self.assertEqual({event["lane"] for event in threads}, set(range(32)))
        self.assertEqual([event["lane"] for event in threads if event["main"]], [0])
        self.assertEqual(outcome.events("warning"), [])

    def test_lanes_of_idle_threads_are_given_to_busy_ones(self):
        outcome = self.run_agent(
            """
            import threading

            def work():
                return 1

            def keep():
                work()
                ready.release()
                gate.wait()
                work()

            def last():
                return work()

            ready, gate = threading.Semaphore(0), threading.Event()
            threads = [threading.Thread(target=keep) for _ in range(40)]
            for thread in threads:
                thread.start()
                ready.acquire()
            gate.set()
            for thread in threads:
                thread.join()
            """,
            watch=["work"],
        )
        self.assertEqual(outcome.functions["work"].calls, 80)
        self.assertGreaterEqual(len(outcome.events("thread")), 40)
        self.assertEqual(outcome.events("warning"), [])

    def test_500_threads_at_once(self):
        outcome = self.run_agent(
            """
            import threading

            def inner():
                return 2

            def work():
                ready.release()
                gate.wait()
                return inner()

            ready, gate = threading.Semaphore(0), threading.Event()
            threading.stack_size(256 << 10)
            threads = [threading.Thread(target=work) for _ in range(500)]
            for thread in threads: thread.start()
            for thread in threads: ready.acquire()
            gate.set()
            for thread in threads: thread.join()
            kept = bytearray(20 << 20)
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual((outcome.functions["work"].calls, outcome.functions["inner"].calls), (500, 500))
        self.assertEqual([event["code"] for event in outcome.events("warning")], ["lanes-full"])
        self.assertEqual({node.open for node in outcome.paths.values()}, {0})
        self.assertMib(outcome.line("<module>", 19).increment, 20)
        self.assertEqual(outcome.stack, [])

    def test_a_forked_child_has_its_own_main_thread(self):
        outcome = self.run_agent(
            """
            import os, threading

            def work():
                return 1

            def split():
                work()
                if os.fork() == 0:
                    work()
                    os._exit(0)
                os.wait()

            thread = threading.Thread(target=split, name="forker")
            thread.start()
            thread.join()
            """
        )
        self.assertEqual([event["main"] for event in outcome.events("thread")], [True, False])
        ((pid, log),) = outcome.child_logs.items()
        (thread,) = [event for event in log if event["kind"] == "thread"]
        self.assertEqual((thread["thread"], thread["lane"], thread["main"]), (pid, 0, True))


if __name__ == "__main__":
    unittest.main()
