"""The recorder of the ``heap`` backend: exact to the byte, peaks included, by tracemalloc's C module."""

import sys

import _tracemalloc

from .readers import Reader
from .recorder import Recorder


class HeapRecorder(Recorder):
    """Reads once at the start of each event, and takes off what the agent itself has kept since."""

    def __init__(self, table, reader):
        self._own = 0  # bytes that the agent's own events have kept
        self._now = 0  # the reading of the event that is being handled
        self._peak = 0
        self._stopped = False
        super().__init__(table, Reader(self._sample), lambda: self._peak)

    def move(self, table, reader):
        super().move(table, Reader(self._sample))

    def survive(self, tracemalloc, log):
        """Extends the functions of the module ``tracemalloc`` that would take our readings away."""
        plain_clear, plain_stop = tracemalloc.clear_traces, tracemalloc.stop

        def clear_traces():
            self._own -= _tracemalloc.get_traced_memory()[0]
            plain_clear()

        def stop():
            if not self._stopped:
                self._stopped = True
                log.warn("tracemalloc-stopped", "The program stopped tracemalloc: from here on nothing was measured.")
            plain_stop()

        tracemalloc.clear_traces, tracemalloc.stop = clear_traces, stop

    def _sample(self, *_):
        return self._now

    def _build(self, cells, reader):
        super()._build(cells, reader)
        for name in ("advance", "enter", "resume", "leave"):
            setattr(self, name, self._exactly(getattr(self, name)))

    def _exactly(self, event):
        traced = _tracemalloc.get_traced_memory
        reset_peak = getattr(_tracemalloc, "reset_peak", None)  # 3.9

        small = 32 if sys.version_info >= (3, 11) else 28  # bytes of an int below 2**30 that C code makes

        def exact(*arguments):
            if self._stopped:
                return None
            held, peak = traced()
            self._now = held - self._own
            self._peak = peak - self._own
            result = event(*arguments)
            # `held` and `peak` themselves live until the return.
            self._own += traced()[0] - held - (32 if held >> 30 else small) - (32 if peak >> 30 else small)
            if reset_peak is not None:
                reset_peak()
            return result

        return exact
