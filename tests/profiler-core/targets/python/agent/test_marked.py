"""``@profile``: what it marks, where it exists, and what its options do."""

import unittest

from support import AgentTest

METHODS = '''
from __future__ import annotations

import dataclasses
import functools

MB = 1 << 20
kept = []


class Base:
    @profile
    def inherited(self):
        kept.append(b"\\1" * (5 * MB))  # +10 (2 calls)

    @profile
    @classmethod
    def made(cls):
        kept.append(b"\\1" * (6 * MB))  # +6
        return cls()

    @classmethod
    @profile
    def made_too(cls):
        kept.append(b"\\1" * (7 * MB))  # +7
        return cls()

    @profile
    @staticmethod
    def helper(size):
        kept.append(b"\\1" * (size * MB))  # +8

    @property
    @profile
    def inner(self):
        kept.append(b"\\1" * (9 * MB))  # +9
        return 1

    @profile
    @property
    def outer(self):
        kept.append(b"\\1" * (10 * MB))  # +20 (2 calls)
        return 2

    @outer.setter
    @profile
    def outer(self, value):
        kept.append(b"\\1" * (11 * MB))  # +11

    @profile
    @functools.cached_property
    def once(self):
        kept.append(b"\\1" * (12 * MB))  # +12
        return 3

    def sized(self, size):
        kept.append(b"\\1" * (size * MB))  # +3

    partial = profile(functools.partialmethod(sized, 3))


class Derived(Base):
    @profile
    def overridden(self):
        super().inherited()
        kept.append(b"\\1" * (4 * MB))  # +4


@dataclasses.dataclass
class Row:
    size: int
    data: bytes = b""

    @profile
    def __post_init__(self):
        self.data = b"\\1" * (self.size * MB)  # +13


@profile
class Whole:
    def __init__(self):
        self.data = b"\\1" * (15 * MB)  # +15

    @staticmethod
    def still():
        return b"\\1" * (2 * MB)  # +2

    @property
    def size(self):
        return b"\\1" * (1 * MB)  # +1

    class Within:
        def deep(self):
            return b"\\1" * (3 * MB)  # +3

    borrowed = len


@profile
@dataclasses.dataclass
class Made:
    size: int = 1

    def make(self):
        return b"\\1" * (14 * MB)  # +14


if __name__ == "__main__":
    derived = Derived()
    derived.inherited()
    derived.overridden()
    Derived.made()
    Derived.made_too()
    derived.helper(8)
    derived.inner, derived.outer, derived.once, derived.once
    derived.outer = 1
    derived.partial()
    row = Row(13)
    whole = Whole()
    held = Whole.still(), whole.size, Whole.Within().deep(), Made().make()
    print("ok", derived.once, Base.outer.__get__(derived), Derived.made.__name__, type(Whole), Made() == Made(1))
'''
BESIDE = '''
from memory_profiler import profile as imported
import memory_profiler as mp
import line_profiler
from line_profiler import profile as other_mark

@profile
def bare():
    return b"1" * (3 << 20)

@imported(precision=4)
def two():
    return b"1" * (2 << 20)

@mp.profile
def three():
    return 3

@other_mark
@line_profiler.profile
def four():
    return 4

def other():
    return b"1" * (4 << 20)

if __name__ == "__main__":
    import multiprocessing, subprocess, sys
    kept = bare(), two(), three(), four(), other()
    if "children" in sys.argv:
        process = multiprocessing.get_context("spawn").Process(target=bare)
        process.start()
        process.join()
        print(process.exitcode, flush=True)
        subprocess.run([sys.executable, "-c", "import main; main.two(); print('command', profile(len) is len)"])
    print("fine")
'''


class Marked(AgentTest):
    def sizes(self, outcome, source):
        """The lines on which a growth is written, and what was measured there: (line, expected, got), MiB."""
        found = {}
        for function in outcome.functions.values():
            for number, line in function.lines.items():
                found[number] = line.increment / (1 << 20)
        lines = source.split("\n")
        return [
            (number, int(text.rsplit("# +", 1)[1].split()[0]), found.get(number))
            for number, text in enumerate(lines, 1)
            if "# +" in text
        ]

    def check_sizes(self, outcome, source):
        for line, expected, got in self.sizes(outcome, source):
            self.assertIsNotNone(got, "line %d has no numbers: %s" % (line, sorted(outcome.functions)))
            self.assertAlmostEqual(got, expected, delta=0.3, msg="line %d" % line)

    def test_methods_of_every_kind_and_classes(self):
        outcome = self.run_agent(METHODS.lstrip("\n"), watch=["<module>"])  # so that getter and setter have different callers
        self.assertEqual(outcome.stdout, "ok 3 2 made <class 'type'> True\n", outcome.stderr)
        self.check_sizes(outcome, METHODS.lstrip("\n"))
        self.assertEqual([name for name in outcome.functions if "__eq__" in name or "dataclass" in name], [])
        self.assertEqual(outcome.events("warning"), [])

    def test_generators_and_coroutines(self):
        outcome = self.run_agent(
            """
            import asyncio
            @profile
            class Stream:
                def items(self):
                    data = b"1" * (3 << 20)
                    yield len(data)
                async def fetch(self):
                    self.data = b"1" * (4 << 20)
                    return 1
                async def follow(self):
                    self.more = b"1" * (5 << 20)
                    yield 1
                async def all(self):
                    return [item async for item in self.follow()] + [await self.fetch()]
            stream = Stream()
            print(list(stream.items()), asyncio.run(stream.all()))
            """,
            watch=[],
        )
        self.assertEqual(outcome.stdout, "[3145728] [1, 1]\n", outcome.stderr)
        self.assertMib(outcome.line("Stream.items", 6).increment, 3)
        self.assertMib(outcome.line("Stream.fetch", 9).increment, 4)
        self.assertMib(outcome.line("Stream.follow", 12).increment, 5)

    def test_exists_whatever_is_watched(self):
        for spec in ({}, {"detail": "functions"}, {"target": {"kind": "script", "path": "main.py", "call": "other(), bare(), two()"}}):
            outcome = self.run_agent(BESIDE, watch=["other"], watchMarked=False, **spec)
            self.assertEqual(outcome.returncode, 0, outcome.stderr)
            self.assertEqual(list(outcome.functions), ["other"])

    def test_exists_in_children(self):
        outcome = self.run_agent(BESIDE, watch=["other"], watchMarked=False, args=["children"])
        self.assertEqual(outcome.stdout, "0\ncommand True\nfine\n", outcome.stderr)
        self.assertEqual(outcome.stderr, "")
        outcome = self.run_agent(None, watch=[], args=["children"])
        self.assertEqual(outcome.stdout, "0\ncommand True\nfine\n", outcome.stderr)
        self.assertEqual(sorted(outcome.functions), ["bare", "four", "three", "two"])
        self.assertEqual(sorted(name for child in outcome.children.values() for name in child if child[name].calls), ["bare", "two"])

    def test_marks_of_others(self):
        outcome = self.run_agent(
            """
            class shim:
                @staticmethod
                def profile(flag):
                    return lambda f: f
            @shim.profile(False)
            def small():
                return 1
            def big():
                return b"1" * (9 << 20)
            small(), big()
            """,
            watch=[],
        )
        self.assertEqual((outcome.functions, outcome.stderr), ({}, ""))

    def test_what_has_no_code(self):
        outcome = self.run_agent("kept = profile(len)([]), profile(3)\nprint(kept)\n", watch=[])
        self.assertEqual(outcome.stdout, "(0, 3)\n", outcome.stderr)
        self.assertEqual(
            [event["message"] for event in outcome.events("warning")],
            [
                "@profile marks len, in which there is no Python code to watch.",
                "@profile marks an object of type int, in which there is no Python code to watch.",
            ],
        )


class Installed(AgentTest):
    """memory_profiler and line_profiler beside the program, as an installation has them."""

    def test_its_other_names_are_its_own(self):
        self.write(
            "memory_profiler.py",
            """
            import sys
            __version__ = "0.61.0"
            class LineProfiler: pass
            def profile(func): raise SystemExit("the real one")
            def memory_usage(): return sys.modules[__name__].LineProfiler is LineProfiler
            """,
        )
        self.write("line_profiler.py", "def profile(func):\n    func.seen = True\n    return func\n")
        outcome = self.run_agent(
            """
            import pickle
            from memory_profiler import *
            import importlib, memory_profiler, line_profiler
            importlib.reload(memory_profiler)
            @memory_profiler.profile
            def work():
                return b"1" * (2 << 20)
            @line_profiler.profile
            def theirs():
                pass
            work(), theirs()
            print(memory_profiler.memory_usage(), memory_profiler.__version__, theirs.seen, memory_profiler.__file__ is not None)
            pickle.dumps(memory_profiler.LineProfiler())
            """,
            watch=[],
        )
        self.assertEqual(outcome.stdout, "True 0.61.0 True True\n", outcome.stderr)
        self.assertEqual(list(outcome.functions), ["work"])

    def test_what_is_missing_is_said(self):
        outcome = self.run_agent(
            """
            import memory_profiler
            print(hasattr(memory_profiler, "memory_usage"), hasattr(memory_profiler, "__all__"))
            try:
                from memory_profiler import LineProfiler
            except ImportError:
                print("none")
            memory_profiler.memory_usage()
            """,
            watch=[],
        )
        self.assertEqual(outcome.stdout, "False False\nnone\n")
        sentence = "memory_profiler is not installed, so it has no memory_usage: Mebi stands in for its profile only."
        self.assertIn("AttributeError: " + sentence, outcome.stderr)
        self.assertEqual([event["message"] for event in outcome.events("warning")], [sentence])


class Narrowing(AgentTest):
    """Of a program of several files only what it marks is watched, as soon as it marks something."""

    FILES = {
        "pkg/__init__.py": "",
        "pkg/__main__.py": """
            from . import early
            early.before()
            import sys
            if "marks" in sys.argv:
                from . import marked, late
                marked.work(), late.after(), early.before()
            """,
        "pkg/early.py": "def before():\n    return 1\n",
        "pkg/marked.py": "@profile\ndef work():\n    return helper()\ndef helper():\n    return 2\ndef plain():\n    return 3\nthird = profile(plain)\nthird()\n",
        "pkg/late.py": "def after():\n    return 3\n",
    }

    def run_package(self, *args):
        for name, text in self.FILES.items():
            self.write(name, text)
        names = [name for name in self.FILES if name != "pkg/__init__.py"]
        self.write("main.py", "")
        return self.run_agent(None, args=args, target={"kind": "module", "name": "pkg"}, narrowToMarked=True, files=names)

    def test_only_when_a_mark_is_met(self):
        outcome = self.run_package()
        self.assertEqual(outcome.events("marked"), [], outcome.stderr)
        self.assertEqual(outcome.functions["before"].calls, 1)

    def test_functions_that_come_later_are_left_alone(self):
        outcome = self.run_package("marks")
        rows = {event["row"] for event in outcome.events("marked")}
        named = {event["name"] for event in outcome.events("function") if event["row"] in rows}
        self.assertEqual(named, {"work", "plain"}, outcome.stderr)
        self.assertEqual(outcome.functions["work"].calls, 1)
        self.assertNotIn("after", outcome.functions)


if __name__ == "__main__":
    unittest.main()
