"""How much memory the process has, one ``Reader`` per backend.

``open_reader`` is the only entry. Where a system has no such counter it raises ``Unavailable`` with a sentence.
"""

from .faults import shortest_page_fault_ns
from .kept import _tracemalloc, os, sys

FRAMES = 3  # that tracemalloc keeps of each allocation; more cost more (docs/measurements.md)


class Unavailable(Exception):
    """This backend cannot be read on this machine; the message is a sentence for the person."""


class Reader:
    """A reading in two steps: equal samples mean equal memory, so that most need not be parsed.

    ``call(file, size, 0)`` takes a sample, with the arguments of ``os.pread``, the fastest way to the one that is read
    for every line; ``parse(sample)`` gives bytes.
    """

    file = None
    size = None
    still_ns = 0  # in less time than this, the memory cannot change

    def __init__(self, call, parse=int):
        self.call = call
        self.parse = parse

    def repair(self):
        """Makes ``call`` work again after an OSError."""

    def close(self):
        """Gives back what is open; who reads all the same has it opened again."""

    def read(self):
        """The memory of this process now, in bytes."""
        try:
            return self.parse(self.call(self.file, self.size, 0))
        except OSError:
            self.repair()
            return self.parse(self.call(self.file, self.size, 0))


class FileReader(Reader):
    """Samples a file of /proc through a descriptor that stays open."""

    def __init__(self, path, size, parse):
        self.path = path
        self.size = size
        self.call = os.pread
        self._parse = parse
        self.still_ns = shortest_page_fault_ns() // 2
        self.repair()

    def repair(self):
        """Opens the file again: the program closed our descriptor, or has reused its number."""
        self.file = _open_kept(self.path)

    def close(self):
        os.close(self.file)

    def parse(self, sample):
        try:
            return self._parse(sample)
        except (IndexError, ValueError):
            self.repair()
            return self._parse(os.pread(self.file, self.size, 0))


class StatmReader(FileReader):
    """Resident memory from /proc/self/statm; exact to the page but for the kernel's own lag (docs/measurements.md)."""

    def __init__(self):
        self._page = os.sysconf("SC_PAGE_SIZE")
        self._words = None
        super().__init__("/proc/self/statm", 24, None)

    def parse(self, sample):
        # Kept until the next time, which takes their places: where the interpreter has none free, short-lived ones would
        # have a new page each time, and leave it to the program's next objects as its memory of another line.
        self._words = None
        self._words = words = sample.split(None, 2)
        try:
            return int(words[1]) * self._page
        except (IndexError, ValueError):
            self.repair()
            return int(os.pread(self.file, self.size, 0).split(None, 2)[1]) * self._page


def open_reader(backend, include_children=False):
    """Returns the ``Reader`` of a backend.

    With ``include_children`` the memory of all its descendants is added (not for ``heap``).
    """
    if backend == "heap":
        return _heap()
    if backend == "rss" and not include_children and not sys.platform.startswith("linux"):
        return _reader_of(_portable_rss())
    if not sys.platform.startswith("linux"):
        raise Unavailable("The backend %s, or counting child processes, needs Linux." % backend)
    own = StatmReader() if backend == "rss" else _smaps(_SMAPS_FIELDS[backend])
    if not include_children:
        return own
    of_process = _statm_of if backend == "rss" else _smaps_reader_of(_SMAPS_FIELDS[backend])
    return _reader_of(lambda: own.read() + sum(map(of_process, _descendants(os.getpid()))))


def reader_of_process(pid, backend, include_children=False):
    """The same of another process, 0 where it has ended; ``heap`` is known within a process only."""
    if not sys.platform.startswith("linux") or backend not in ("rss", "uss", "pss"):
        raise Unavailable("The memory of another process can be read on Linux, as rss, uss or pss.")
    of_process = _statm_of if backend == "rss" else _smaps_reader_of(_SMAPS_FIELDS[backend])
    return _reader_of(lambda: sum(map(of_process, [pid] + (_descendants(pid) if include_children else []))))


def _reader_of(read):
    return Reader(lambda file, size, offset: read())


def _open_kept(path):
    """Opens ``path`` for reading under a high descriptor number, out of the way of the program's own files."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    target = min(os.sysconf("SC_OPEN_MAX"), 1024) - 1
    while target > 64:
        try:
            os.fstat(target)
        except OSError:
            os.dup2(fd, target, inheritable=False)
            os.close(fd)
            return target
        target -= 1
    return fd


_SMAPS_FIELDS = {"uss": (b"Private_Clean:", b"Private_Dirty:", b"Private_Hugetlb:"), "pss": (b"Pss:",)}


def _smaps(fields):
    """Sum of some fields of /proc/self/smaps_rollup (Linux 4.14)."""
    try:
        return FileReader("/proc/self/smaps_rollup", 4096, lambda text: _sum_fields(text, fields))
    except OSError:
        raise Unavailable("The backends uss and pss need /proc/self/smaps_rollup (Linux 4.14 or newer).")


def _sum_fields(text, fields):
    total = 0
    found = False
    for line in text.splitlines():
        words = line.split()
        if words[0] in fields:
            found = True
            total += int(words[1]) * 1024
    if not found:
        raise ValueError("not a memory map summary")
    return total


def _statm_of(pid):
    try:
        with open("/proc/%d/statm" % pid, "rb", 0) as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):  # it has just ended
        return 0


def _smaps_reader_of(fields):
    def read(pid):
        try:
            with open("/proc/%d/smaps_rollup" % pid, "rb", 0) as file:
                return _sum_fields(file.read(), fields)
        except (OSError, ValueError):
            return 0

    return read


def _descendants(pid):
    """Process ids of all descendants, from /proc/PID/task/TID/children (Linux 3.5)."""
    found = []
    pending = [pid]
    while pending:
        parent = pending.pop()
        try:
            tasks = os.listdir("/proc/%d/task" % parent)
        except OSError:
            continue
        for task in tasks:
            try:
                with open("/proc/%d/task/%s/children" % (parent, task), "rb", 0) as file:
                    children = [int(word) for word in file.read().split()]
            except OSError:
                continue
            found.extend(children)
            pending.extend(children)
    return found


def _heap():
    """What Python's allocators hold, by tracemalloc: every block, to the byte."""
    if not _tracemalloc.is_tracing():
        _tracemalloc.start(FRAMES)
    return _reader_of(lambda: _tracemalloc.get_traced_memory()[0])


def _portable_rss():
    """Resident memory on macOS and Windows, through ctypes. Not run by the tests on Linux."""
    if sys.platform == "darwin":
        return _darwin_rss()
    if sys.platform == "win32":
        return _windows_rss()
    raise Unavailable("Mebi cannot read the memory of a process on %s." % sys.platform)


def _darwin_rss():
    """``ri_resident_size`` of proc_pid_rusage(RUSAGE_INFO_V0), <sys/resource.h> of macOS."""
    import ctypes

    libproc = ctypes.CDLL("/usr/lib/libproc.dylib")
    # ri_uuid takes 16 bytes, then uint64: user, system, idle wakeups, interrupt wakeups, pageins, wired, resident, ...
    info = (ctypes.c_uint64 * 32)()
    resident = 2 + 6
    pid = os.getpid()

    def read():
        if libproc.proc_pid_rusage(pid, 0, ctypes.byref(info)) != 0:
            raise OSError("proc_pid_rusage failed")
        return info[resident]

    return read


def _windows_rss():
    """``WorkingSetSize`` of GetProcessMemoryInfo, <psapi.h>."""
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = [("cb", ctypes.c_ulong), ("faults", ctypes.c_ulong)] + [
            (name, ctypes.c_size_t) for name in ("peak", "resident", "a", "b", "c", "d", "pagefile", "peak_pagefile")
        ]

    counters = Counters()
    counters.cb = ctypes.sizeof(Counters)
    kernel = ctypes.WinDLL("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    read_counters = kernel.K32GetProcessMemoryInfo
    read_counters.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong]
    process = kernel.GetCurrentProcess()

    def read():
        if not read_counters(process, ctypes.byref(counters), counters.cb):
            raise ctypes.WinError()
        return counters.resident

    return read
