"""Watches functions of a live process, line by line, for as long as somebody wants it.

The agent's own parts do the work: its recorder keeps the stacks and the numbers, ``sys.monitoring`` or rewritten code tells it
of lines. Only what is named is watched; nothing else costs anything, and what is no longer watched costs nothing again.
"""

import gc
import os
import shutil
import sys
import tempfile
import time

from . import _agent  # noqa: F401
from ._memory import HighWater, forget_parents
from _mebi.calltree import CallTree
from _mebi.heap import HeapRecorder
from _mebi.log import Log
from _mebi.marks import Marks
from _mebi.readers import Unavailable, open_reader
from _mebi.recorder import Recorder
from _mebi.registry import Registry
from _mebi.table import MEMORY_HIGH, Table

if sys.version_info >= (3, 12):
    from _mebi.monitor import Monitor
else:
    from _mebi.hooks import Hooks

    Monitor = None

_ROWS = 1 << 16
_CELLS = ("occurrences", "increment", "memory", "peak", "time_ns")
_FUNCTION = type(lambda: 0)
_CODE = type((lambda: 0).__code__)
_OPTIMIZED = 0x1  # in co_flags: a function's, not that of a class or a module
_active = []  # recordings that go on, the innermost last
_follows = False  # forks are followed


class Recording(object):
    """Numbers of functions that are watched. Memory in bytes, time in ns.

    ``backend``: as of ``mebi run``. Raises ``_mebi.readers.Unavailable`` where it cannot be read.

    ``folder``: where the files go that a host of Mebi reads (docs/run-folder.md), which exists; None: nobody reads them.
    ``include_children``: the memory of all child processes counts, too. ``names``: a mapping from the file names of code that has
    no file to what it is called.
    """

    def __init__(self, backend="rss", folder=None, include_children=False, names=None):
        self.backend = backend
        self._include_children = include_children
        self._names = names
        self.started_ns = time.perf_counter_ns()
        self._tracing = _is_tracing()
        reader = open_reader(backend, include_children)
        self._folder = folder or tempfile.mkdtemp(prefix="mebi-live-")
        try:
            self._build(reader)
        finally:
            if folder is None and os.name == "posix":
                shutil.rmtree(self._folder, ignore_errors=True)  # the maps live on; nothing is left behind by whatever end
        self._is_kept = folder is not None
        self._replaced = []  # (function, its code before), before 3.12
        self._rewritten = {}  # id of the code of functions that are defined meanwhile -> that code, and what it was made from
        self._is_on = False

    def _build(self, reader):
        self.reader = reader
        folder = self._folder
        spec = {"folder": folder, "files": {}, "detail": "lines", "narrowToMarked": False}
        self.log = Log(os.path.join(folder, "log.jsonl"), self.started_ns)
        self.table = Table(os.path.join(folder, "table.bin"), _ROWS)
        calls = CallTree(os.path.join(folder, "calls.bin"), self.started_ns, log=self.log)
        self.registry = Registry(spec, self.table, self.log, self._names)
        self.high_water = HighWater() if self.backend == "rss" and not self._include_children else None
        if self.backend == "heap":
            self.recorder = HeapRecorder(self.table, reader, calls, self.log)
        else:
            take_peak = self.high_water.take if self.high_water else None
            self.recorder = Recorder(self.table, reader, calls, self.log, take_peak)
        marks = Marks(self.log)
        if Monitor is not None:
            self._watcher = Monitor(self.registry, self.recorder, self.log, marks, finds=False)
        else:
            self._watcher = Hooks(self.registry, self.recorder, self.log, marks)

    def start(self):
        """Begins. Raises RuntimeError where other tools have taken what is needed for it."""
        if Monitor is not None:
            self._watcher.start()
            if self._watcher.tool is None:
                raise RuntimeError("Other tools use sys.monitoring's free ids: no line can be watched.")
        self._is_on = True
        _active.append(self)
        _follow_forks()

    def watch(self, function):
        """Watches a plain function, with its lambdas and class bodies, from its next call on."""
        code = function.__code__
        if Monitor is not None:
            self.watch_code(code, function)
            return
        rewritten = self._rewrite(code, function)
        if rewritten is not code:
            self._replaced.append((function, code))
            function.__code__ = rewritten

    def watch_code(self, code, function=None):
        """Watches code that no function has yet, a notebook's cell; returns what is to be run in its place."""
        if Monitor is None:
            return self._rewrite(code, function)
        _, source = self._watcher.watch(code, function)
        for inner in _within(code) if source is not None else ():
            found = self.registry.part_of(inner, source.function)
            if found is not None:
                self._watcher.instrument(found)
        return code

    def watch_cell(self, code):
        """Watches code of a notebook's cell and the functions that are defined in it; returns what is to be run in its place."""
        if Monitor is None:
            return self._rewrite(code, None, with_functions=True)
        for each in [code] + [inner for inner in _within(code) if _is_function(inner)]:
            self.watch_code(each)
        return code

    def _rewrite(self, code, function, with_functions=False):
        source = self.registry.adopt(code, function)
        if source is None:
            return code
        return self._watcher.rewrite(self._rewrite_within(code, source.function, with_functions), source)

    def _rewrite_within(self, code, function, with_functions):
        """``code`` with what belongs to ``function`` in it rewritten, and the functions in it where they are wanted."""
        consts = []
        for const in code.co_consts:
            part = self.registry.part_of(const, function) if type(const) is _CODE else None
            if part is not None:
                const = self._watcher.rewrite(self._rewrite_within(const, function, with_functions), part)
            elif with_functions and type(const) is _CODE and _is_function(const):
                rewritten = self._rewrite(const, None, with_functions)
                self._rewritten[id(rewritten)] = rewritten, const
                const = rewritten
            consts.append(const)
        if any(new is not old for new, old in zip(consts, code.co_consts)):
            code = code.replace(co_consts=tuple(consts))
        return code

    def _give_back(self):
        """The functions that were watched have their own code again."""
        for function, code in self._replaced:
            function.__code__ = code
        del self._replaced[:]
        if self._rewritten:
            for function in gc.get_referrers(*[rewritten for rewritten, _ in self._rewritten.values()]):
                if type(function) is _FUNCTION:
                    function.__code__ = self._rewritten[id(function.__code__)][1]
            self._rewritten.clear()

    def stop(self):
        """Ends; the numbers stay. What runs at this moment is not measured any further."""
        if not self._is_on:
            return
        self._is_on = False
        _active.remove(self)
        self._watcher.stop()
        if self.high_water is not None:
            self.high_water.close()
        self._give_back()
        if Monitor is None:
            self._watcher.disguise.forget()
        self.reader.close()
        if self.backend == "heap" and not self._tracing and not any(each.backend == "heap" for each in _active):
            import _tracemalloc

            _tracemalloc.stop()

    def _leave(self):
        """In a forked child, to which the tables are not: they are its parent's, and the code of functions is as it was."""
        self._is_on = False
        self._watcher.stop()
        self._give_back()

    def memory(self):
        """The memory of the process now, as the backend counts it."""
        return self.reader.read()

    @property
    def keeps_peak(self):
        return self.backend == "heap"

    def peak(self):
        """The highest memory since the start, where the backend keeps that (``heap``); else 0."""
        if self.backend != "heap" or sys.version_info < (3, 9):
            return 0
        import _tracemalloc

        return _tracemalloc.get_traced_memory()[1]

    def functions(self):
        """What was measured: a dict for each function that was called, in the order in which they came to be watched.

        ``name``, ``file`` (a path, or the name of code that has no file), ``text`` (of code without a file, or None),
        ``first_line``, ``last_line``, ``calls``, ``baseline`` (memory at the first call) and ``lines``, by number, each a dict of
        ``occurrences``, ``increment``, ``memory`` (the highest on leaving it), ``peak``, ``time_ns`` and ``overlapped``
        (other threads were at work).
        """
        text_named = self.registry.text_named
        found = [(function, fields, self._cells_of(function, fields)) for function, fields in self.registry.all()]
        return [numbers_of(function, fields, cells, text_named) for function, fields, cells in found if cells[function.row][0]]

    def highest(self):
        """The highest memory that was read, of which the readings of lines are a part."""
        return int(self.table.cells[MEMORY_HIGH])

    def _cells_of(self, function, fields):
        cells = self.table.cells
        rows = range(function.row, function.row + 1 + len(fields["lines"]))
        return {row: [cells[(row << 3) + offset] for offset in range(6)] for row in rows}


def numbers_of(function, fields, cells, text_named):
    """One of ``Recording.functions()``. ``cells``: the numbers of each row of a ``Watched`` function, by the row."""
    lines = {}
    for index, line in enumerate(fields["lines"]):
        own = cells[function.row + 1 + index]
        if own[0]:
            lines[line] = {name: int(own[offset]) for offset, name in enumerate(_CELLS)}
            lines[line]["overlapped"] = bool(own[5])
    return {
        "name": function.name,
        "file": fields["file"],
        "text": text_named(fields["file"]),
        "first_line": fields["firstLine"],
        "last_line": fields["lastLine"],
        "calls": int(cells[function.row][0]),
        "baseline": int(cells[function.row][1]),
        "lines": lines,
    }


def _follow_forks():
    """What a child does is not the parent's: they share the tables, and each mark of the highest memory is a process's own."""
    global _follows
    if not _follows and hasattr(os, "register_at_fork"):
        _follows = True
        os.register_at_fork(after_in_child=_leave_all)


def _leave_all():
    for recording in _active:
        recording._leave()
    del _active[:]
    forget_parents()


def _within(code):
    for const in code.co_consts:
        if type(const) is _CODE:
            yield const
            for inner in _within(const):
                yield inner


def _is_function(code):
    return bool(code.co_flags & _OPTIMIZED) and not code.co_name.startswith("<")


def _is_tracing():
    import _tracemalloc

    return _tracemalloc.is_tracing()
