"""One measurement in a live kernel: of named functions, of a cell's own lines, of what a statement takes."""

import builtins


from . import _agent  # noqa: F401
from ._curve import Curve
from ._kernel import CellNames, cell_number, quiet_clocks
from ._limits import memory_limit
from ._watching import Watching
from _mebi import sources
from _mebi.decorator import functions_of
from _mebi.threads import leave_out

_NOTHING = 1 << 20  # what is less than this is no growth to speak of
_FUNCTION = type(lambda: 0)


class Measurement(object):
    """From ``start`` to ``stop``. ``cell``: a ``CellCode``; ``watches_cell``: its own lines are wanted, too."""

    def __init__(self, shell, cell, functions, watches_cell, **options):
        self._cell = cell
        self._watches_cell = watches_cell
        names = CellNames(shell)
        names.add(cell.name, cell_number(shell))
        leave_out(quiet_clocks())
        self._watching = Watching(functions, names=names, **options)
        self._draws = options.get("backend", "rss") == "rss" and not options.get("include_children")
        self._curve = None

    def start(self):
        if self._draws:
            self._curve = Curve(self._watching.recording.started_ns)
        self._watching.start()
        if self._watches_cell:
            self._cell.code = self._watching.recording.watch_cell(self._cell.code)
        self._profile = builtins.__dict__.get("profile")
        builtins.profile = self._mark

    def stop(self):
        """Returns the ``Result``."""
        if self._profile is None:
            builtins.__dict__.pop("profile", None)
        else:
            builtins.profile = self._profile
        result = self.result = self._watching.stop()
        if self._curve is not None:
            result.timeline = self._curve.stop()
        result.limit = memory_limit()
        _remember(result)
        return result

    def _mark(self, function=None, *rest, **options):
        """``@profile`` within what is measured: watched like what was named."""
        if function is None:
            return self._mark
        for each in functions_of(function):
            self._watching.recording.watch(each)
        return function


def functions_of_notebook(shell):
    """The functions and classes that the cells of this notebook have defined."""
    space = shell.user_global_ns
    found = []
    for name, value in list(shell.user_ns.items()):
        if name.startswith("_"):
            continue
        if type(value) is _FUNCTION or isinstance(value, type) and value.__module__ == "__main__":
            own = [each for each in functions_of(value) if _is_of_cell(each, space)]
            found += [each for each in own if each not in found]
    return found


def _is_of_cell(function, space):
    return function.__globals__ is space and not sources.is_file(function.__code__.co_filename)


_growths = {}  # (file, name) of a function -> the most that a call of it has taken in this kernel, bytes


def _remember(result):
    """A second call that takes nothing, because memory is kept, is told from one that needs none."""
    for function in result.functions:
        if result.backend != "rss":
            continue
        key = function.file, function.name
        grown = max(function.peak - function.baseline, 0)
        most = _growths.get(key, 0)
        if most > _NOTHING and grown < most / 10:
            result.notes.append(kept_sentence(function.name, grown, most))
        _growths[key] = max(most, grown)


def kept_sentence(name, grown, most):
    return (
        "%s took %.1f MiB this time, %.1f MiB before: the process has kept memory that was freed and uses it again. A fresh kernel "
        "shows the whole, --backend heap what Python's objects take." % (name, grown / 2.0**20, most / 2.0**20)
    )
