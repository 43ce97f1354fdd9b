"""Which lane of the table each thread writes to (docs/run-folder.md)."""

from _thread import RLock, _local, get_ident

from .kept import sys
from .table import FIRST_LANE, LANE, LANES, LANES_USED

try:
    from _thread import get_native_id
except ImportError:  # a few platforms only
    get_native_id = get_ident

_MOST_RECORDS = 2000


class Lanes:
    """Gives lanes to threads. When all are taken, those of threads come first that have ended, then of idle ones."""

    def __init__(self, tops):
        self.of = {}  # thread -> first cell of its lane
        self._tops = tops  # thread -> its innermost frame: who is not in there is idle
        self._owners = [None] * LANES
        self._local = _local()
        self._records = self._main = 0

    def begin(self, table, log):
        """Starts with no lane taken; the calling thread is the process's main thread."""
        self.of.clear()
        self._owners[:] = [None] * LANES
        self._lock = RLock()  # a signal handler may come in between
        self._cells = table.cells
        self._log = log
        self._main = get_ident()
        self._crowded = False

    def allot(self, thread):
        """Returns the first cell of a lane for the calling thread."""
        with self._lock:
            number = self._choose()
            if number is None:
                # Not kept: one of its own may be had the next time.
                self._warn()
                return FIRST_LANE + (LANES - 1) * LANE
            lane = self.of[thread] = FIRST_LANE + number * LANE
            self._owners[number] = thread
            self._cells[lane] = native = get_native_id()
            self._cells[lane + 1] = 0.0
            if not hasattr(self._local, "end"):
                self._local.end = _End(self._free, thread)
            self._tell(number, thread, native)
        return lane

    def _choose(self):
        used = int(self._cells[LANES_USED])
        if used < LANES:
            self._cells[LANES_USED] = used + 1
            return used
        if None in self._owners:
            return self._owners.index(None)
        for number, thread in enumerate(self._owners):
            if thread not in self._tops:
                self.of.pop(thread, None)
                return number
        return None

    def _free(self, thread):
        """``thread`` ends. Without the lock, which a thread that no longer exists may hold after a fork."""
        lane = self.of.pop(thread, None)
        if lane is not None:
            number = (lane - FIRST_LANE) // LANE
            if self._owners[number] == thread:
                self._owners[number] = None

    def _tell(self, number, thread, native):
        self._records += 1
        if self._records <= _MOST_RECORDS:
            main = thread == self._main
            name = _name_of(thread) or ("MainThread" if main else None)
            self._log.write("thread", lane=number, thread=native, name=name, main=main)

    def _warn(self):
        if not self._crowded:
            self._crowded = True
            self._log.warn(
                "lanes-full",
                "More than %d threads were inside watched code at once: of some it is not known what they executed." % LANES,
            )


class _End:
    """Kept in a thread's own variables: dies with it."""

    __slots__ = ("free", "thread")

    def __init__(self, free, thread):
        self.free = free
        self.thread = thread

    def __del__(self):
        self.free(self.thread)


def _name_of(thread):
    """What the program calls a thread, if it has imported ``threading``; asking there would make a thread object."""
    known = getattr(sys.modules.get("threading"), "_active", None)
    name = getattr(known.get(thread), "_name", None) if isinstance(known, dict) else None
    return name if type(name) is str else None
