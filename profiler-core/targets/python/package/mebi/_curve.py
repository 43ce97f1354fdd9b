"""The memory of this process over time, seen from outside while something is measured.

A thread would have its work counted beside the program's, and could not look while an extension holds the interpreter's lock. So a
process does it: it reads ``/proc/PID/statm`` and writes samples as in a run's ``samples.bin`` (docs/run-folder.md). Linux only.
"""

import os
import signal
import sys
import tempfile
from array import array

_CELLS = 5
_HEADER = (0x4D454253, 3, _CELLS, 0, 0)
# Every 2 ms at first, then more rarely: as many samples in the second minute as in the first second.
_LOOK = """
import os, sys, time
from array import array
pid, parent, start = int(sys.argv[1]), os.getppid(), int(sys.argv[2])
page = os.sysconf("SC_PAGE_SIZE")
file = os.open("/proc/%d/statm" % pid, os.O_RDONLY)
try:
    while os.getppid() == parent:
        now = time.monotonic_ns() - start
        size = int(os.pread(file, 64, 0).split()[1]) * page
        if now >= 0:
            os.write(1, array("d", (now, size, 0, 0, 0)).tobytes())
        time.sleep(max(0.002, now / 1e9 / 500))
except OSError:
    pass
"""


class Curve(object):
    """From its making to ``stop``. ``path``: the file of the samples, which exists; None: nobody else reads them."""

    def __init__(self, started_ns, path=None):
        self._pid = 0
        if not sys.platform.startswith("linux") or not sys.executable:
            self._file = None
            return
        if path is None:
            self._file, name = tempfile.mkstemp(prefix="mebi-curve-")
            os.unlink(name)
        else:
            self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        os.write(self._file, array("d", _HEADER).tobytes())
        args = [sys.executable, "-I", "-S", "-c", _LOOK, str(os.getpid()), str(started_ns)]
        actions = [(os.POSIX_SPAWN_DUP2, self._file, 1)]
        try:
            # No fork: that would copy the page tables of a large process, and share its pages for a while.
            self._pid = os.posix_spawn(sys.executable, args, os.environ, file_actions=actions)
        except OSError:
            pass

    @property
    def pid(self):
        return self._pid

    def stop(self):
        """Returns the (ns since the start, bytes) pairs."""
        if self._file is None:
            return []
        if self._pid:
            try:
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
            except OSError:  # somebody else has waited for it
                pass
        size = os.fstat(self._file).st_size // (_CELLS * 8) * _CELLS * 8
        cells = array("d", os.pread(self._file, size, 0))
        os.close(self._file)
        self._file = None
        return [(int(cells[at]), int(cells[at + 1])) for at in range(_CELLS, len(cells), _CELLS)]
