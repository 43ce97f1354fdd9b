"""A program that replaces itself with another one (``exec``) goes on in the same table."""

import os
import stat
import sys
import unittest

from support import MIB, AgentTest

LEAF = """
import os, sys
def leaf(size):
    block = b"1" * (size << 20)
    return len(block)
print(sys.argv, leaf(int(sys.argv[-1])) >> 20, sorted(name for name in os.environ if "PYTHON" in name or "MEBI" in name))
print(getattr(sys, "orig_argv", [])[1:], sys.path[0] == os.path.dirname(os.path.abspath(__file__)), flush=True)
"""


class Replaced(AgentTest):
    def setUp(self):
        super().setUp()
        self.write("leaf.py", LEAF)

    def run_both(self, source, watch=None, env=None, **spec):
        outcome = self.run_agent(source, watch, env=env, files=["leaf.py"], **spec)
        code, stdout, stderr = self.run_plain(env=env)
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), (code, stdout, stderr))
        return outcome

    def assertLeaf(self, outcome, calls, mib):
        self.assertEqual(outcome.functions["leaf"].calls, calls)
        self.assertMib(outcome.functions["leaf"].growth, mib)

    def test_itself_with_another_environment(self):
        outcome = self.run_both(
            """
            import os, sys
            def early():
                kept.append(b"1" * (5 << 20))
            def work():
                kept.append(b"1" * (9 << 20))
            kept = []
            early()
            if os.environ.get("PYTHONHASHSEED") != "0":
                os.environ["PYTHONHASHSEED"] = "0"
                os.execv(sys.executable, [sys.executable, "-B"] + sys.argv)
            work()
            print(sys.argv, hash("x"), flush=True)
            """,
            env={"PYTHONHASHSEED": "1"},
        )
        self.assertEqual([len(outcome.events(kind)) for kind in ("start", "exec", "exit")], [2, 1, 1])
        names = [event["name"] for event in outcome.events("function")]
        self.assertEqual(sorted(names), ["<module>", "early", "work"])
        self.assertEqual({name: outcome.functions[name].calls for name in names}, {"<module>": 2, "early": 2, "work": 1})
        self.assertMib(outcome.functions["early"].growth, 10)
        self.assertMib(outcome.functions["work"].growth, 9)
        self.assertEqual(outcome.paths["<module>",].calls, 2)
        self.assertEqual(outcome.paths["<module>", (8, "early")].calls, 2)
        self.assertMib(outcome.paths["<module>",].growth, 19, 1)
        self.assertEqual([node.open for node in outcome.paths.values()], [0] * len(outcome.paths))
        self.assertEqual((outcome.children, outcome.stack), ({}, []))

    def test_a_launcher(self):
        outcome = self.run_both(
            """
            import os, sys
            os.execv(sys.executable, [sys.executable, "-B", "leaf.py", "30"])
            """
        )
        self.assertLeaf(outcome, 1, 30)
        self.assertTrue(outcome.events("exec")[0]["followed"])

    def test_twice_and_without_an_environment(self):
        self.write("second.py", 'import os, sys\nos.execve(sys.executable, [sys.executable, "-Bu", "leaf.py", "7"], {"A": "b"})\n')
        outcome = self.run_both(
            """
            import os, sys
            os.execve(sys.executable, [sys.executable, "-B", "second.py"], {})
            """,
            env={"PYTHONPATH": "elsewhere"},
        )
        self.assertLeaf(outcome, 1, 7)
        self.assertEqual(len(outcome.events("start")), 3)

    def test_from_a_thread(self):
        outcome = self.run_both(
            """
            import os, sys, threading
            def go():
                os.execl(sys.executable, sys.executable, "-B", "leaf.py", "6")
            threading.Thread(target=go).start()
            threading.Event().wait(20)
            """
        )
        self.assertLeaf(outcome, 1, 6)
        self.assertEqual(outcome.functions["go"].calls, 1)

    def test_a_console_script_that_is_searched(self):
        tool = self.write("tools/leaf-tool", "#!%s -B\nimport sys\nsys.path.insert(1, '.')\nimport leaf\n" % sys.executable)
        long = self.write("tools/long-tool", "#!/bin/sh\n'''exec' \"%s\" \"$0\" \"$@\"\n' '''\nimport runpy\nrunpy.run_path('leaf.py')\n" % sys.executable)
        for path in (tool, long):
            os.chmod(path, stat.S_IRWXU)
        for name in ("leaf-tool", "long-tool"):
            with self.subTest(name):
                outcome = self.run_both(
                    """
                    import os
                    os.environ["PATH"] = "/nowhere:tools"
                    os.execvp("%s", ["%s", "nbconvert", "8"])
                    """
                    % (name, name),
                    env={"PYTHONDONTWRITEBYTECODE": "1"},
                )
                self.assertLeaf(outcome, 1, 8)

    def test_what_cannot_be_started(self):
        outcome = self.run_both(
            """
            import os
            for path in ("missing", "main.py", ""):
                try:
                    os.execvp(path, ["x"])
                except OSError as error:
                    print(type(error).__name__, error)
            open("bad", "w").close()
            os.chmod("bad", 0o700)
            open("worse", "w").write("#!/nowhere/at/all\\n")
            os.chmod("worse", 0o700)
            for name in ("./bad", "./worse"):
                try:
                    os.execv(name, ["x"])
                except OSError as error:
                    print(type(error).__name__, error)
            try:
                os.execv(__file__, [])
            except Exception as error:
                print(type(error).__name__, error)
            print("goes on", flush=True)
            """
        )
        self.assertEqual(len(outcome.events("exec")), len(outcome.events("exec-failed")))
        self.assertEqual(len(outcome.events("exit")), 1)

    def test_another_program(self):
        outcome = self.run_both("import os\ndef f():\n    pass\nf()\nos.execv('/bin/echo', ['echo', 'hello'])\n")
        (event,) = outcome.events("exec")
        self.assertEqual((event["command"], event["followed"]), ("echo hello", False))
        self.assertEqual(outcome.functions["f"].calls, 1)

    def test_where_children_are_not_watched(self):
        outcome = self.run_both(
            """
            import os, sys
            command = [sys.executable, "-B", "leaf.py"]
            if os.fork() == 0:
                os.execv(sys.executable, command + ["4"])
            os.wait()
            os.execv(sys.executable, command + ["5"])
            """,
            watchChildren=False,
        )
        self.assertLeaf(outcome, 1, 5)

    def test_in_a_child(self):
        outcome = self.run_both(
            """
            import os, sys
            def before():
                return b"1" * (3 << 20)
            pid = os.fork()
            if pid == 0:
                kept = before()
                os.execv(sys.executable, [sys.executable, "-B", "leaf.py", "4"])
            os.waitpid(pid, 0)
            """
        )
        (child,) = outcome.children.values()
        self.assertEqual((child["leaf"].calls, child["before"].calls), (1, 1))
        (paths,) = outcome.child_paths.values()
        self.assertEqual(paths["<module>", (7, "before")].calls, 1)


if __name__ == "__main__":
    unittest.main()
