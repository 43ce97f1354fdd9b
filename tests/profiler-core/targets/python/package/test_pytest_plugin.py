import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

from support import PACKAGE, newest_only

from mebi._sizes import size_of

HELPER = """
def load(size):
    block = bytearray(b"x") * (size << 20)
    return len(block)
"""

LIMITS = """
import pytest
from helper import load

KEPT = []

@pytest.fixture
def block():
    KEPT.append(bytearray(b"x") * (20 << 20))

@pytest.mark.limit_memory("10 MB")
def test_over(block):
    assert load(30)

class TestMethods:
    @pytest.mark.limit_memory("2M", backend="heap")
    def test_heap(self):
        load(3)

@pytest.mark.limit_memory("50 MB")
def test_within(block):
    load(30)

@pytest.mark.limit_memory("lots")
def test_wrong():
    pass

@pytest.mark.limit_memory("1M")
def test_fails_by_itself():
    load(20)
    assert 0, "by itself"

def test_free():
    load(30)
"""

RANKED = """
import pytest

KEPT = []

@pytest.fixture
def block():
    KEPT.append(bytearray(b"x") * (20 << 20))

@pytest.mark.parametrize("size", [1, 40])
def test_sizes(size, block):
    KEPT.append(bytearray(b"x") * (size << 20))
"""


class SizesTest(unittest.TestCase):
    def test_as_on_the_command_line(self):
        for text, size in ("100 MB", 100 << 20), ("512M", 512 << 20), ("1.5 GiB", 3 << 29), ("4096", 4096), (7, 7), ("9b", 9), ("2k", 2048):
            self.assertEqual(size_of(text), size, text)
        for text in "lots", "", "-1M", "1X", "0", "nan", "inf", None:
            with self.assertRaisesRegex(ValueError, "is no size"):
                size_of(text)


class PluginTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        newest_only("pytest is run")
        cls.folder = tempfile.mkdtemp(prefix="mebi-pytest-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", os.path.join(cls.folder, "venv")], check=True, timeout=300)
        cls.python = os.path.join(cls.folder, "venv", "Scripts" if os.name == "nt" else "bin", "python")
        install = [cls.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1"]
        done = subprocess.run(install + ["pytest", "pytest-xdist"], stderr=subprocess.PIPE, timeout=300)
        if done.returncode != 0:
            raise unittest.SkipTest("no package index answers: " + done.stderr.decode("utf-8", "replace")[-200:].strip())

    def setUp(self):
        self.project = tempfile.mkdtemp(dir=self.folder)
        self.write("helper.py", HELPER)

    def write(self, name, text):
        with open(os.path.join(self.project, name), "w") as file:
            file.write(textwrap.dedent(text))

    def pytest(self, *words):
        env = dict(os.environ, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1", COLUMNS="120")
        args = [self.python, "-m", "pytest", "-p", "mebi.pytest_plugin"] + list(words)
        done = subprocess.run(args, cwd=self.project, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return done.stdout.decode()

    def test_a_test_that_takes_more_fails_with_the_lines_that_took_it(self):
        self.write("test_limits.py", LIMITS)
        said = self.pytest()
        self.assertIn("4 failed, 2 passed", said)
        self.assertRegex(said, r"This test took 3\d\.\d MiB at its peak, above the limit of 10\.0 MiB\.\n")
        self.assertRegex(said, r"  helper\.py:3 in load: (29\.9|30\.\d) MiB.*\n +block = bytearray")
        self.assertRegex(said, r"This test took 3\.\d MiB at its peak, above the limit of 2\.0 MiB\.")
        self.assertIn("limit_memory: 'lots' is no size: write one such as 512M", said)
        self.assertIn("AssertionError: by itself", said)
        self.assertNotIn("above the limit of 1.0 MiB", said)
        self.assertNotIn("During handling", said)

    def test_the_default_is_in_the_ini(self):
        self.write("test_limits.py", LIMITS)
        self.write("pytest.ini", "[pytest]\nmebi_limit_memory = 5M\n")
        self.assertRegex(self.pytest("-k", "free"), r"took (29\.9|30\.\d) MiB at its peak, above the limit of 5\.0 MiB")
        self.write("pytest.ini", "[pytest]\nmebi_limit_memory = many\n")
        self.assertIn("mebi_limit_memory: 'many' is no size", self.pytest("-k", "free"))

    def test_tests_are_ranked_and_compared_with_the_last_that_passed(self):
        self.write("test_ranked.py", RANKED)
        said = self.pytest("--mebi")
        self.assertRegex(said, r"\n +(39\.9|40\.\d) +(39\.9|40\.\d) +(19\.9|20\.\d)  test_ranked.py::test_sizes\[40\]\n")
        self.assertRegex(said, r"\n +[01]\.\d +[01]\.\d +(19\.9|20\.\d)  test_ranked.py::test_sizes\[1\]\n")
        self.assertRegex(said, r"2 tests, highest memory of the process: \d+\.\d MiB")
        self.write("test_ranked.py", RANKED.replace("size << 20", "size * 3 << 19"))
        self.assertRegex(self.pytest("--mebi", "--mebi-top", "1"), r"test_sizes\[40\]  \(\+(19\.9|20\.\d) MiB\)\nin MiB")

    def test_workers_of_xdist_are_added_up(self):
        self.write("test_ranked.py", RANKED)
        said = self.pytest("--mebi", "-n", "2")
        self.assertRegex(said, r"test_ranked.py::test_sizes\[40\]\n")
        self.assertRegex(said, r"2 tests, highest memory of 2 workers, added up: \d+\.\d MiB")

    def test_without_being_asked_it_does_nothing(self):
        self.write("test_ranked.py", RANKED)
        self.write("conftest.py", "import sys\ndef pytest_unconfigure():\n    print('agent', '_mebi' in sys.modules)\n")
        said = self.pytest("-s")
        self.assertIn("2 passed", said)
        self.assertIn("agent False", said)
        self.assertNotIn("memory of tests", said)


if __name__ == "__main__":
    unittest.main()
