"""Tells the recorder when a frame is suspended in an ``await`` or a ``yield from`` before 3.11, with ``sys.settrace``.

Such a frame is suspended and resumed inside one instruction, where no call can be inserted. So tracing is switched on
for the thread while such an instruction runs, or its frame is suspended there; meanwhile other code runs traced too.
"""

from _thread import get_ident

from .kept import sys


class _Wait:
    """A frame that is at such an instruction."""

    __slots__ = ("source", "row", "thread", "suspended", "traced")

    def __init__(self, source, row, thread):
        self.source = source
        self.row = row
        self.thread = thread
        self.suspended = self.traced = False


class Tracer:
    """``leave(source)`` and ``resume(source, row)`` are told."""

    def __init__(self, leave, resume, log):
        self.leave = leave
        self.resume = resume
        self.log = log
        self._waits = {}  # id of a frame -> its _Wait
        self._counts = {}  # thread -> how many of its frames are traced
        self._warned = self._stopped = False
        # One object each, to be recognised.
        self._trace = self._on_call
        self._local_trace = self._on_return

    def wait(self, frame, source, row):
        """``frame`` is about to delegate; ``go_on`` follows in any case."""
        if self._stopped:
            return
        self._forget(frame)
        ident = get_ident()
        wait = self._waits[id(frame)] = _Wait(source, row, ident)
        current = sys.gettrace()
        if frame.f_trace is not None or current is not None and current is not self._trace:
            self._warn(source)
            wait.suspended = True
            self.leave(source)
            return
        wait.traced = True
        self._counts[ident] = self._counts.get(ident, 0) + 1
        frame.f_trace = self._local_trace
        if current is None:
            sys.settrace(self._trace)

    def go_on(self, frame):
        wait = self._forget(frame)
        if wait is None:
            return
        if wait.traced:
            # Only meanwhile: before 3.10 a frame that is traced may give a line that is not the one it is on.
            frame.f_trace = None
        if wait.suspended and not self._stopped:
            self.resume(wait.source, wait.row)

    def stop(self):
        self._stopped = True
        self._counts.clear()
        if sys.gettrace() is self._trace:
            sys.settrace(None)

    def _forget(self, frame):
        """Returns and removes what is known of a frame, or of one that died while it was suspended, where this one is now."""
        wait = self._waits.pop(id(frame), None)
        if wait is not None and wait.traced:
            self._end(wait.thread)
        return wait

    def _end(self, thread):
        count = self._counts.get(thread, 1) - 1
        if count > 0:
            self._counts[thread] = count
            return
        self._counts.pop(thread, None)
        if get_ident() == thread and sys.gettrace() is self._trace:
            sys.settrace(None)

    def _warn(self, source):
        if not self._warned:
            self._warned = True
            self.log.warn(
                "foreign-trace",
                "The program's own trace function is on: what %s awaits is not counted with its lines from here on."
                % source.function.name,
            )

    def _on_call(self, frame, event, arg):
        if frame.f_trace is not self._local_trace:
            if get_ident() not in self._counts and sys.gettrace() is self._trace:
                sys.settrace(None)  # the frame for which it was switched on has ended in another thread
            return None
        wait = self._waits.get(id(frame))
        if wait is not None and wait.suspended:
            wait.suspended = False
            self.resume(wait.source, wait.row)
        return self._local_trace

    def _on_return(self, frame, event, arg):
        if event == "return":
            wait = self._waits.get(id(frame))
            if wait is not None and not wait.suspended:
                wait.suspended = True
                self.leave(wait.source)
        return self._local_trace
