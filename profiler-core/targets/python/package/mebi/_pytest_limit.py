"""A test that may take so much memory and no more, with the lines that took it."""

import inspect
import os

from . import _agent  # noqa: F401
from ._sizes import mib
from ._watching import Watching
from _mebi.decorator import functions_of

_MOST_FUNCTIONS = 200
_MOST_LINES = 5


class Limit(object):
    """Watches from now until ``over``: the test, and the functions of the project that it names."""

    def __init__(self, item, size, backend):
        self._size = size
        self._watching = Watching(_functions_of(item), backend)
        self._watching.start()

    def over(self):
        """A sentence, and the lines, where the test has taken more; None where it has not."""
        result = self._watching.stop()
        taken = result.peak - result.before
        if taken <= self._size:
            return None
        exact = "" if result.is_peak_exact else " (the highest that was seen)"
        sentence = "This test took %s at its peak%s, above the limit of %s." % (mib(taken), exact, mib(self._size))
        return "\n".join([sentence] + list(_lines_of(result)))


def _lines_of(result):
    """Those that took most at their peaks, or kept most."""
    found = []
    for function in result.functions:
        before = function.baseline
        for line in function.lines:
            took = max(line.increment, line.peak - max(before, line.memory - line.increment) if line.peak else 0)
            if line.occurrences and took > 1 << 19:
                found.append((took, line, function))
            before = line.memory or before
    found.sort(key=lambda each: -each[0])
    for took, line, function in found[:_MOST_LINES]:
        kept = "" if took == line.increment else ", kept %s" % mib(line.increment)
        place = "%s:%d" % (os.path.relpath(function.file) if os.path.isabs(function.file) else function.file, line.number)
        yield "  %s in %s: %s%s\n      %s" % (place, function.name, mib(took), kept, line.text.strip())


def _functions_of(item):
    own = list(functions_of(getattr(item, "obj", None)))  # none of what is no Python function
    root = str(item.config.rootpath) + os.sep
    found = own + [each for function in own for each in _named_by(function, root)]
    return found[:_MOST_FUNCTIONS]


def _named_by(function, root):
    """The functions of the project whose names stand in a function, those of modules that it names included."""
    space = function.__globals__
    names = function.__code__.co_names
    for name in names:
        value = space.get(name)
        values = [value]
        if inspect.ismodule(value):
            values = [value.__dict__.get(inner) for inner in names]
        for each in values:
            if inspect.isfunction(each) or inspect.isclass(each):
                for inner in functions_of(each):
                    file = os.path.abspath(inner.__code__.co_filename)
                    if file.startswith(root) and "site-packages" not in file:
                        yield inner
