"""A program may delete or replace any name of the interpreter (tests do): it goes on as without the agent."""

import glob
import os

from support import AGENT, AgentTest, on_ends

MODULES = "sys os posixpath genericpath time threading builtins gc importlib codecs marshal mmap signal _thread io types"

FLAGS = ["-W", "ignore"]  # from 3.12 on, of forks while there are threads

SOURCE = '''
import codecs, gc, genericpath, importlib, io, marshal, mmap, os, posixpath, signal, sys, threading, time, types
import _thread

MODULES = [sys.modules[name] for name in sys.argv[1].split()]
MISSING = object()
text = open("other.py").read()
here = os.path.abspath("other.py")
show, compiles, executes, forks, leaves, waits = print, compile, exec, os.fork, os._exit, os.waitpid
imports, modules, Failure, keys = __import__, sys.modules, RuntimeError, list
starts, allocates, builds = _thread.start_new_thread, _thread.allocate_lock, __build_class__
space_of = dict
AnyError = BaseException
name_of = type


def raiser(*args, **named):
    raise Failure("replaced")


def fails():
    with_something = [None]
    try:
        with_something[3]
    finally:
        with_something = None


def counts(limit):
    for number in (1, 2, 3):
        yield number


def exercise():
    """Has the agent do all that it does while a program runs."""
    for number in counts(3):
        try:
            fails()
        except AnyError:
            pass
    space = {"__builtins__": BUILTINS}
    executes(compiles(text, here, "exec"), space)
    space["made"](3)
    profile(space["made"])
    modules.pop("other", None)
    import other
    other.made(2)
    done = allocates()
    done.acquire()
    starts(run_in_thread, (other.made, done))
    done.acquire()
    marshal_loads(marshal_dumps(exercise.__code__))


def run_in_thread(function, done):
    try:
        function(2)
    finally:
        done.release()


def attempt(module, name, new):
    """What the exercise raises while ``name`` is gone or replaced."""
    space = module.__dict__
    old = space[name]
    try:
        if new is MISSING:
            del space[name]
        else:
            space[name] = new
        exercise()
        return None
    except AnyError as error:
        return name_of(error).__name__
    finally:
        space[name] = old


BUILTINS = __builtins__.__dict__
marshal_loads, marshal_dumps = marshal.loads, marshal.dumps
import other
SKIPPED = ("__builtins__", "__import__", "modules", "meta_path", "path", "path_hooks", "path_importer_cache")
for module in MODULES:
    for name in keys(module.__dict__):
        if name in SKIPPED:
            continue
        for new in (MISSING, raiser):
            failed = attempt(module, name, new)
            if failed:
                show(module.__name__, name, new is MISSING, failed)


def fork_without(module):
    """Forks while each function of a module raises."""
    before = space_of(module.__dict__)
    module.__dict__.update((name, raiser) for name in keys(before) if callable(before[name]))
    child = forks()
    module.__dict__.update(before)
    if not child:
        try:
            other.made(1)
            fails()
        finally:
            leaves(0)
    show(module.__name__, waits(child, 0)[1])


for module in (os, sys, mmap, time, gc):
    fork_without(module)
'''


class ReplacedNames(AgentTest):
    def test_every_name_of_the_modules_that_the_agent_uses(self):
        self.write("other.py", "def made(count):\n    kept = [None] * count\n    return [each for each in kept]\n")
        self.write("main.py", "import builtins\nif not hasattr(builtins, 'profile'): builtins.profile = lambda function: function\n" + SOURCE)
        for modules, spec in ((MODULES, {}), (MODULES, {"detail": "functions"}), ("builtins gc", {"backend": "heap"})):
            with self.subTest(**spec):
                plain = self.run_plain([modules], FLAGS)
                self.assertEqual(plain[0], 0, plain[2])
                outcome = self.run_agent(None, files=["other.py"], args=[modules], flags=FLAGS, **spec)
                self.assertEqual((outcome.returncode, outcome.stderr), (plain[0], plain[2]))
                self.assertEqual(set(outcome.stdout.splitlines()) ^ set(plain[1].splitlines()), set())
                self.assertGreater(outcome.functions["exercise"].calls, 100)

    @on_ends
    def test_a_function_that_tests_take_away(self):
        outcome = self.run_agent(
            """
            import sys
            plain = sys._getframe
            del sys._getframe
            space = {}
            exec(compile("def work():\\n    return 1\\n", __file__, "exec"), space)
            print(space["work"]())
            sys._getframe = plain
            """
        )
        self.assertEqual((outcome.stdout, outcome.stderr), ("1\n", ""))

    def test_functions_of_time_that_are_replaced_wherever_they_have_a_name(self):
        # As freezegun and time-machine do, so that modules that have imported them by name see the other time too.
        source = """
            import datetime, gc, sys, threading, time
            asked = []
            real = {id(value): name for name, value in vars(time).items() if callable(value)}

            def freeze():
                def fake_of(name):
                    def fake(*args):
                        asked.append((name, sys._getframe(1).f_code.co_filename))
                        return 0
                    return fake
                for module in list(sys.modules.values()):
                    for name, value in list(vars(module).items()):
                        if id(value) in real:
                            setattr(module, name, fake_of(name))

            def work(depth):
                try:
                    raise ValueError
                except ValueError:
                    pass
                return work(depth - 1) if depth else bytearray(b"x") * (8 << 20)

            freeze()
            for depth in range(4):
                work(depth)
                gc.collect()
            thread = threading.Thread(target=work, args=(2,))
            thread.start()
            thread.join()
            print(sorted({each for each in asked if "threading" not in each[1]}))
            """
        for spec in ({}, {"detail": "functions"}, {"backend": "heap", "countObjects": True}):
            with self.subTest(spec):
                outcome = self.run_agent(source, watch=["work"], **spec)
                self.assertEqual((outcome.stdout, outcome.stderr), ("[]\n", ""))
                self.assertEqual(outcome.functions["work"].calls, 13)

    def test_modules_of_the_program_have_its_builtins(self):
        self.write("other.py", "def made():\n    return answer\n")
        outcome = self.run_agent(
            """
            import builtins, colorsys, other
            builtins.answer = 42
            print(other.made(), [each.__builtins__ is builtins.__dict__ for each in (other, colorsys)])
            print(__builtins__ is builtins, (lambda: 0).__globals__["__builtins__"] is builtins)
            """,
            files=["other.py"],
        )
        self.assertEqual((outcome.stdout, outcome.stderr), ("42 [True, True]\nTrue True\n", ""))

    def test_the_agent_imports_no_module_that_programs_change(self):
        # Those that extend what the program sees, or read what it holds, and say so; ``outlines`` runs before it, in the probe.
        knowing = {"kept.py", "program.py", "alarm.py", "children.py", "disguise.py", "hooks.py", "notebook.py", "outlines.py", "recursion.py", "session.py"}
        found = []
        for path in sorted(glob.glob(os.path.join(AGENT, "_mebi", "*.py"))):
            with open(path) as file:
                for line in file:
                    words = line.split()
                    if words[:1] == ["import"] and words[1] in MODULES.split() and os.path.basename(path) not in knowing:
                        found.append((os.path.basename(path), line.strip()))
        self.assertEqual(found, [], "from .kept import ...")


if __name__ == "__main__":
    import unittest

    unittest.main()
