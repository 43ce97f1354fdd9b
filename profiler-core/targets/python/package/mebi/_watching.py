"""``with watch(f, g) as result``: the lines of functions, and the peak of the process, while a block of code runs."""

import time

from . import _agent  # noqa: F401
from ._borrowed import open_recording
from ._errors import NotWatchable
from ._memory import HighWater
from ._results import Result
from _mebi.decorator import functions_of


class Watching(object):
    """Measures from ``start`` to ``stop``. ``watched``: functions, methods, classes (all their methods), wrappers around such.

    ``options``: those of ``Recording``.
    """

    def __init__(self, watched, backend="rss", **options):
        self.functions = []
        for each in watched:
            found = list(functions_of(each))
            if not found:
                raise NotWatchable("%s has no Python code to watch." % (getattr(each, "__qualname__", None) or repr(each)))
            self.functions += [function for function in found if function not in self.functions]
        self.recording = open_recording(backend, **options)
        self._high_water = HighWater() if backend == "rss" and not options.get("include_children") else None
        self._highest = 0
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

    @property
    def is_peak_exact(self):
        """The highest memory is known, however short it was."""
        if self.recording.keeps_peak:
            return True
        return self._high_water is not None and self._high_water.is_exact

    def peak_so_far(self):
        """The highest memory since the start, as far as it is known."""
        now = self.recording.memory()
        if self._high_water is not None:
            self._highest = max(self._highest, self._high_water.take())
        # The lines take the kernel's mark as they go: what they saw is in the table.
        self._highest = max(self._highest, self.before, now, self.recording.highest(), self.recording.peak())
        return self._highest

    def stop(self):
        """Returns the ``Result``."""
        duration_ns = time.perf_counter_ns() - self._began
        is_exact = self.is_peak_exact
        peak = self.peak_so_far()
        after = self.recording.memory()
        self.recording.stop()
        if self._high_water is not None:
            self._high_water.close()
        args = self.before, after, peak, is_exact, duration_ns
        self.result = Result(self.recording.backend, self.recording.functions(), *args)
        self.recording = None  # its maps and descriptors are given back
        return self.result
