"""One measurement in a live kernel: of named functions, of a cell's own lines, of what a statement takes."""

import builtins
import os


from . import _agent  # noqa: F401
from ._curve import Curve
from ._kernel import CellNames, cell_number, notebook_path, quiet_clocks
from ._limits import memory_limit
from ._watching import Watching
from _mebi import sources
from _mebi.decorator import functions_of
from _mebi.threads import leave_out

_NOTHING = 1 << 20  # what is less than this is no growth to speak of
_FUNCTION = type(lambda: 0)


class Measurement(object):
    """From ``start`` to ``stop``. ``cell``: a ``CellCode``; ``watches_cell``: its own lines are wanted, too.

    ``saves``: it goes into the history. Raises ``NotWatchable`` and ``Unavailable``.
    """

    def __init__(self, shell, cell, functions, watches_cell, saves=False, **options):
        self._cell = cell
        self._watches_cell = watches_cell
        self._problem = None
        number = cell_number(shell)
        names = CellNames(shell)
        names.add(cell.name, number)
        leave_out(quiet_clocks())
        named = [] if watches_cell else [getattr(each, "__qualname__", repr(each)) for each in functions]
        self._saved = self._begin_saving(shell, number, named, options) if saves else None
        try:
            folder = self._saved and self._saved.folder
            self._watching = Watching(functions, names=names, folder=folder, **options)
        except BaseException:
            if self._saved is not None:
                self._saved.discard()
            raise
        self._draws = options.get("backend", "rss") == "rss" and not options.get("include_children")
        self._curve = None

    def _begin_saving(self, shell, number, named, options):
        from ._saved import SavedRun

        try:
            return SavedRun(notebook_path(shell), label="cell %d" % number, names=named, **options)
        except OSError as error:
            self._problem = "This is not kept in the history: %s." % error
            return None

    def start(self):
        recording = self._watching.recording
        if self._draws:
            path = self._saved and os.path.join(self._saved.folder, "samples.bin")
            self._curve = Curve(recording.started_ns, path)
        self._watching.start()
        if self._saved is not None:
            self._saved.started(recording)
        if self._watches_cell:
            self._cell.code = recording.watch_cell(self._cell.code)
        self._profile = builtins.__dict__.get("profile")
        builtins.profile = self._mark

    def stop(self, error=None):
        """Returns the ``Result``. ``error``: what ended it."""
        if self._profile is None:
            builtins.__dict__.pop("profile", None)
        else:
            builtins.profile = self._profile
        log = self._watching.recording.log
        result = self.result = self._watching.stop()
        if self._curve is not None:
            result.timeline = self._curve.stop()
        result.limit = memory_limit()
        _remember(result)
        if self._saved is not None:
            self._hand_over(log, result, error)
        if self._problem is not None:
            result.notes.append(self._problem)
        return result

    def _hand_over(self, log, result, error):
        try:
            if error is not None:
                self._saved.failed(log, error)
            self._saved.end(log, result.peak, result.duration_ns, error is not None)
        except OSError as problem:
            self._problem = "This is not kept in the history: %s." % problem

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
