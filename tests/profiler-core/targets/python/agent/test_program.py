"""The program behaves as it does without Mebi."""

import os
import re
import signal
import sys
import time
import unittest

from support import AgentTest


class SameAsPlain(AgentTest):
    """Runs main.py with and without the agent and compares exit code, stdout and stderr."""

    def compare(self, source, args=(), flags=(), stdin=None, env=None, **spec):
        outcome = self.run_agent(source, args=args, flags=flags, stdin=stdin, env=env, **spec)
        code, stdout, stderr = self.run_plain(args, flags, stdin, env)
        self.assertEqual((outcome.returncode, outcome.stdout), (code, stdout), outcome.stderr)
        self.assertEqual(outcome.stderr, stderr)
        return outcome

    def test_names_arguments_and_paths(self):
        self.compare(
            """
            import os, sys
            print(sys.argv, __name__, __file__, sys.path, os.getcwd(), __spec__, __package__, __doc__)
            print(sorted(name for name in globals()), type(__loader__), __builtins__, vars(__builtins__) is not None)
            print(getattr(sys, "orig_argv", [])[-3:], sys.flags.optimize, sys.warnoptions, sys.stdin.isatty())
            """,
            args=["--flag", "two words", "\u00e9"],
        )

    def test_flags_are_handed_through(self):
        self.compare(
            """
            import sys, warnings
            assert False, "not with -O"
            print(__debug__, sys.flags.optimize, sys._xoptions)
            warnings.warn("careful")
            """,
            flags=["-O", "-X", "importtime=0", "-W", "error"] if sys.version_info >= (3, 99) else ["-O", "-W", "always"],
        )

    def test_uncaught_exceptions_show_no_frame_of_ours(self):
        self.compare(
            """
            def inner():
                raise ValueError("b\u00e4d") from KeyError(1)
            def outer():
                inner()
            outer()
            """
        )

    def test_traceback_modules_see_no_more_than_usual(self):
        self.compare(
            """
            import traceback
            def fail():
                x = [1,
                     2 / 0]
            try:
                fail()
            except ZeroDivisionError as error:
                traceback.print_exc()
                print(error.__traceback__.tb_lineno)
            """
        )

    def test_syntax_error(self):
        self.compare("x = 1\ndef broken(:\n    pass\n")

    def test_syntax_error_in_an_import(self):
        self.write("other.py", "def broken(:\n")
        self.compare("import other\n", files=["other.py"])

    def test_exit_codes(self):
        for statement in ("sys.exit(7)", "sys.exit('sentence')", "sys.exit()", "os._exit(9)", "raise SystemExit(3)"):
            with self.subTest(statement):
                self.compare("import os, sys\ndef f():\n    %s\nf()\n" % statement)

    def test_own_excepthook(self):
        self.compare(
            """
            import sys
            def hook(kind, error, trace):
                print("hook", kind.__name__, error, trace.tb_lineno, trace.tb_frame.f_code.co_name)
            sys.excepthook = hook
            raise LookupError("x")
            """
        )

    def test_atexit_threads_and_output_order(self):
        self.compare(
            """
            import atexit, sys, threading, time
            atexit.register(print, "last")
            class Noisy:
                def __del__(self):
                    print("gone")
            held = Noisy()
            def late():
                time.sleep(0.05)
                print("late")
            threading.Thread(target=late).start()
            print("first")
            """
        )

    def test_stdin(self):
        self.compare("name = input()\nprint('hello', name)\nimport sys\nprint(sys.stdin.read())\n", stdin=b"you\nrest\n")

    def test_warnings_show_their_lines(self):
        self.compare(
            """
            import warnings
            def old():
                warnings.warn("old", DeprecationWarning, stacklevel=2)
            warnings.simplefilter("default")
            old()
            """
        )

    def test_pickle_of_main(self):
        self.compare(
            """
            import pickle
            class Thing:
                def __init__(self, n):
                    self.n = n
            def double(x):
                return 2 * x
            copy = pickle.loads(pickle.dumps((Thing(4), double)))
            print(copy[0].n, copy[1](21), copy[1] is double)
            """
        )

    def test_inspect_and_docstrings(self):
        self.compare(
            '''
            """Module text."""
            import inspect
            def work(a, b=2, *rest, key=None, **more):
                """What it does."""
                return inspect.currentframe().f_lineno, locals()
            print(__doc__, work.__doc__, inspect.signature(work), inspect.getsource(work))
            print(work(1), work.__code__.co_varnames, work.__code__.co_firstlineno, work.__code__.co_name)
            '''
        )

    def test_future_flags_reach_compile(self):
        self.compare(
            """
            from __future__ import annotations
            space = {}
            exec(compile("def f(x: undefined_name): pass", "main.py", "exec"), space)
            print(space["f"].__annotations__)
            """
        )

    def test_sources_in_other_encodings(self):
        for name, source in (
            ("latin", "# -*- coding: latin-1 -*-\ntext = 'caf\u00e9'\nprint(ascii(text))\n".encode("latin-1")),
            ("bom", b"\xef\xbb\xbf" + "text = 'caf\u00e9'\nprint(ascii(text))\n".encode()),
            ("crlf", b"def f():\r\n\tx = 1\r\n\treturn x\r\nprint(f())"),
            ("identifiers", "gr\u00f6\u00dfe = 3\ndef \u03c0(\u00e4=1):\n    return \u00e4\nprint(\u03c0(gr\u00f6\u00dfe))\n".encode()),
            ("empty", b""),
        ):
            with self.subTest(name):
                self.write("main.py", source)
                outcome = self.compare(None)
                if name != "empty":
                    self.assertGreater(len(outcome.functions["<module>"].lines), 1)

    def test_keyboard_interrupt(self):
        source = """
            import sys, time
            def wait():
                print("ready")
                time.sleep(30)
            try:
                wait()
            finally:
                print("tidy")
            """
        self.write("main.py", source)
        process, _ = self.start()
        self.assertEqual(process.stdout.readline(), b"ready\n")
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=20)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertEqual(stdout, b"tidy\n")
        self.assertIn(b"KeyboardInterrupt", stderr)
        self.assertNotIn(b"_mebi", stderr)

    def test_signal_handlers(self):
        self.compare(
            """
            import os, signal
            seen = []
            signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(frame.f_code.co_name))
            def work():
                os.kill(os.getpid(), signal.SIGUSR1)
                for i in range(1000):
                    pass
                return len(seen)
            print(work())
            """
        )

    def test_cprofile_and_trace_functions_work_beside_us(self):
        self.compare(
            """
            import cProfile, sys
            def work():
                total = 0
                for i in range(3):
                    total += i
                return total
            profile = cProfile.Profile()
            print(profile.runcall(work))
            lines = []
            def trace(frame, event, arg):
                if frame.f_code.co_name == "work" and event == "line":
                    lines.append(frame.f_lineno)
                return trace
            sys.settrace(trace)
            work()
            sys.settrace(None)
            print(lines)
            """
        )

    def test_nothing_is_written_beside_the_program(self):
        self.write("helper.py", "def help():\n    return 1\n")
        self.run_agent("import helper\nhelper.help()\n", files=["helper.py"])
        self.assertEqual(sorted(os.listdir(self.project)), ["helper.py", "main.py"])


class Targets(AgentTest):
    def test_module(self):
        self.write("pkg/__init__.py", "print('package', __name__)\n")
        self.write(
            "pkg/__main__.py",
            """
            import sys
            from . import tool
            print(__name__, __package__, __spec__.name, sys.argv[1:], sys.path[0])
            kept = tool.make()
            """,
        )
        self.write("pkg/tool.py", "def make():\n    return bytearray(12 << 20)\n")
        outcome = self.run_agent(
            "", args=["a"], target={"kind": "module", "name": "pkg"}, files=["pkg/tool.py", "pkg/__main__.py"]
        )
        self.assertEqual(outcome.stdout, "package pkg\n__main__ pkg pkg.__main__ ['a'] %s\n" % self.project, outcome.stderr)
        self.assertMib(outcome.line("make", 2).increment, 12)
        self.assertMib(outcome.line("<module>", 5).increment, 12)

    def test_missing_module(self):
        outcome = self.run_agent("", target={"kind": "module", "name": "nowhere"})
        self.assertEqual(outcome.returncode, 1)
        self.assertTrue(re.search(r"No module named '?nowhere'?$", outcome.stderr.strip()), outcome.stderr)

    def test_statement_in_the_scripts_namespace(self):
        outcome = self.run_agent(
            """
            def load(n):
                return bytearray(n << 20)
            if __name__ == "__main__":
                print("must not run")
            """,
            target={"kind": "script", "path": "main.py", "call": "kept = load(10); print(__name__, load(1).__len__())"},
        )
        self.assertEqual(outcome.stdout, "main 1048576\n", outcome.stderr)
        self.assertEqual(outcome.functions["load"].calls, 2)

    def test_statement_that_fails(self):
        outcome = self.run_agent(
            "x = 1\n", target={"kind": "script", "path": "main.py", "call": "undefined_name"}
        )
        self.assertEqual(outcome.returncode, 1)
        self.assertIn('File "<call>", line 1', outcome.stderr)
        self.assertNotIn("_mebi", outcome.stderr)


class Selection(AgentTest):
    def test_profile_builtin_import_and_options(self):
        outcome = self.run_agent(
            """
            from memory_profiler import profile as imported

            @profile
            def one():
                return bytearray(1 << 20)

            @imported
            def two():
                return bytearray(2 << 20)

            @imported(precision=4)
            def three():
                return bytearray(3 << 20)

            def four():
                return bytearray(4 << 20)
            four = profile(four)

            class Thing:
                @profile
                @classmethod
                def five(cls):
                    return bytearray(5 << 20)

            def other():
                return 0

            kept = one(), two(), three(), four(), Thing.five(), other()
            """,
            watch=[],
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(sorted(outcome.functions), ["Thing.five", "four", "one", "three", "two"])
        for name, line, size in (("one", 6, 1), ("two", 10, 2), ("three", 14, 3), ("four", 17, 4), ("Thing.five", 24, 5)):
            self.assertMib(outcome.line(name, line).increment, size)

    def test_profile_that_the_program_defines(self):
        outcome = self.run_agent(
            """
            import builtins
            def profile(function):
                print("mine", function.__name__)
                return function
            @profile
            def work():
                return 1
            work()
            """,
            watch=["work"],
        )
        self.assertEqual(outcome.stdout, "mine work\n")
        self.assertEqual(outcome.functions["work"].calls, 1)

    def test_lazy_imports_and_exec_with_a_real_file_name(self):
        self.write("plugin.py", "def plug():\n    return bytearray(6 << 20)\n")
        self.write("late.py", "def late():\n    return bytearray(3 << 20)\n")
        outcome = self.run_agent(
            """
            import os
            def run():
                space = {}
                path = os.path.abspath("plugin.py")
                exec(compile(open(path).read(), path, "exec"), space)
                import late
                return space["plug"](), late.late()
            kept = run()
            """,
            watch=["plug", "late"],
            files=["plugin.py", "late.py"],
        )
        self.assertMib(outcome.line("plug", 2).increment, 6)
        self.assertMib(outcome.line("late", 2).increment, 3)

    def test_function_unknown_to_the_host_is_outlined_here(self):
        self.write(
            "tools.py",
            """
            def make(n):
                return [
                    bytearray(n << 20)
                    for _ in range(2)
                ]
            """,
        )
        outcome = self.run_agent("import tools\nkept = profile(tools.make)(5)\n", watch=[])
        self.assertEqual({line: data.occurrences for line, data in outcome.functions["make"].lines.items()}, {3: 1})

    def test_unselected_functions_are_left_alone(self):
        outcome = self.run_agent("def a():\n    b()\ndef b():\n    pass\na()\n", watch=["a"])
        self.assertEqual(list(outcome.functions), ["a"])


if __name__ == "__main__":
    unittest.main()
