"""Calls the agent after a while of computing, where no event of the program's does.

A timer of the process's own computing time (``ITIMER_VIRTUAL``): it rests while the program waits, so that it interrupts
no system call, is not inherited by child processes, and, unlike a thread, is no second thread when the program forks.
Where a program uses that timer or its signal itself, or a system has none, this never rings.
"""

import os

from .kept import _signal


_SIGNAL = getattr(_signal, "SIGVTALRM", None)


class Alarm:
    """``ring(frame)`` is called with the frame that was running, ``seconds`` of computing after ``set``."""

    def __init__(self, ring, seconds):
        self._ring = ring
        self._seconds = seconds
        self._is_set = False
        self._handler = self._handle  # one object, to be recognised
        self._installed = False

    def install(self):
        """Only in the main thread, and only where the signal is not used yet."""
        if _SIGNAL is None or not hasattr(_signal, "setitimer") or _signal.getsignal(_SIGNAL) != _signal.SIG_DFL:
            return
        try:
            _signal.signal(_SIGNAL, self._handler)
        except ValueError:  # not the main thread
            return
        _signal.siginterrupt(_SIGNAL, False)
        self._installed = True
        self._guard_exec()

    def set(self):
        if self._installed and not self._is_set and self._is_free():
            self._is_set = True
            _signal.setitimer(_signal.ITIMER_VIRTUAL, self._seconds)

    def stop(self):
        if self._is_set:
            self._is_set = False
            if _signal.getsignal(_SIGNAL) is self._handler:
                _signal.setitimer(_signal.ITIMER_VIRTUAL, 0)

    def restart(self):
        """In a forked child, which has not inherited the timer."""
        if self._is_set:
            self._is_set = False
            self.set()

    def _is_free(self):
        return (
            _signal.getsignal(_SIGNAL) is self._handler
            and _signal.getitimer(_signal.ITIMER_VIRTUAL)[0] == 0.0
        )

    def _handle(self, number, frame):
        self._is_set = False
        if frame is not None:
            self._ring(frame)

    def _guard_exec(self):
        """A timer outlives ``exec``, and its signal would end the new program."""
        for name in ("execv", "execve"):
            setattr(os, name, self._guarded(getattr(os, name)))

    def _guarded(self, plain):
        def replace(*arguments, **named):
            was_set = self._is_set
            self.stop()
            try:
                plain(*arguments, **named)
            finally:  # it failed
                if was_set:
                    self.set()

        replace.__name__ = replace.__qualname__ = plain.__name__
        replace.__doc__ = plain.__doc__
        return replace
