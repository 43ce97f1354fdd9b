"""``memory_usage``: the memory of a function's call, or of a process, over time, with memory_profiler's signature.

A function runs once, in this process, and a thread looks; what the kernel keeps of the highest corrects what it has missed.
"""

import _tracemalloc
import subprocess
import threading
import time

from . import _agent  # noqa: F401
from ._memory import HighWater
from _mebi import threads
from _mebi.decorator import BACKENDS
from _mebi.readers import open_reader, reader_of_process

_MIB = 2.0**20
_LEAST_S = 0.0001


def memory_usage(
    proc=-1,
    interval=0.1,
    timeout=None,
    timestamps=False,
    include_children=False,
    multiprocess=False,
    max_usage=False,
    retval=False,
    stream=None,
    backend=None,
    max_iterations=None,
):
    """The memory of ``proc``, in MiB, every ``interval`` seconds.

    ``proc``: a function, or (function, arguments, keywords), which is called once; a process id, -1 for this process, or a
    ``subprocess.Popen``, which is followed until it ends. ``timeout``: seconds after which nothing is measured any more; without one a
    process id is looked at once. ``timestamps``: pairs of memory and time. ``max_usage``: the highest alone, of a function however
    short it was (where ``HighWater`` can tell). ``retval``: a pair of that and what the function returned. ``stream``: gets the lines
    of mprof's files in place of a result. ``include_children``, or ``multiprocess``: all child processes are added. ``backend``: as of Mebi or of memory_profiler. ``max_iterations``: a function is never called twice, so this
    says nothing.
    """
    options = _Options(interval, timeout, timestamps or stream is not None, max_usage, stream)
    backend = BACKENDS.get(backend, backend) or "rss"
    include_children = include_children or multiprocess
    if callable(proc):
        proc = (proc,)
    if isinstance(proc, (list, tuple)):
        if not 1 <= len(proc) <= 3:
            raise ValueError("Give a function, its arguments and its keywords: (function, (1, 2), {'name': 3}).")
        return _of_call(options, retval, backend, include_children, *proc)
    if isinstance(proc, subprocess.Popen):
        reader = reader_of_process(proc.pid, backend, include_children)
        return options.answer(_follow(options, reader, lambda: proc.poll() is None, timeout))
    reader = open_reader(backend, include_children) if proc == -1 else reader_of_process(proc, backend, include_children)
    return options.answer(_follow(options, reader, lambda: timeout is not None, timeout))


class _Options(object):
    def __init__(self, interval, timeout, timestamps, max_usage, stream):
        self.interval = max(interval, _LEAST_S)
        self.timeout = timeout
        self.timestamps = timestamps
        self.max_usage = max_usage
        self.stream = stream

    def answer(self, looks, highest=0):
        """``looks``: (bytes, time) pairs; ``highest``: what is known beside them, bytes."""
        looks = [(size / _MIB, moment) for size, moment in looks]
        if self.stream is not None:
            for look in looks:
                self.stream.write("MEM {0:.6f} {1:.4f}\n".format(*look))
            return None
        if self.max_usage:
            top = max(looks)
            top = max(top[0], highest / _MIB), top[1]
            return top if self.timestamps else top[0]
        return looks if self.timestamps else [size for size, _ in looks]


def _follow(options, reader, goes_on, timeout):
    """Looks at once, and then as long as it goes on, and the time is not up."""
    end = None if timeout is None else time.monotonic() + timeout
    looks = []
    try:
        while True:
            looks.append((reader.read(), time.time()))
            if not goes_on() or (end is not None and time.monotonic() + options.interval > end):
                return looks
            time.sleep(options.interval)
    finally:
        reader.close()


def _of_call(options, retval, backend, include_children, function, args=(), keywords=None):
    was_tracing = _tracemalloc.is_tracing()
    reader = open_reader(backend, include_children)
    high_water = HighWater() if backend == "rss" and not include_children and options.timeout is None else None
    looks = [(reader.read(), time.time())]
    over = threading.Event()
    looker = threading.Thread(target=_look, args=(options, reader, looks, over), name="mebi-memory-usage", daemon=True)
    looker.start()
    if high_water is not None:
        high_water.take()
    try:
        returned = function(*args, **(keywords or {}))
    finally:
        highest = 0
        if high_water is not None:
            highest = high_water.take()
            high_water.close()
        over.set()
        looker.join()
        if options.timeout is None or looks[-1][1] - looks[0][1] < options.timeout:
            looks.append((reader.read(), time.time()))
        reader.close()
        if backend == "heap" and not was_tracing:
            highest = _tracemalloc.get_traced_memory()[1]
            _tracemalloc.stop()
    answer = options.answer(looks, highest)
    return (answer, returned) if retval else answer


def _look(options, reader, looks, over):
    if hasattr(time, "pthread_getcpuclockid"):
        # What it does is no work of the program's, whose lines would be marked for it.
        threads.leave_out([time.pthread_getcpuclockid(threading.get_ident())])
    end = None if options.timeout is None else time.monotonic() + options.timeout
    while not over.wait(options.interval):
        if end is not None and time.monotonic() > end:
            return
        looks.append((reader.read(), time.time()))
