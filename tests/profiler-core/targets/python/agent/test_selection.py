"""What runs as the program, and which of its functions are watched."""

import re
import unittest

from support import AgentTest


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

    def test_numba_gets_the_code_as_it_is(self):
        outcome = self.run_agent(
            """
            import types
            numba = types.SimpleNamespace(njit=lambda function: types.FunctionType(
                function.__code__.replace(co_consts=tuple(map(float, [const or 0 for const in function.__code__.co_consts]))), {}))
            @numba.njit
            def fast():
                return 3.0
            print(fast())
            """
        )
        self.assertEqual(outcome.stdout, "3.0\n", outcome.stderr)

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
