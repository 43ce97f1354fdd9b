"""Whoever looks at watched code finds what the program was compiled to: the same output as without the agent."""

import importlib.util
import os
import sys
import unittest

from support import MIB, AgentTest

LOOKED_AT = '''
import hashlib
import sys

def digest(value):
    return hashlib.md5(repr(value).encode()).hexdigest()[:8]

def work(size, *rest, key=None):
    """Some of everything that code has."""
    total = 0
    for index in range(size):
        try:
            total += len([part for part in range(index)]) and (lambda value: value * 2)(index)
        finally:
            total += 1
    with open("/dev/null") as file:
        file.read()
    def inner():
        nonlocal total
        total += 1
        return total
    class Local:
        def method(self):
            return size
    return inner() + Local().method()

def generator(count):
    for index in range(count):
        try:
            yield index
        except ValueError:
            yield -1

async def awaits():
    return await later()

async def later():
    return 1

def delegates():
    yield from generator(2)

ALL = (work, generator, awaits, later, delegates)

def codes(code):
    yield code
    for const in code.co_consts:
        if type(const) is type(code):
            yield from codes(const)
'''


class SameAsPlain(AgentTest):
    def check(self, source, with_all=True, **options):
        """Runs a program both ways; returns the outcome of the watched one."""
        self.write("main.py", LOOKED_AT + source)
        plain = self.run_plain()
        self.assertEqual(plain[0], 0, plain[2])
        outcome = self.run_agent(None, watch=None if with_all else ["work"], **options)
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), plain)
        return outcome

    def test_attributes_and_methods(self):
        outcome = self.check(
            """
work(3)
for function in ALL:
    for code in codes(function.__code__):
        names = [name for name in dir(code) if name.startswith("co_") or name == "_co_code_adaptive"]
        for name in names:
            value = getattr(code, name)
            if callable(value):
                value = list(value())
            if name == "co_consts":
                value = [const if type(const) is not type(code) else const.co_name for const in value]
            if name != "_co_code_adaptive":
                print(code.co_name, name, value)
        print(code.co_name, sys.getsizeof(code), len(getattr(code, "_co_code_adaptive", b"")))
"""
        )
        self.assertEqual(outcome.functions["work"].calls, 1)

    def test_for_whole_functions_too(self):
        outcome = self.check(
            """
print(work(3), list(generator(2)), list(delegates()))
print([(each.__code__.co_code, each.__code__.co_stacksize) for each in ALL])
""",
            detail="functions",
        )
        self.assertEqual(outcome.functions["work"].calls, 1)

    def test_comparing(self):
        self.check(
            """
import types
path = __file__
text = open(path).read()
one, two = compile(text, path, "exec"), compile(text, path, "exec")
print(one == two, hash(one) == hash(two), len({one, two}))
found = {code.co_name: code for code in codes(one) if code.co_name in ("work", "generator", "awaits")}
print(sorted((name, globals()[name].__code__ == code) for name, code in found.items()))
print(work.__code__ == work.__code__.replace(), work.__code__ == generator.__code__)
print(work.__code__.replace(co_name="other") == work.__code__, work.__code__.replace(co_name="other").co_name)
print(work.__code__ in [code for code in codes(one)], {work.__code__: 1}.get(found["work"]))
"""
        )

    def test_marshal(self):
        self.check(
            """
import io, marshal, types
for function in ALL:
    text = marshal.dumps(function.__code__)
    again = marshal.loads(text)
    print(function.__name__, len(text), again == function.__code__, digest(again.co_code))
print(marshal.loads(marshal.dumps([work.__code__, {"a": (work.__code__,)}, {1, 2}]))[1]["a"][0].co_name)
file = io.BytesIO()
marshal.dump(work.__code__, file)
file.seek(0)
print(marshal.load(file) == work.__code__)
print(types.FunctionType(marshal.loads(marshal.dumps(work.__code__)), globals(), None, (None,))(2, key=0))
deep = []
for _ in range(5000):
    deep = [deep]
try:
    marshal.dumps(deep)
except ValueError as error:
    print(error)
"""
        )

    def test_functions_made_of_the_code_of_others_are_watched(self):
        outcome = self.check(
            """
import marshal, types
print(types.FunctionType(work.__code__, globals())(2, key=0))
print(types.FunctionType(marshal.loads(marshal.dumps(work.__code__)), globals(), None, (None,))(2, key=0))
def other(): pass
other.__code__ = later.__code__
"""
        )
        self.assertEqual(outcome.functions["work"].calls, 2)

    def test_inspect_and_dis(self):
        self.check(
            """
import dis, inspect, io
for function in ALL:
    out = io.StringIO()
    dis.dis(function, file=out)
    lines = [line.split(" at 0x")[0] for line in out.getvalue().splitlines()]
    print(function.__name__, digest(lines), len(lines))
    print(inspect.getsource(function), inspect.signature(function), inspect.getclosurevars(function).globals.keys())
    print(inspect.getfullargspec(function))
print(len(dis.code_info(work)), inspect.getdoc(work), dis.Bytecode(work).info() == dis.code_info(work))
"""
        )

    def test_offsets_of_frames_and_tracebacks(self):
        self.check(
            """
import traceback
def where(depth=1):
    frame = sys._getframe(depth)
    return frame.f_lasti, frame.f_lineno, frame.f_code.co_code[frame.f_lasti]
def calls(value):
    first = where()
    second = [where(), value and where()]
    try:
        value.missing[
            where()[0]
        ]
    except AttributeError as error:
        trace = error.__traceback__
        print(trace.tb_lasti, trace.tb_lineno, trace.tb_frame.f_code.co_code[trace.tb_lasti])
        traceback.print_exc(file=sys.stdout)
    return first, second, where()
print(calls(3))
def long(value):
    """ + "; ".join("x%d = %d.5" % (i, i) for i in range(300)) + """
    try:
        return (value["a"],
                value["b"]["c"]["d"])
    except TypeError:
        traceback.print_exc(file=sys.stdout)
        return where(), x299
print(long({"a": 1, "b": {"c": None}}))
generating = generator(2)
print(generating.gi_frame.f_lasti, next(generating), generating.gi_frame.f_lasti, generating.gi_code == generator.__code__)
delegating = delegates()
print(delegating.gi_frame.f_lasti, next(delegating), delegating.gi_frame.f_lasti)
import inspect
print(inspect.getgeneratorstate(generating), inspect.getgeneratorstate(delegating), inspect.getcoroutinestate(awaits()))
""".replace("inspect.getcoroutinestate(awaits())", "0")
        )

    def test_modules_come_from_their_caches(self):
        self.write("helper.py", "def helped(size):\n    return bytearray(size << 20)\n")
        self.write("main.py", "import helper\nprint(helper.helped(1)[0], helper.__cached__)\n")
        for _ in range(2):  # without a cache, and with one
            outcome = self.run_agent(None, files=["helper.py"])
            self.assertEqual(outcome.functions["helped"].calls, 1)
            cached = importlib.util.cache_from_source(os.path.join(self.project, "helper.py"))
            __import__("py_compile").compile(os.path.join(self.project, "helper.py"), cached)

    def test_what_the_program_writes_into_caches_is_plain(self):
        self.write("helper.py", LOOKED_AT)
        outcome = self.check(
            """
sys.dont_write_bytecode = False
import helper, importlib.util, marshal
sys.dont_write_bytecode = True
path = importlib.util.cache_from_source("helper.py")
code = marshal.loads(open(path, "rb").read()[16:])
print(helper.work(2), sorted(each.co_name for each in codes(code)))
""",
            files=["helper.py"],
        )
        helped = [each for each in outcome.functions.values() if each.record["file"].endswith("helper.py") and each.name == "work"]
        self.assertEqual([each.calls for each in helped], [1])
        with open(importlib.util.cache_from_source(os.path.join(self.project, "helper.py")), "rb") as file:
            content = file.read()
        self.assertNotIn(b"_mebi", content)
        plain = compile(LOOKED_AT.encode(), os.path.join(self.project, "helper.py"), "exec")
        self.assertEqual(__import__("marshal").loads(content[16:]), plain)


class Debuggers(AgentTest):
    @unittest.skipIf(sys.version_info >= (3, 12), "3.12 and newer are watched by sys.monitoring")
    def test_pdb_does_not_step_into_the_agent(self):
        source = """
        def called(value):
            return value + 1
        def work():
            breakpoint()
            first = called(1)
            return first
        print(work())
        """
        self.write("main.py", source)
        commands = b"step\n" * 9 + b"continue\n"
        plain = self.run_plain(stdin=commands)
        process, folder = self.start(None, (), (), None, ())
        outcome = self.outcome(process, folder, commands)
        self.assertEqual(outcome.stdout, plain[1])


class Memory(AgentTest):
    def test_code_that_is_compiled_again_and_again_takes_nothing_more(self):
        outcome = self.run_agent(
            """
            import os
            text = open(__file__).read()
            def function():
                return 1
            def resident():
                return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE")
            def compile_often(times):
                for _ in range(times):
                    compile(text, __file__, "exec")
            compile_often(200)
            before = resident()
            compile_often(1000)
            print(resident() - before)
            """,
            watch=["function", "compile_often"],
        )
        self.assertLess(int(outcome.stdout), MIB, outcome.stderr)


if __name__ == "__main__":
    unittest.main()
