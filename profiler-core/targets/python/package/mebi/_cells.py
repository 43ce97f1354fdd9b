"""``%mebi on``: the memory of every cell, one quiet line under each, and ``%mebi report`` over all of them."""

import atexit
import time
from array import array

from . import _agent  # noqa: F401
from ._kernel import CellNames, cell_number, notebook_path, quiet_clocks
from ._memory import HighWater
from ._recording import Recording
from _mebi.registry import MODULE
from _mebi.threads import leave_out

_MOST = 10  # cells and lines of a report
_last = None  # the session that goes on, or was the last


class Cell(object):
    """A cell that was run: memory in bytes. ``peak``: the highest meanwhile."""

    def __init__(self, number, name, before):
        self.number = number
        self.name = name
        self.before = self.after = self.peak = before
        self.text = ""

    @property
    def growth(self):
        return self.after - self.before


class Session(object):
    """From ``start`` to ``stop`` every cell is measured, and the lines of each.

    ``saved``: a ``SavedRun``, or None.
    """

    def __init__(self, shell, saved):
        self._shell = shell
        self._saved = saved
        self._names = CellNames(shell)
        self._recording = Recording("rss", folder=saved and saved.folder, names=self._names)
        self._high_water = HighWater()
        self._current = None
        self.cells = []
        self.functions = []
        self.is_on = False

    def start(self):
        leave_out(quiet_clocks())
        self._recording.start()
        self.is_on = True
        if self._saved is not None:
            self._saved.started(self._recording)
            self._sample(self._recording.memory(), header=True)
        # IPython compiles each statement of a cell by itself, and offers no other place to come between that and running it.
        self._run_code = self._shell.run_code
        self._shell.run_code = self._run_watched
        self._shell.events.register("pre_run_cell", self._before)
        self._shell.events.register("post_run_cell", self._after)
        atexit.register(self.stop)

    def stop(self):
        if not self.is_on:
            return
        self.is_on = False
        atexit.unregister(self.stop)
        self._shell.events.unregister("pre_run_cell", self._before)
        self._shell.events.unregister("post_run_cell", self._after)
        del self._shell.run_code
        self.functions = self._recording.functions()
        self._recording.stop()
        self._high_water.close()
        if self._saved is not None:
            peak = max([cell.peak for cell in self.cells] or [self._recording.memory()])
            self._saved.end(self._recording.log, peak, time.perf_counter_ns() - self._recording.started_ns)
        self._recording = None

    def lines(self):
        """(cell's name, line, increment, its text) of what was run, what took most first."""
        functions = self._recording.functions() if self.is_on else self.functions
        found = [
            (function["file"], number, line["increment"], function["text"] or "")
            for function in functions
            for number, line in function["lines"].items()
        ]
        return sorted(found, key=lambda each: -each[2])

    def _before(self, info=None):
        number = cell_number(self._shell) + bool(getattr(info, "store_history", True))  # it is stored after this
        memory = self._recording.memory()
        self._high_water.take()
        self._current = Cell(number, self._names.title(number), memory)
        self._current.text = getattr(info, "raw_cell", "") or ""
        self._sample(memory)

    def _after(self, result=None):
        cell, self._current = self._current, None
        if cell is None or cell.text.strip().startswith("%mebi "):  # the one that has switched it on, or asks
            return
        cell.after = self._recording.memory()
        cell.peak = max(cell.before, cell.after, self._high_water.take())
        self.cells.append(cell)
        self._sample(cell.peak)
        self._sample(cell.after)
        _show_quietly(self._shell, cell)

    async def _run_watched(self, code_obj, result=None, *, async_=False):
        return await self._run_code(self._watched(code_obj), result, async_=async_)

    def _watched(self, code):
        if self._current is None:
            return code
        if code.co_name.startswith("<cell line"):  # IPython 8.0 to 8.4 say so for tracebacks
            code = code.replace(co_name=MODULE)
        self._names.add(code.co_filename, self._current.number)
        return self._recording.watch_code(code)

    def _sample(self, memory, header=False):
        if self._saved is None:
            return
        cells = [0x4D454253, 3, 5, 0, 0] if header else []
        cells += [time.perf_counter_ns() - self._recording.started_ns, memory, 0, 0, 0]
        try:
            with open(self._saved.folder + "/samples.bin", "ab") as file:
                file.write(array("d", cells).tobytes())
        except OSError:  # the disk is full, or the folder gone: the cell runs all the same
            pass


def switch_on(shell, save=True):
    """Begins; says where nothing can be kept."""
    global _last
    if _last is not None and _last.is_on:
        print("The memory of cells is recorded already.")
        return
    saved = _saved(shell) if save else None
    session = Session(shell, saved)
    session.start()
    _last = session


def _saved(shell):
    from ._saved import SavedRun

    try:
        return SavedRun(notebook_path(shell), "rss", "cells")
    except OSError as error:
        print("This is not kept in the history: %s." % error)
        return None


def switch_off(shell):
    if _last is None or not _last.is_on:
        print("The memory of cells is not being recorded: %mebi on.")
        return
    _last.stop()


def report(shell):
    """Shows the cells and the lines that took most."""
    if _last is None or not _last.cells:
        print("No cell was recorded: %mebi on, then run the cells.")
        return
    from ._html import report_of
    from IPython.display import display

    display({"text/plain": report_text(_last), "text/html": report_of(cells_of(_last), rows_of(_last))}, raw=True)


def rows_of(session):
    """(cell's name, line, increment, text) of the lines that took most."""
    rows = []
    for name, number, increment, text in session.lines()[:_MOST]:
        lines = text.split("\n")
        if increment > 0:
            rows.append((name, number, increment, lines[number - 1].strip() if number <= len(lines) else ""))
    return rows


def cells_of(session):
    """(number, before, after, peak, first line) of the cells that took most."""
    cells = sorted(session.cells, key=lambda cell: -(cell.peak - cell.before))[:_MOST]
    return [(cell.number, cell.before, cell.after, cell.peak, _first_line(cell.text)) for cell in cells]


def report_text(session):
    lines = ["Cell      Before     After      Peak    Growth   (MiB)   Contents"]
    for number, before, after, peak, text in cells_of(session):
        sizes = tuple(_mib(size) for size in (before, after, peak)) + ("%+.1f" % ((after - before) / 2.0**20),)
        lines.append("%-6s %9s %9s %9s %9s           %s" % (("[%d]" % number,) + sizes + (text,)))
    lines += ["", "Lines that took most"]
    for name, number, increment, text in rows_of(session):
        lines.append("%+9.1f MiB   %s:%d   %s" % (increment / 2.0**20, name, number, text))
    return "\n".join(lines) + "\n"


def _first_line(text):
    return next((line for line in text.split("\n") if line.strip()), "")[:80]


def _show_quietly(shell, cell):
    text = "%s MiB (%+.1f), peak %s MiB" % (_mib(cell.after), cell.growth / 2.0**20, _mib(cell.peak))
    page = '<small style="opacity:.65;font-family:var(--jp-code-font-family,monospace)">%s</small>' % text
    shell.display_pub.publish(data={"text/plain": text, "text/html": page})


def _mib(size):
    return "%.1f" % (size / 2.0**20)
