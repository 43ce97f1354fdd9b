"""The recorder of the ``heap`` backend: exact to the byte, peaks included, by tracemalloc's C module."""

from _thread import get_ident

from .allocations import Allocations
from .frames import pass_over
from .kept import _tracemalloc, os, sys, time
from .readers import Reader
from .recorder import Recorder


class HeapRecorder(Recorder):
    """Reads once at the start of each event, and takes off what the agent itself has kept since."""

    def __init__(self, table, reader, calls, log):
        self._own = 0  # bytes that the agent's own events have kept
        self._now = 0  # the reading of the event that is being handled
        self._peak = 0
        self._stopped = False
        self._spoilt = self._unspoilt = -1  # a peak that a snapshot made, where it cannot be reset, and what it was before
        self._allocations = Allocations(log.path, log.started_ns, os.getcwd())
        super().__init__(table, Reader(self._sample), calls, log, lambda: self._peak)

    def move(self, table, reader, log):
        self._allocations.move(log.path, _tracemalloc.get_traced_memory()[0] - self._own)
        super().move(table, Reader(self._sample), log)

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
        self._plain_leave = self.leave
        for name in ("advance", "enter", "resume", "leave"):
            setattr(self, name, self._exactly(getattr(self, name)))

    def _exactly(self, event):
        traced = _tracemalloc.get_traced_memory
        reset_peak = getattr(_tracemalloc, "reset_peak", None)  # 3.9

        clock = time.perf_counter_ns
        small = 32 if sys.version_info >= (3, 11) else 28  # bytes of an int below 2**30 that C code makes

        def exact(*arguments):
            if self._stopped:
                return None
            peak = traced()[1]
            # Objects as the event itself makes, as many at once. Those that the program took from the interpreter's free
            # lists are replaced here, before the reading: they are the program's, and would otherwise count as our own.
            now = clock()
            room = now * 0.1, now * 0.2, now * 0.3, now * 0.4, (now,), (now,), (now, 1), (now, 2), (now, 1, 2), (now, 2, 3)
            now = room = None
            held = traced()[0] - (32 if peak >> 30 else small)
            self._now = held - self._own
            self._peak = (peak if peak != self._spoilt else self._unspoilt) - self._own
            result = event(*arguments)
            if self._now >= self._allocations.next:
                self._own -= self._take_snapshot()
            # `held` and `peak` themselves live until the return.
            self._own += traced()[0] - held - (32 if held >> 30 else small) - (32 if peak >> 30 else small)
            if reset_peak is not None:
                reset_peak()
            return result

        return exact

    def _take_snapshot(self):
        """Returns the bytes that other threads have taken meanwhile."""
        peak = _tracemalloc.get_traced_memory()[1]
        foreign, took = self._allocations.take(self._now)
        if took:
            pass_over(self.tops.get(get_ident()), took, 0)
            self._forget_peak(peak)
        return foreign

    def extend_leave(self, extend):
        self.leave = self._exactly(extend(self._plain_leave))

    def apart(self, work):
        """Within an event, which takes off what memory the work keeps."""
        began, peak = time.perf_counter_ns(), _tracemalloc.get_traced_memory()[1]
        work()
        pass_over(self.tops.get(get_ident()), time.perf_counter_ns() - began, 0)
        self._forget_peak(peak)

    def _forget_peak(self, peak):
        """Where a peak of our own cannot be reset (3.8): goes on with the one that was there before."""
        now = _tracemalloc.get_traced_memory()[1]
        if now > peak and not hasattr(_tracemalloc, "reset_peak"):
            if peak != self._spoilt:
                self._unspoilt = peak
            self._spoilt = now
