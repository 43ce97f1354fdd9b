"""``with watch(f, g) as result``: the lines of functions, and the peak of the process, while a block of code runs."""

import time

from . import _agent  # noqa: F401
from ._memory import HighWater
from ._recording import Recording
from ._results import Result
from _mebi.decorator import functions_of
from _mebi.table import MEMORY_HIGH


class NotWatchable(Exception):
    """What was named has no Python code; the message is a sentence for the person."""


class Watching(object):
    """Measures from ``start`` to ``stop``. ``watched``: functions, methods, classes (all their methods), wrappers around such."""

    def __init__(self, watched, backend="rss", folder=None):
        self.functions = []
        for each in watched:
            found = list(functions_of(each))
            if not found:
                raise NotWatchable("%s has no Python code to watch." % (getattr(each, "__qualname__", None) or repr(each)))
            self.functions += [function for function in found if function not in self.functions]
        self.recording = Recording(backend, folder)
        self._high_water = HighWater() if backend == "rss" else None
        self.result = None

    def start(self):
        self.recording.start()
        try:
            for function in self.functions:
                self.recording.watch(function)
        except BaseException:
            self.recording.stop()
            raise
        self.before = self.recording.memory()
        if self._high_water is not None:
            self._high_water.take()
        self._began = time.perf_counter_ns()

    def stop(self):
        """Returns the ``Result``."""
        duration_ns = time.perf_counter_ns() - self._began
        high = self._high_water.take() if self._high_water is not None else self.recording.peak()
        after = self.recording.memory()
        self.recording.stop()
        # The lines take the kernel's mark as they go: what they saw is in the table.
        peak = max(self.before, after, high, int(self.recording.table.cells[MEMORY_HIGH]))
        is_exact = self.recording.backend == "heap" or (self._high_water is not None and self._high_water.is_exact)
        if self._high_water is not None:
            self._high_water.close()
        args = self.before, after, peak, is_exact, duration_ns
        self.result = Result(self.recording.backend, self.recording.functions(), *args)
        self.recording = None  # its maps and descriptors are given back
        return self.result
