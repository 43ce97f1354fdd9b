"""Python processes that the program starts: what they do is the same, and they are watched too."""

import os
import stat
import sys
import unittest

from support import AGENT, MIB, on_ends, AgentTest

sys.path.insert(0, AGENT)

from _mebi.commandline import split  # noqa: E402

# What a program can see of how it was started.
REPORT = """\
import os, sys
here = os.getcwd()
main = sys.modules["__main__"]
seen = {
    "argv": sys.argv,
    "path": [entry.replace(here, "HERE") for entry in sys.path[:3]],
    "name": __name__,
    "main is this": main.__dict__ is globals(),
    "file": globals().get("__file__", "none").replace(here, "HERE"),
    "globals": sorted(name for name in globals() if name != "__warningregistry__"),
    "spec": repr(globals().get("__spec__") and __spec__.name),
    "loader": getattr(__loader__, "__name__", type(__loader__).__name__),
    "flags": sys.flags,
    "warnoptions": sys.warnoptions,
    "xoptions": sys._xoptions,
    "orig_argv": getattr(sys, "orig_argv", [])[1:],
    "bytecode": sys.dont_write_bytecode,
    "line buffering": sys.stdout.line_buffering,
    "executable": sys.executable,
    "env": sorted(name for name in os.environ if "PYTHON" in name),
}
print({name: value for name, value in seen.items()}, flush=True)
"""

MAIN = """
import os, subprocess, sys
here = os.getcwd()
python = sys.executable
started = []
def show(*words, input=b"", **options):
    pipe = subprocess.PIPE
    process = subprocess.Popen(list(words), stdin=pipe, stdout=pipe, stderr=pipe, **options)
    started.append((process, words, input))
def finish():
    for process, words, input in started:
        output, errors = process.communicate(input)
        print(words[1:], process.returncode, process.args == list(words))
        print(output.decode(errors="replace"), errors.decode(errors="replace"), sep="")
    sys.stdout.flush()
    started.clear()
"""


@on_ends
class TheSame(AgentTest):
    """Each test runs main.py with and without the agent: what its children print has to be equal."""

    def setUp(self):
        super().setUp()
        self.write("report.py", REPORT)
        self.write("package/__init__.py", "")
        self.write("package/__main__.py", REPORT)
        self.write("tool", "#!%s -u\n%s" % (sys.executable, REPORT))
        self.write("tool2", "#!/usr/bin/env python3\nimport sys\nprint(sys.argv)\n")
        for name in ("tool", "tool2"):
            os.chmod(os.path.join(self.project, name), stat.S_IRWXU)

    def check(self, calls, **options):
        self.write("main.py", MAIN + calls + "\nfinish()\n")
        plain = self.run_plain(**options)
        outcome = self.run_agent(None, **options)
        self.assertEqual((outcome.returncode, outcome.stderr), (plain[0], plain[2]))
        for seen, expected in zip(outcome.stdout.split("\n"), plain[1].split("\n")):
            self.assertEqual(seen, expected)
        self.assertEqual(len(outcome.stdout), len(plain[1]))
        return outcome

    def test_scripts_modules_and_commands(self):
        outcome = self.check(
            """
report = open("report.py").read()
show(python, "report.py", "a", "-b", "", "ü", "it's")
show(python, "./report.py", cwd=here)
show(python, "-m", "report", "-c", "x")
show(python, "-m", "package", "x")
show(python, "-c", report, "-m", "x")
show(python, "-uc" + report.replace("orig_argv", "not_seen"), "x")  # comes to us as -u -c
show(python, "-W", "ignore", "-X", "utf8", "-OOs", "report.py")
show(python, "-I", "report.py")
show(python, "-IBm", "json.tool", "--help")
show(python, "-E", "-S", "-c", report)
show(python, "--", "report.py", "--")
show(python, "-W", "error", "-bb", "package", "x")
show(b"%s" % os.fsencode(python), b"report.py", b"\\xff")
show("./tool", "1", "2")
show("./tool2", "1", env=dict(os.environ, PATH=os.path.dirname(python) + os.pathsep + "/usr/bin:/bin"))
show("python", "report.py", env=dict(os.environ, PATH=os.path.dirname(python)), executable=python)
            """,
        )
        self.assertEqual(len(outcome.children), 16, outcome.events("warning"))

    def test_what_goes_wrong(self):
        self.check(
            """
show(python, "missing.py")
show(python, "-m", "missing")
show(python, "-c", "1/0")
show(python, "-c", "def f():\\n    raise SystemExit(7)\\nf()")
show(python, "-c", "def f():\\n    print('x')\\n    [][3]\\nf()")
show(python, "-c", "syntax error")
show(python, "-c", "import os; os._exit(3)")
show(python, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)")
show(python, "-c", "import sys; sys.exit('sorry')")
show(python, "--no-such-option")
show(python, "-c")
show(python, "-V")
show(python, "-", "x", input=b"import sys; print(sys.argv)")
show(python, input=b"print(6 * 7)")
show(python, "-c", "print(input())", input=b"typed\\n")
show(python, "-x", "report.py")
show(python, "package/missing.pyc")
open("bad.py", "w").write("def f():\\n    g()\\ndef g():\\n    1/0\\nf()\\n")
show(python, "bad.py")
show(python, "-m", "bad")
finish()
try:
    subprocess.run(["./missing"])
except OSError as error:
    print(error)
try:
    subprocess.run([python, "x\\0y"])
except ValueError as error:
    print(error)
            """
        )

    def test_shells(self):
        outcome = self.check(
            """
def shell(line):
    print(subprocess.run(line, shell=True, stdout=subprocess.PIPE).stdout.decode())
shell(python + " report.py a b")
shell(python + " -c 'print(1)'; " + python + " -m report | cat")
shell("echo $HOME > out; exit 3")
shell("")
            """
        )
        self.assertEqual(len(outcome.children), 1, "only a plain command is followed")

    def test_other_ways_to_start(self):
        outcome = self.check(
            """
import asyncio
async def start():
    process = await asyncio.create_subprocess_exec(python, "report.py", "asyncio", stdout=subprocess.PIPE)
    print((await process.communicate())[0].decode())
asyncio.run(start())
sys.stdout.flush()
os.waitpid(os.posix_spawn(python, [python, "report.py", "spawn"], os.environ), 0)
if os.fork() == 0:
    os.execv(python, [python, "report.py", "exec"])
os.wait()
os.spawnv(os.P_WAIT, python, [python, "report.py", "spawnv"])
subprocess.run([python, "report.py", "preexec"], preexec_fn=os.setsid)
            """
        )
        self.assertEqual(len(outcome.children), 5)

    def test_where_the_agent_cannot_start(self):
        self.check(
            """
import glob
for spec in glob.glob(os.path.join(os.path.dirname(here), "run *", "spec.json")):
    os.remove(spec)
show(python, "report.py", "x")
show(python, "-m", "report", "x")
show(python, "--", "report.py")
show(python, "-c", "import sys; print(sys.argv, sys.stdin.read())", "x", input=b"stdin")
show("./tool", "1", "2")
            """
        )


@on_ends
class Watched(AgentTest):
    def test_each_child_has_a_table_of_its_own(self):
        self.write(
            "work.py",
            """
            import sys
            def work(n):
                kept = bytearray(n << 20)
                return kept
            if __name__ == "__main__":
                kept = work(int(sys.argv[1]))
            """,
        )
        outcome = self.run_agent(
            """
            import subprocess, sys
            for words in (["work.py", "10"], ["-m", "work", "20"], ["-c", "import work; kept = work.work(30)"]):
                subprocess.run([sys.executable, *words], check=True)
            """,
            files=["work.py"],
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        increments = sorted(functions["work"].lines[4].increment / MIB for functions in outcome.children.values())
        for increment, expected in zip(increments, (10, 20, 30)):
            self.assertAlmostEqual(increment, expected, delta=0.5)
        self.assertEqual(sorted(event["pid"] for event in outcome.events("child")), sorted(outcome.children))

    def test_children_of_children_and_a_child_that_becomes_another_program(self):
        self.write(
            "work.py",
            """
            import os, subprocess, sys
            def work(n):
                if n:
                    subprocess.run([sys.executable, __file__, str(n - 1)], check=True)
                else:
                    sys.stdout.flush()
                    if os.fork() == 0:
                        become()
                    os.wait()
            def become():
                os.execv(sys.executable, [sys.executable, "-c", "import work; work.kept = work.hold()"])
            def hold():
                return bytearray(10 << 20)
            if __name__ == "__main__":
                work(int(sys.argv[1]))
            """,
        )
        outcome = self.run_agent(
            "import subprocess, sys\nsubprocess.run([sys.executable, 'work.py', '1'], check=True)\n", files=["work.py"]
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(len(outcome.children), 3)
        # Before 3.12 a function is told when its module is loaded: the child had it already, before it became another program.
        held = [hold for child in outcome.children.values() for name, hold in child.items() if name.endswith("hold")]
        self.assertMib(sum(hold.growth for hold in held), 10)
        starts = [e for log in outcome.child_logs.values() for e in log if e["kind"] == "start"]
        self.assertEqual({start["pid"] for start in starts}, set(outcome.children))
        # One of them started one that started one.
        self.assertEqual(len({start["parentPid"] for start in starts} & set(outcome.children)), 2)
        children = [e["pid"] for log in [outcome.log, *outcome.child_logs.values()] for e in log if e["kind"] == "child"]
        self.assertEqual(sorted(children), sorted(outcome.children))

    def test_an_isolated_interpreter(self):
        self.write("main.py", "import sys\nprint([p for p in sys.path if 'agent' in p or 'project' in p], sys.flags.isolated)\n")
        outcome = self.run_agent(None, flags=["-I"])
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "[] 1\n"), outcome.stderr)

    def test_children_that_are_not_to_be_watched(self):
        outcome = self.run_agent(
            """
            import subprocess, sys
            subprocess.run([sys.executable, "-c", "import sys; print('mebi_boot' in sys.modules)"])
            """,
            watchChildren=False,
        )
        self.assertEqual((outcome.stdout, outcome.children), ("False\n", {}), outcome.stderr)


class CommandLines(unittest.TestCase):
    def test_flags_and_programs_are_told_apart(self):
        for line, expected in (
            ("a.py -u", ([], ["a.py", "-u"])),
            ("-u a.py", (["-u"], ["a.py"])),
            ("-uIm pkg -c", (["-uI"], ["-m", "pkg", "-c"])),
            ("-mpkg", ([], ["-m", "pkg"])),
            ("-Wd -Xdev -X faulthandler a.py", (["-W", "d", "-X", "dev", "-X", "faulthandler"], ["a.py"])),
            ("-Bcprint() x", (["-B"], ["-c", "print()", "x"])),
            ("--check-hash-based-pycs never -- -a.py", (["--check-hash-based-pycs", "never", "--"], ["-a.py"])),
            ("-", None),
            ("", None),
            ("-i a.py", None),
            ("-x a.py", None),
            ("-V", None),
            ("--help", None),
            ("-c", None),
            ("-W", None),
            ("-v a.py", None),
            ("-X importtime a.py", None),
            ("-Ximporttime a.py", None),
            ("-u", None),
            ("a.pyc", ([], ["a.pyc"])),
            ("-3 a.py", None),
        ):
            with self.subTest(line):
                self.assertEqual(split(["python"] + line.split()), expected)


if __name__ == "__main__":
    unittest.main()
