"""Programs that die, or do what could take the agent's ground away."""

import os
import signal
import sys
import time
import unittest

from support import MIB, AgentTest


class Deaths(AgentTest):
    def test_sigkill_loses_nothing_and_names_the_line(self):
        self.write(
            "main.py",
            """
            import time

            def load():
                kept = bytearray(40 << 20)
                print("loaded", flush=True)
                time.sleep(60)

            load()
            """,
        )
        process, folder = self.start()
        self.assertEqual(process.stdout.readline(), b"loaded\n")
        time.sleep(0.2)
        process.send_signal(signal.SIGKILL)
        outcome = self.outcome(process, folder)
        self.assertMib(outcome.line("load", 5).increment, 40)
        self.assertEqual(outcome.line("load", 7).occurrences, 1)
        self.assertEqual(outcome.stack, [("<module>", 9), ("load", 7)])
        self.assertEqual(outcome.events("exit"), [])

    def test_os_exit(self):
        outcome = self.run_agent(
            """
            import os
            def load():
                kept = bytearray(40 << 20)
                os._exit(4)
            load()
            """
        )
        self.assertEqual(outcome.returncode, 4)
        self.assertMib(outcome.line("load", 4).increment, 40)
        self.assertEqual(outcome.stack, [("<module>", 6), ("load", 5)])

    def test_fatal_error_of_the_interpreter(self):
        outcome = self.run_agent(
            """
            import ctypes
            def load():
                kept = bytearray(30 << 20)
                ctypes.string_at(0)
            load()
            """
        )
        self.assertEqual(outcome.returncode, -signal.SIGSEGV)
        self.assertMib(outcome.line("load", 4).increment, 30)
        self.assertEqual(outcome.stack[-1], ("load", 5))

    def test_recursion_error(self):
        outcome = self.run_agent(
            """
            def down(n):
                return down(n + 1)
            try:
                down(0)
            except RecursionError:
                kept = bytearray(40 << 20)
            end = 1
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertMib(outcome.line("<module>", 7).increment, 40, within_mib=1)
        self.assertEqual(outcome.stack, [])


class Ground(AgentTest):
    """What a program may do to files, processes and tracing."""

    def test_closing_all_descriptors(self):
        outcome = self.run_agent(
            """
            import os
            def work(n):
                kept = bytearray(n << 20)
                return kept
            first = work(5)
            os.closerange(3, 4096)
            second = work(7)
            print("done")
            """
        )
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "done\n"), outcome.stderr)
        self.assertMib(outcome.line("work", 4).increment, 12)
        self.assertEqual(len(outcome.events("exit")), 1)

    def test_descriptor_numbers_that_the_program_reuses(self):
        outcome = self.run_agent(
            """
            import os
            def work(n):
                kept = bytearray(n << 20)
                return kept
            first = work(5)
            for number in range(3, 1024):
                try:
                    os.close(number)
                except OSError:
                    pass
                os.dup2(0, number)
            second = work(7)
            """,
            stdin=b"",
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertMib(outcome.line("work", 4).increment, 12)

    def test_changing_directory_and_environment(self):
        outcome = self.run_agent(
            """
            import os, sys
            def work(n):
                kept = bytearray(n << 20)
                return kept
            os.chdir("/")
            os.environ.clear()
            sys.path.clear()
            kept = work(5)
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertMib(outcome.line("work", 4).increment, 5)

    def test_own_trace_and_profile_functions(self):
        outcome = self.run_agent(
            """
            import sys
            def work(n):
                kept = bytearray(n << 20)
                return kept
            sys.settrace(lambda *arguments: None)
            sys.setprofile(lambda *arguments: None)
            kept = work(5)
            """
        )
        self.assertMib(outcome.line("work", 4).increment, 5)

    def test_own_trace_function_and_coroutines(self):
        outcome = self.run_agent(
            """
            import asyncio, sys
            async def work(n):
                kept = bytearray(n << 20)
                await asyncio.sleep(0)
                return kept
            sys.settrace(lambda *arguments: None)
            kept = asyncio.run(work(5))
            print(sys.gettrace() is not None)
            """,
            watch=["work"],
        )
        self.assertEqual(outcome.stdout, "True\n", outcome.stderr)
        self.assertMib(outcome.line("work", 4).increment, 5)
        codes = [event["code"] for event in outcome.events("warning")]
        self.assertEqual(codes, ["foreign-trace"] if sys.version_info < (3, 11) else [])

    def test_other_users_of_sys_monitoring(self):
        if sys.version_info < (3, 12):
            self.skipTest("sys.monitoring came with 3.12")
        outcome = self.run_agent(
            """
            import sys
            tool = sys.monitoring
            for name in range(6):
                if not tool.get_tool(name):
                    tool.use_tool_id(name, "mine")
                    tool.set_events(name, tool.events.LINE)
            def work(n):
                kept = bytearray(n << 20)
                return kept
            kept = work(5)
            """
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertMib(outcome.line("work", 9).increment, 5)

    def test_tracemalloc(self):
        outcome = self.run_agent(
            """
            import tracemalloc
            def work(n):
                kept = bytearray(n << 20)
                return kept
            tracemalloc.start(25)
            kept = work(5)
            print(tracemalloc.get_traced_memory()[0] > 5 << 20)
            tracemalloc.stop()
            """
        )
        self.assertEqual(outcome.stdout, "True\n")
        self.assertMib(outcome.line("work", 4).increment, 5)

    def test_heap_backend_when_the_program_stops_tracemalloc(self):
        outcome = self.run_agent(
            """
            import tracemalloc
            def work(n):
                kept = bytearray(n << 20)
                return kept
            first = work(5)
            tracemalloc.clear_traces()
            second = work(6)
            tracemalloc.stop()
            third = work(7)
            """,
            backend="heap",
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertMib(outcome.line("work", 4).increment, 11)
        self.assertEqual([event["code"] for event in outcome.events("warning")], ["tracemalloc-stopped"])

    def test_exec_keeps_what_was_measured(self):
        outcome = self.run_agent(
            """
            import os
            def work():
                kept = bytearray(5 << 20)
                os.execvp("echo", ["echo", "other"])
            work()
            """
        )
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "other\n"))
        self.assertMib(outcome.line("work", 4).increment, 5)
        self.assertEqual(outcome.stack[-1], ("work", 5))


class Children(AgentTest):
    def test_fork_is_watched_in_a_table_of_its_own(self):
        outcome = self.run_agent(
            """
            import os
            def work(n):
                kept = bytearray(n << 20)
                return kept
            mine = work(5)
            child = os.fork()
            if child == 0:
                mine = work(50)
                os._exit(0)
            os.waitpid(child, 0)
            last = work(3)
            """
        )
        self.assertMib(outcome.line("work", 4).increment, 8)
        ((pid, functions),) = outcome.children.items()
        self.assertMib(functions["work"].lines[4].increment, 50)
        self.assertEqual(functions["work"].calls, 1)
        self.assertEqual([event["pid"] for event in outcome.events("child")], [pid])

    def test_fork_that_is_not_to_be_watched(self):
        outcome = self.run_agent(
            """
            import os
            def work(n):
                kept = bytearray(n << 20)
                return kept
            if os.fork() == 0:
                kept = [work(50) for _ in range(3)]
                for value in map(work, [1, 2]):
                    pass
                os._exit(0)
            os.wait()
            kept = work(3)
            """,
            watchChildren=False,
        )
        self.assertEqual(outcome.children, {})
        self.assertEqual(outcome.functions["work"].calls, 1)
        self.assertMib(outcome.line("work", 4).increment, 3)

    def pool(self, method):
        self.write(
            "main.py",
            """
            import multiprocessing

            @profile
            def work(n):
                kept = bytearray(n << 20)
                return len(kept)

            if __name__ == "__main__":
                context = multiprocessing.get_context("%s")
                with context.Pool(2) as pool:
                    print(pool.map(work, [10, 20, 30]))
                    pool.close()
                    pool.join()
            """
            % method,
        )
        outcome = self.run_agent(None, watch=["work"])
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "[10485760, 20971520, 31457280]\n"), outcome.stderr)
        workers = [functions["work"] for functions in outcome.children.values() if "work" in functions]
        self.assertEqual(sum(worker.calls for worker in workers), 3)
        self.assertGreater(max(worker.lines[6].peak for worker in workers if worker.calls), 30 * MIB)

    def test_pool_by_fork(self):
        """memory_profiler: cannot pickle the watched worker."""
        self.pool("fork")

    def test_pool_by_spawn(self):
        self.pool("spawn")

    def test_pool_by_forkserver(self):
        self.pool("forkserver")

    def test_code_that_is_pickled_by_value_leaves_us_behind(self):
        outcome = self.run_agent(
            """
            import pickle, types
            def work(n):
                return n * 2
            def reduce_code(code):
                return [pickle.loads(pickle.dumps(const)) for const in code.co_consts if not isinstance(const, types.CodeType)]
            consts = tuple(reduce_code(work.__code__))
            again = types.FunctionType(work.__code__.replace(co_consts=consts), globals())
            print(again(21))
            """
        )
        self.assertEqual(outcome.stdout, "42\n", outcome.stderr)


if __name__ == "__main__":
    unittest.main()
