"""What Python runs, in every form, behaves as without Mebi: what it sees, what it prints, how it ends."""

import os
import py_compile
import re
import sys
import unittest
import zipfile

from support import AgentTest

NATIVE = sys.version_info >= (3, 12)

# What a program can see of how it is run.
SEEN = """
import os, sys, warnings
here = os.getcwd()
print(sys.argv, [entry.replace(here, "HERE") for entry in sys.path[:2]], __name__, __file__.replace(here, "HERE"), __package__)
print(repr(__spec__ and __spec__.name), type(__loader__).__name__, sorted(globals()), sys.modules["__main__"].__dict__ is globals())
print([word.replace(here, "HERE") for word in getattr(sys, "orig_argv", [])[1:] if word != "-B"])
print(sorted(name for name in os.environ if "PYTHON" in name or "MEBI" in name), "sitecustomize" in sys.modules)
print(sys.flags, flush=True)
def build(size):
    kept = b"1" * (size << 20)
    return len(kept)
print(build(3), flush=True)
"""

ENDINGS = {
    "returns": "",
    "exits": "import sys\nsys.exit(7)",
    "exits with words": "raise SystemExit('sentence')",
    "raises": "def f():\n    return 1 / 0\ndef g():\n    f()\ng()",
    "raises from": "try:\n    {}['x']\nexcept KeyError as error:\n    raise ValueError('b\\u00e4d') from error",
    "group": "raise ExceptionGroup('several', [ValueError(1), TypeError(2)])",
    "interrupted": "raise KeyboardInterrupt",
    "no source": "def broken(:\n    pass",
    "late": "import atexit, threading, time\natexit.register(print, 'last')\nthreading.Thread(target=time.sleep, args=(0.1,)).start()\n1/0",
    "hook": "import sys\nsys.excepthook = lambda kind, error, trace: print(kind.__name__, trace.tb_lineno)\n1/0",
    "stacklevel": "import warnings\nwarnings.simplefilter('always')\nwarnings.warn('far', stacklevel=2)\nwarnings.warn('near')",
}


class Forms(AgentTest):
    def run_both(self, target, args=("a", "b c"), files=()):
        named = ["-m", target["name"]] if target["kind"] == "module" else [target["path"]]
        outcome = self.run_agent(None, target=target, args=args, files=files)
        plain = self.run_command([sys.executable, "-B", *named, *args])
        return outcome, plain

    def compare(self, target, **options):
        outcome, (code, stdout, stderr) = self.run_both(target, **options)
        self.assertEqual((outcome.returncode, outcome.stdout), (code, stdout), outcome.stderr)
        self.assertEqual(outcome.stderr, stderr)
        return outcome

    def make_forms(self, source):
        """The same program as a script, a folder, an archive, compiled, and a module."""
        self.write("main.py", source)
        folder = self.write("folder/__main__.py", source)
        self.write("pkg/__init__.py", "")
        self.write("pkg/__main__.py", source)
        with zipfile.ZipFile(os.path.join(self.project, "app.pyz"), "w") as archive:
            archive.write(folder, "__main__.py")
        with open(os.path.join(self.project, "app.pyz"), "rb") as archive:
            self.write("tool", b"#!/usr/bin/env python3\n" + archive.read())
        try:
            compiled = os.path.join(self.project, "compiled.pyc")
            py_compile.compile(os.path.join(self.project, "main.py"), compiled, doraise=True)
        except py_compile.PyCompileError:
            compiled = None
        yield "script", {"kind": "script", "path": "main.py"}, "main.py"
        yield "folder", {"kind": "script", "path": "folder"}, "folder/__main__.py"
        yield "archive", {"kind": "script", "path": "app.pyz"}, "app.pyz/__main__.py"
        yield "archive with a first line", {"kind": "script", "path": "tool"}, "tool/__main__.py"
        if compiled:
            yield "compiled", {"kind": "script", "path": "compiled.pyc"}, "main.py"
        yield "module", {"kind": "module", "name": "pkg"}, "pkg/__main__.py"

    def test_what_it_sees(self):
        for form, target, file in self.make_forms(SEEN):
            with self.subTest(form):
                outcome = self.compare(target, files=[file])
                self.assertEqual(outcome.functions["build"].calls, 1)
                self.assertMib(outcome.line("build", 10).increment, 3)

    def test_how_it_ends(self):
        for ending, source in ENDINGS.items():
            if ending == "group" and sys.version_info < (3, 11):
                continue
            for form, target, file in self.make_forms(source + "\n"):
                if form not in ("script", "module") and ending not in ("raises", "no source", "stacklevel"):
                    continue
                with self.subTest(ending, form=form):
                    outcome = self.compare(target, args=(), files=[file])
                    raised = ending in ("raises", "raises from", "group", "interrupted", "no source", "late", "hook")
                    self.assertEqual(len(outcome.events("exception")), int(raised), outcome.log)
                    self.assertEqual(len(outcome.events("exit")), 1)

    def test_what_python_cannot_run(self):
        self.write("empty/readme", "")
        self.write("text.pyc", "x = 1\n" * 10)
        self.write("other.pyc", b"\x00\x00\r\n" + bytes(20))
        for path in ("empty", "text.pyc", "other.pyc"):
            with self.subTest(path):
                outcome, plain = self.run_both({"kind": "script", "path": path})
                self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), plain)

    def test_frames(self):
        """Nobody who walks up the stack meets the agent."""
        source = """
            import faulthandler, inspect, logging, os, pdb, sys, traceback, warnings
            def names(frame):
                while frame is not None:
                    yield os.path.basename(frame.f_code.co_filename)
                    frame = frame.f_back
            def inner():
                print(list(names(sys._getframe())), [os.path.basename(each.filename) for each in inspect.stack()])
                traceback.print_stack()
                logging.warning("said")
                for stacklevel in (1, 2, 3, 4):
                    warnings.warn("level %d" % stacklevel, stacklevel=stacklevel)
                debugger = pdb.Pdb(stdout=sys.stdout, nosigint=True, readrc=False)
                debugger.cmdqueue = ["where", "up", "up", "where", "continue"]
                # (On 3.13 any tool of sys.monitoring has pdb stop a line later.)
                debugger.set_trace()
                if sys.version_info >= (3, 12):  # before, what reads the stack in C finds one frame more
                    faulthandler.dump_traceback(all_threads=False)
                    try:
                        sys._getframe(2)
                    except ValueError as error:
                        print(error)
            logging.basicConfig(format="%(filename)s %(lineno)d %(message)s")
            inner()
        """
        self.write("main.py", source)
        outcome = self.compare_frames()
        self.assertNotIn("mebi", (outcome.stdout + outcome.stderr).replace("mebi test", ""))

    def compare_frames(self):
        outcome, (code, stdout, stderr) = self.run_both({"kind": "script", "path": "main.py"})
        frames = [re.findall(r"^[> ] .*/(.*?\(.*)$", text, re.M) for text in (outcome.stdout, stdout)]
        if sys.version_info >= (3, 13):
            self.assertEqual(*[[re.sub(r"1\d", "", frame) for frame in each] for each in frames])
        else:
            self.assertEqual((outcome.returncode, outcome.stdout), (code, stdout))
        self.assertEqual(outcome.stderr, stderr)
        return outcome

    def test_what_arises_within_the_agent_shows_no_frame_of_it(self):
        outcome = self.run_agent(
            """
            import os, signal, traceback
            class Late(Exception):
                pass
            def handler(number, frame):
                raise Late
            signal.signal(signal.SIGALRM, handler)
            def work():
                signal.setitimer(signal.ITIMER_REAL, 0.02)
                a = 1
                while True:
                    a += 1
                    a -= 1
            seen = []
            for _ in range(10):
                try:
                    work()
                except Late:
                    seen.append(traceback.format_exc())
            def dig(n):
                try:
                    return dig(n + 1)
                except RecursionError:
                    return traceback.format_exc()
            seen.append(dig(0))
            print(any("_mebi" in text for text in seen), len(seen))
            """
        )
        self.assertEqual(outcome.stderr, "")
        self.assertEqual(outcome.stdout, "%s 11\n" % (not NATIVE))  # before 3.12 what ends the program is cleaned


if __name__ == "__main__":
    unittest.main()
