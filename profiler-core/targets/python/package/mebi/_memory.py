"""Memory of this process as a whole, in bytes."""

import os
import sys

try:
    from resource import RUSAGE_SELF as _SELF
    from resource import getrusage
except ImportError:  # Windows
    getrusage = None

_CLEAR = "/proc/self/clear_refs"
_STATUS = "/proc/self/status"
_open = []  # every HighWater: they share the one mark of the process, so each tells the others of what it takes


class HighWater(object):
    """The highest resident memory between two moments, as the kernel keeps it: however short it was.

    Linux: writing 5 to ``/proc/self/clear_refs`` sets the mark back to what is resident now (proc(5), Linux 4.0). Where that is
    not allowed there is no mark (``is_exact`` is false), and ``take`` gives 0.
    """

    _mark = 0  # where it was set; the process has one

    def __init__(self):
        self._clear = self._status = None
        self._taken = 0  # the highest that others have taken since this one did
        self._floor = 0
        try:
            if sys.platform.startswith("linux"):
                self._clear = os.open(_CLEAR, os.O_WRONLY | os.O_CLOEXEC)
                self._status = os.open(_STATUS, os.O_RDONLY | os.O_CLOEXEC)
                if _open:
                    _open[0]._note()
                self._set_back()
                # What started this process may have had more before it became this one: getrusage counts that, too.
                high = getrusage(_SELF)[2] << 10
                self._floor = high if high > self._from_status() else 0
                _open.append(self)
        except (OSError, ValueError):
            self.close()

    @property
    def is_exact(self):
        return self._clear is not None

    def take(self):
        """The highest since it was last called (or since the start); 0 where it cannot be known."""
        if self._clear is None:
            return 0
        try:
            self._note()
        except (OSError, ValueError):  # the program has closed our descriptors
            self._clear = None
            return 0
        high, self._taken = self._taken, 0
        return high

    def _note(self):
        """Reads the mark, for all that are open, and sets it back."""
        high = self._read()
        for each in _open:
            if high > each._taken:
                each._taken = high
        # Only where it has moved: else it is where it was set, and setting is a system call more.
        if high != HighWater._mark:
            self._set_back()
            HighWater._mark = self._read()

    def _read(self):
        high = getrusage(_SELF)[2] << 10
        return high if high > self._floor else self._from_status()

    def _from_status(self):
        """Takes ten times as long."""
        text = os.pread(self._status, 4096, 0)
        at = text.index(b"VmHWM:") + 6
        return int(text[at : text.index(b"kB", at)]) << 10

    def _set_back(self):
        os.write(self._clear, b"5")

    def close(self):
        for file in (self._clear, self._status):
            if file is not None:
                os.close(file)
        self._clear = self._status = None
        if self in _open:
            _open.remove(self)


def forget_parents():
    """In a forked child: the descriptors are those of the parent's files, whose mark is not to be set from here."""
    for each in list(_open):
        each.close()
