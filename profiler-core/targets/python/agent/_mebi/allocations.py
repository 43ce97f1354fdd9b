"""Who holds the memory near the highest point of a run: the allocation sites, in allocations.json (docs/run-folder.md).

For the ``heap`` backend. A snapshot walks over every block there is, and makes a few objects for each: it is taken only
where memory is higher than ever by a twentieth, and in a tenth of the time at most.
"""

from _collections import defaultdict
from _thread import _count as count_threads
from itertools import repeat

from .kept import _tracemalloc, gc, os, time
from .program import is_own
from .readers import FRAMES
from .text import dumps

SITES = 50

_LEAST_RISE = 1 << 18  # bytes
_TWENTIETH = 20
_SHARE = 10  # snapshots take a tenth of the time
_ALLOWANCE_NS = 200_000_000  # and this much more, so that short runs have theirs
_MOST_TRACES = 1 << 28  # bytes that tracemalloc itself needs (some four million blocks)
_CANDIDATES = 4 * SITES  # tracebacks that may turn out to be the same without the agent's frames

class Allocations:
    """``next`` is the memory, in bytes, from which on another snapshot is of interest."""

    def __init__(self, log_path, started_ns, folder):
        self._started_ns = started_ns
        self._folder = folder  # relative names of files are relative to it
        self._pins = {}
        self._begin(log_path)
        self._rise_from(_tracemalloc.get_traced_memory()[0])

    def move(self, log_path, level):
        """Goes on in a forked child, which holds ``level`` bytes already."""
        self._begin(log_path)
        self._rise_from(level)

    def take(self, level):
        """Takes a snapshot if there is time for it.

        Returns the bytes by which other threads changed the level meanwhile, and the nanoseconds that it took.
        """
        began = time.perf_counter_ns()
        traces = _tracemalloc.get_tracemalloc_memory()
        if not self._is_due(level, traces, began):
            return 0, 0
        worked = time.thread_time_ns()
        enabled = gc.isenabled()
        gc.disable()  # what a snapshot makes is no reason to collect the program's garbage
        try:
            foreign = self._take(level, began)
            self._rise_from(level)
        except MemoryError:
            foreign, self.next = 0, 1 << 62
        finally:
            if enabled:
                gc.enable()
        worked = time.thread_time_ns() - worked
        self._spent += worked
        self._last = worked, traces
        return foreign, time.perf_counter_ns() - began

    def _begin(self, log_path):
        folder, name = os.path.split(log_path)
        self._path = os.path.join(folder, "allocations" + name[len("log") : -len(".jsonl")] + ".json")
        self._began = time.perf_counter_ns()
        self._spent = self._not_before = 0
        self._last = 0, 1  # what the last snapshot took, and tracemalloc's memory then

    def _rise_from(self, level):
        self._risen_from = level
        self.next = level + max(level // _TWENTIETH, _LEAST_RISE)

    def _is_due(self, level, traces, now):
        if now < self._not_before:
            return False
        if traces > _MOST_TRACES:
            self.next = 1 << 62
            return False
        took, of = self._last
        cost = took * traces // of
        left = (now - self._began) // _SHARE + _ALLOWANCE_NS - self._spent
        if cost > left:
            self._not_before = now + (cost - left) * _SHARE
            return False
        # With little time left, rather one at twice the level than some on the way there.
        self.next = max(self.next, self._risen_from + self._risen_from * min(left, 4 * cost) // left)
        return level >= self.next

    def _take(self, level, now):
        drained = _drain()
        self._pins.clear()
        before = _tracemalloc.get_traced_memory()[0]
        text = dumps({"atNs": now - self._started_ns, "bytes": level, "sites": self._sites()})
        self._write(text)
        del text
        foreign = _tracemalloc.get_traced_memory()[0] - before if count_threads() else 0
        self._pins = _restore(drained)
        return foreign

    def _sites(self):
        """The largest sites that hold memory now."""
        traces = _tracemalloc._get_traces()
        # Nothing is added up here: a number made for each block, and traced, would take longer than all the rest.
        sizes = defaultdict(list)
        for trace in traces:
            sizes[trace[2]].append(trace[1])
        del traces, trace
        totals = {frames: sum(each) for frames, each in sizes.items()}
        sites = {}
        for full in sorted(totals, key=totals.get, reverse=True)[:_CANDIDATES]:
            frames = _without_agent(full)
            if frames is None:
                continue
            site = sites.get(frames)
            if site is None:
                site = sites[frames] = {"bytes": 0, "count": 0, "traceback": self._placed(frames)}
            site["bytes"] += totals[full]
            site["count"] += len(sizes[full])
        return sorted(sites.values(), key=lambda site: -site["bytes"])[:SITES]

    def _placed(self, frames):
        """Outermost first, with whole paths."""
        return [[file if file[:1] == "<" else os.path.join(self._folder, file), line] for file, line in frames[::-1]]

    def _write(self, text):
        """Replaces the file as a whole; where that cannot be, the run goes on without."""
        draft = self._path + ".new"
        try:
            fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                written, data = 0, text.encode("ascii")
                while written < len(data):
                    written += os.write(fd, data[written:])
            finally:
                os.close(fd)
            os.replace(draft, self._path)
        except OSError:
            pass


def _without_agent(frames):
    """The program's frames of a traceback, innermost first; None where the agent itself holds the memory."""
    if is_own(frames[0][0]):
        return None
    kept = tuple([frame for frame in frames if not is_own(frame[0])])
    if len(kept) < len(frames) and all(file.startswith("<frozen importlib") for file, _ in kept):
        return None  # what the agent imports
    return kept


# A snapshot leaves tuples behind in the interpreter's free lists that tracemalloc knows nothing of: what the program
# makes of them next would go uncounted. They are kept from it, and the lists left as they were.

_FREE = 2000  # tuples of one length in a free list at most, PyTuple_MAXFREELIST
_LENGTHS = sorted({*range(1, FRAMES + 1), 2, 3, 4})
_BATCH = 100
_HEAD = 16  # bytes before each tuple


def _drain():
    """Takes all tuples out of the free lists. Returns them by length, those first that were in there, and how many."""
    return {length: _take_free(length) for length in _LENGTHS}


def _restore(drained):
    """Takes out of the free lists what a snapshot has left there, and returns it; puts back what was there before."""
    pins = {}
    for length in _LENGTHS:
        tuples, found = drained[length]
        del tuples[found:]
        pins[length] = _take_free(length)[0]
        del tuples[:]
    return pins


def _take_free(length):
    tuples = []
    size = _HEAD + ((None,) * length).__sizeof__()
    while len(tuples) < _FREE:
        before = _tracemalloc.get_traced_memory()[0]
        batch = list(zip(*[repeat(None, _BATCH) for _ in range(length)]))
        grown = _tracemalloc.get_traced_memory()[0] - before - batch.__sizeof__()
        found = len(tuples) + _BATCH - max(0, min(_BATCH, grown // size))
        tuples += batch
        if grown >= size:
            return tuples, found
    return tuples, _FREE
