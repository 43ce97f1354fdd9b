"""``%memit``: the peak memory of a statement, as memory_profiler says it."""

import contextlib
import gc
import threading

from . import _agent  # noqa: F401
from ._measuring import kept_sentence
from ._watching import Watching

_NOTHING = 1 << 20
_growths = {}  # statement -> the most that it has taken in this kernel, bytes


class MemitResult(object):
    """``mem_usage``: the peak of each repetition, and ``baseline``: what was before, in MiB, as memory_profiler has them."""

    def __init__(self, mem_usage, baseline, repeat, timeout, interval, include_children):
        self.mem_usage = mem_usage
        self.baseline = baseline
        self.repeat = repeat
        self.timeout = timeout
        self.interval = interval
        self.include_children = include_children
        self.notes = []

    def __str__(self):
        peak = max(self.mem_usage)
        return "peak memory: %.2f MiB, increment: %.2f MiB" % (peak, peak - self.baseline)

    def _repr_pretty_(self, printer, cycle):
        printer.text("<MemitResult : %s>" % self)


class Memit(object):
    """Measures statements. ``timeout``: seconds after which nothing is measured, 0: none. ``interval``: of looking, seconds."""

    def __init__(self, backend, include_children, repeat, timeout, interval):
        self._backend = backend
        self._options = {"include_children": True} if include_children else {}
        self.repeat = repeat
        self._timeout = timeout
        self._interval = interval
        self._peaks = []

    def begin(self):
        gc.collect()
        watching = Watching((), self._backend, **self._options)
        watching.start()
        self._baseline = watching.before
        watching.stop()

    @contextlib.contextmanager
    def once(self):
        watching = Watching((), self._backend, **self._options)
        watching.start()
        look = _Look(watching, self._timeout, self._interval)
        look.start()
        try:
            yield
        finally:
            look.stop()
            result = watching.stop()
            self._peaks.append(look.at_timeout or max(look.highest, result.peak))

    def result(self, statement):
        mib = 2.0**20
        args = self.repeat, self._timeout or None, self._interval, bool(self._options)
        result = MemitResult([peak / mib for peak in self._peaks], self._baseline / mib, *args)
        self._remember(statement, result)
        return result

    def _remember(self, statement, result):
        if self._backend != "rss":
            return
        grown = max(self._peaks) - self._baseline
        most = _growths.get(statement, 0)
        if most > _NOTHING and grown < most / 10:
            result.notes.append(kept_sentence("The statement", grown, most))
        _growths[statement] = max(most, grown)


class _Look(object):
    """A thread that looks, where that is needed: for a time that is up, or where the system keeps no mark of the highest."""

    def __init__(self, watching, timeout, interval):
        self._watching = watching
        self._timeout = timeout
        self._interval = max(interval, 0.001)
        self._end = threading.Event()
        self._thread = None
        self.highest = 0
        self.at_timeout = 0

    def start(self):
        if self._timeout or not self._watching.is_peak_exact:
            self._thread = threading.Thread(target=self._look, name="mebi-memit", daemon=True)
            self._thread.start()

    def stop(self):
        self._end.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self):
        looks = not self._watching.is_peak_exact
        left = self._timeout
        while not self._end.wait(self._interval if looks else left):
            self.highest = max(self.highest, self._watching.peak_so_far())
            left -= self._interval if looks else left
            if self._timeout and left <= 0:
                self.at_timeout = self.highest
                return
