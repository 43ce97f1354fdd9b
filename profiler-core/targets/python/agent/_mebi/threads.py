"""Whether other threads were at work meanwhile. Memory is the process's: what they took counts wherever it is read next."""

from _thread import _count as count_threads

from .kept import time

if not hasattr(time, "thread_time_ns"):  # a few platforms only: other threads are taken to be at work always
    time.process_time_ns, time.thread_time_ns = time.perf_counter_ns, int

_AT_WORK_NS = 20_000  # one that is idle, or starts another, needs less, and so far may the two clocks be apart
_BYTES_PER_NS = 160  # ten times as fast as memory is had: who worked for less took less than a tenth
_TICK_NS = 10_000_000  # what a thread does now on another processor the kernel may count so much later


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
    own = time.thread_time_ns()
    return time.process_time_ns() - own
