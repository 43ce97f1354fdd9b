"""Real packages that pickle, compile or decompile functions: the same output as without the agent, and the numbers.

They are fetched with pip; where no index answers, the tests are skipped by name. MEBI_TEST_LONG=1: the large ones too.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from support import MIB, AgentTest, on_ends

long_only = unittest.skipUnless(os.environ.get("MEBI_TEST_LONG"), "fetches some 100 MB; part of the long tests")


class PackageTest(AgentTest):
    packages = ()

    @classmethod
    def setUpClass(cls):
        cls.site = tempfile.mkdtemp(prefix="mebi packages ")
        cls.addClassCleanup(shutil.rmtree, cls.site, True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--retries", "1", "--target", cls.site, *cls.packages]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise unittest.SkipTest("%s could not be fetched: %s" % (" ".join(cls.packages), done.stdout.decode()[-300:]))

    def check(self, source, args=(), **options):
        env = {"PYTHONPATH": self.site, "PYTHONHASHSEED": "0"}
        self.write("main.py", source)
        plain = self.run_plain(args, env=env)
        self.assertEqual(plain[0], 0, plain[2])
        outcome = self.run_agent(None, args=args, env=env, **options)
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), plain)
        return outcome

    def calls_of(self, outcome, name):
        """Calls of a function, and what its lines hold of them, in all processes; occurrences by line."""
        tables = [outcome.functions, *outcome.children.values()]
        found = [each for table in tables for each in table.values() if each.name == name]
        return sum(each.calls for each in found), {
            line: sum(each.lines[line].occurrences for each in found if line in each.lines)
            for each in found
            for line in each.lines
        }


CRUNCH = """
def outer(factor):
    def crunch(size):
        block = b"1" * (size << 20)
        return len(block) * factor + sum((lambda n: n)(each) for each in (0, 0))
    return crunch

crunch = outer(1)
"""


class ByValue(PackageTest):
    packages = ("cloudpickle", "dill", "joblib")

    def test_cloudpickle_and_dill(self):
        outcome = self.check(
            CRUNCH
            + """
import cloudpickle, dill
for module in (cloudpickle, dill):
    text = module.dumps(crunch)
    print(module.__name__, len(text), b"_mebi" in text)
    again = module.loads(text)
    print(again(5) >> 20, again.__code__ == module.loads(text).__code__, again.__code__.co_filename == __file__)
    print(module.loads(module.dumps(again))(3) >> 20)
"""
        )
        calls, lines = self.calls_of(outcome, "outer.<locals>.crunch")
        self.assertEqual((calls, lines), (4, {4: 4, 5: 4}))
        block = outcome.line("outer.<locals>.crunch", 4)
        self.assertMib(block.peak - outcome.functions["outer.<locals>.crunch"].baseline, 5, 1.5)

    def test_many_arrivals_take_no_more(self):
        outcome = self.check(
            CRUNCH
            + """
import os, pickle, cloudpickle
text = cloudpickle.dumps(crunch)
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE")
for _ in range(300):
    pickle.loads(text)(0)
before = resident()
for _ in range(3000):
    pickle.loads(text)(0)
print(resident() - before < 1 << 20)
"""
        )
        self.assertEqual(self.calls_of(outcome, "outer.<locals>.crunch")[0], 3300)

    def test_code_of_another_text_is_not_taken_for_a_watched_function(self):
        outcome = self.check(
            """
import pickle, sys, cloudpickle
def crunch(size):
    return b"1" * (size << 20)
space = {"__name__": "__main__"}
exec(compile("\\n\\ndef crunch(size):\\n    return b'2' * (size << 20)\\n", "<string>", "exec"), space)
print(pickle.loads(cloudpickle.dumps(space["crunch"]))(2)[:1])
""",
            watch=["crunch"],
        )
        self.assertEqual(sum(each.calls for each in outcome.functions.values()), 0)

    @on_ends
    def test_joblib_in_processes_and_threads(self):
        outcome = self.check(
            CRUNCH
            + """
import joblib
if __name__ == "__main__":
    for options in ({"n_jobs": 2}, {"n_jobs": 2, "backend": "threading"}):
        print(joblib.Parallel(**options)(joblib.delayed(crunch)(5) for _ in range(4)))
"""
        )
        self.assertEqual(self.calls_of(outcome, "outer.<locals>.crunch"), (8, {4: 8, 5: 8}))
        blocks = [each.lines[4] for table in outcome.children.values() for each in table.values() if 4 in each.lines]
        self.assertGreaterEqual(sum(block.increment for block in blocks), 4.5 * MIB)


@long_only
class Dask(PackageTest):
    packages = ("dask[distributed]", "cloudpickle")

    def test_workers_and_threads(self):
        outcome = self.check(
            CRUNCH
            + """
if __name__ == "__main__":
    from dask import delayed
    from dask.distributed import Client
    for processes in (True, False):
        with Client(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=processes) as client:
            print(client.gather(client.map(crunch, [5, 5, 5, 5], pure=False)))
    for scheduler in ("threads", "processes"):
        print(delayed(sum)([delayed(crunch)(5) for _ in range(3)]).compute(scheduler=scheduler))
"""
        )
        self.assertEqual(self.calls_of(outcome, "outer.<locals>.crunch")[0], 4 + 4 + 3 + 3)


@long_only
class Compilers(PackageTest):
    packages = ("numba", "pony", "icecream")

    def test_all_forms_of_numba(self):
        self.check(
            """
import functools, numba
from numba import njit as nj
from numba.extending import register_jitable

fast = functools.partial(numba.njit, nogil=True)

def helper(x):
    return x * 2

@nj
def alias():
    return 3

@fast
def partial():
    return 4

@register_jitable
def twice(x):
    return x * 2

@numba.njit
def registered(x):
    return twice(x)

@numba.vectorize
def ufunc(x):
    return x + 1

def inner_form():
    def inner(x):
        return x + 1
    return numba.njit(inner)(1)

def generator_form():
    @numba.njit
    def count(n):
        for index in range(n):
            yield index
    return list(count(3))

print(inner_form(), numba.njit(helper)(2), alias(), partial(), registered(2), ufunc(1), generator_form())
print(numba.jit(forceobj=True)(helper)(3), helper(4))
"""
        )

    def test_pony_decompiles(self):
        self.check(
            """
from pony.orm import Database, Required, db_session, select
db = Database()
class Person(db.Entity):
    name = Required(str)
    age = Required(int)
db.bind(provider="sqlite", filename=":memory:")
db.generate_mapping(create_tables=True)
@db_session
def main():
    Person(name="A", age=3)
    Person(name="B", age=30)
    print([p.name for p in select(p for p in Person if p.age > 20)], Person.select(lambda p: p.age < 20).first().name)
main()
"""
        )

    def test_icecream_finds_its_calls(self):
        self.check(
            """
from icecream import ic
ic.configureOutput(outputFunction=lambda text: print(text))
def work(a):
    b = ic(a + 1)
    ic(a, b)
    return [ic(x) for x in (1,)]
work(2)
"""
        )


if __name__ == "__main__":
    unittest.main()
