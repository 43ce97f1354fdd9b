"""Whether other threads were at work meanwhile. Memory is the process's: what they took counts wherever it is read next."""

from _thread import _count as count_threads

from .kept import time

if not hasattr(time, "thread_time_ns"):  # a few platforms only: other threads are taken to be at work always
    time.process_time_ns, time.thread_time_ns = time.perf_counter_ns, int

_AT_WORK_NS = 20_000  # one that is idle, or starts another, needs less, and so far may the two clocks be apart
_BYTES_PER_NS = 160  # ten times as fast as memory is had: who worked for less took less than a tenth
_TICK_NS = 10_000_000  # what a thread does now on another processor the kernel may count so much later
_quiet = {}  # clock of a thread whose work is not the program's -> how long that has run, ns, as last seen


def leave_out(clocks):
    """Threads whose work is not the program's, by the ids of their clocks: those by which a notebook's kernel talks."""
    global _quiet
    known = dict.fromkeys(clocks, 0)
    known.update(_quiet)
    _quiet = known


def others_ns():
    """How long all other threads have run, in ns; 0 where the program has started none that is still there.

    Threads that are not Python's count where there are others: which of them works for whom is not known.
    """
    return _others_ns() if count_threads() else 0


def make_others_worked():
    """Returns ``others_worked(frame, memory)``: whether others worked since ``frame.others`` and ``frame.memory`` were set.

    Worked enough for a tenth of what memory has moved by, that is; sets ``frame.others`` anew. One that began and ended
    meanwhile did so for what has been executing, or is known by its watched code.
    """
    until = 0  # those that have worked are taken to work on for a while

    def others_worked(frame, memory):
        nonlocal until
        before = frame.others
        if not (before or count_threads()):
            return False
        now = _others_ns()
        frame.others = now if count_threads() else 0
        if now - before > max(_AT_WORK_NS, abs(memory - frame.memory) / _BYTES_PER_NS):
            until = time.perf_counter_ns() + _TICK_NS
            return True
        return time.perf_counter_ns() < until

    return others_worked


def _others_ns():
    if _quiet:
        return _others_beside_quiet()
    own = time.thread_time_ns()
    return time.process_time_ns() - own


def _others_beside_quiet():
    """Where such threads are there all the time, what delays one of two readings must not pass for work: then both are read anew."""
    for _ in range(3):
        before = time.thread_time_ns()
        process = time.process_time_ns()
        own = time.thread_time_ns()
        if own - before < _AT_WORK_NS // 4:
            break
    return process - own - _quiet_ns()


def _quiet_ns():
    quiet = _quiet
    for clock in quiet:
        try:
            quiet[clock] = time.clock_gettime_ns(clock)
        except OSError:  # it has ended: what it did stays left out
            pass
    return sum(quiet.values())
