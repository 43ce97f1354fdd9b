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

    def test_output_is_buffered_as_without_us_but_for_a_person_who_reads_it(self):
        source = """
            import os, sys
            print(sys.stdout.line_buffering)
            sys.stderr.write("written\\n")
            os._exit(0)
            """
        env = {"PYTHONUNBUFFERED": ""}
        self.assertEqual(self.compare(source, env=env, lineBuffered=False).stdout, "")  # what is in the buffer is lost
        self.assertEqual(self.run_agent(source, env=env, lineBuffered=True).stdout, "True\n")

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

    def test_signal_handlers_that_raise(self):
        self.compare(
            """
            import signal
            class Late(Exception):
                pass
            def handler(number, frame):
                raise Late
            signal.signal(signal.SIGALRM, handler)
            def step(n):
                a = n
                return a
            done = late = 0
            while done < 200:
                try:
                    signal.setitimer(signal.ITIMER_REAL, 0.0005 + done * 0.00001)
                    for i in range(100000):
                        step(i)
                except Late:
                    late += 1
                done += 1
            signal.setitimer(signal.ITIMER_REAL, 0)
            print(done)
            """
        )

    def test_too_deep_a_recursion_shows_no_frame_of_ours(self):
        outcome = self.run_agent("def down(n):\n    return down(n + 1)\ndown(0)\n")
        self.assertEqual(outcome.returncode, 1)
        self.assertNotIn("_mebi", outcome.stderr)
        self.assertIn("RecursionError", outcome.stderr)

    def test_finders_without_find_spec(self):
        self.compare(
            """
            import sys
            class Old:
                def find_module(self, name, path=None):
                    return None
            sys.meta_path.insert(0, Old())
            import tracemalloc, multiprocessing.util
            print("imported")
            """,
            backend="heap",
            env={"PYTHONWARNINGS": "ignore"},
        )

    def test_source_that_is_not_what_it_says(self):
        self.write("main.py", b"x = 1\ntext = 'caf\xe9'\n")
        outcome = self.run_agent(None)
        code, _, stderr = self.run_plain()
        sentence = re.compile(r"SyntaxError: Non-UTF-8 code starting with '\\xe9' in file .*main.py on line \d, .*")
        self.assertEqual(outcome.returncode, code)
        if sys.version_info[:2] != (3, 10):  # which counts one line too many
            self.assertEqual(sentence.search(outcome.stderr).group(), sentence.search(stderr).group())

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


if __name__ == "__main__":
    unittest.main()
