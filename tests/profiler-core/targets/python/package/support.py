"""The package as its users have it: on the path, with nothing else of this tree."""

import linecache
import os
import sys
import textwrap
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, *[os.pardir] * 5))
PACKAGE = os.path.join(ROOT, "profiler-core", "targets", "python", "package")
if PACKAGE not in sys.path:
    sys.path.insert(0, PACKAGE)

MIB = 1 << 20


def newest_only(why):
    """Skips a test class whose environment takes long to make on all but the newest Python; the long tests run it on both ends."""
    is_between = os.environ.get("MEBI_TEST_BETWEEN")
    if is_between or (sys.version_info < (3, 12) and not os.environ.get("MEBI_TEST_LONG")):
        raise unittest.SkipTest(why + " on the newest Python, in the long tests on the oldest too")


def run_cell(text, space, name="<ipython-input-1-5f6a>"):
    """Runs a text that has no file as a notebook does its cells."""
    text = textwrap.dedent(text)
    linecache.cache[name] = len(text), None, text.splitlines(True), name
    exec(compile(text, name, "exec"), space)
    return space


def line_of(function, part):
    """The ``Line`` whose text has ``part`` in it."""
    (found,) = [line for line in function.lines if part in line.text]
    return found
