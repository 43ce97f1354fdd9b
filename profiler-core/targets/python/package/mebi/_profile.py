"""``@profile``: a function that says after each call which of its lines took memory, as memory_profiler's does."""

import atexit
import sys
import threading
import warnings

from . import _agent  # noqa: F401
from ._borrowed import session
from ._recording import Recording
from _mebi.decorator import BACKENDS, make_profile
from _mebi.readers import Unavailable
from _mebi.streams import StreamTables

_live = {}  # backend -> _Live, or None where it cannot be had
_lock = threading.Lock()


def profile(func=None, stream=None, precision=None, backend=None):
    """Marks a function, or all methods of a class: the table of its lines is written after each call, however that ends.

    ``stream``: what it is written to, standard output by default. ``precision``: decimals, 1 by default. ``backend``: ``rss``
    (resident memory), ``heap``, ``uss`` or ``pss``, or a name of memory_profiler's. Within ``mebi run`` it is that command's mark.
    """
    if func is None:
        return lambda func: profile(func, stream, precision, backend)
    running = session()
    if running is not None:
        return running.profile(func, stream, precision, backend)
    live = _open(BACKENDS.get(backend, backend) or "rss")
    return func if live is None else live.profile(func, stream or _STDOUT, precision)


class _Stdout(object):
    """Standard output as it is when something is written: programs and tests replace it."""

    def write(self, text):
        return sys.stdout.write(text)


_STDOUT = _Stdout()


def _open(backend):
    with _lock:
        if backend not in _live:
            try:
                _live[backend] = _Live(backend)
            except (Unavailable, RuntimeError) as problem:
                warnings.warn("@profile measures nothing: %s" % problem, RuntimeWarning, stacklevel=3)
                _live[backend] = None
        return _live[backend]


class _Live(object):
    """One recording for all marked functions, for as long as the process lives. What ``StreamTables`` needs of a session."""

    spec = {"detail": "lines"}

    def __init__(self, backend):
        recording = Recording(backend)
        recording.start()
        self._recording = recording
        self._watched = {}  # id of a function -> itself, and its ``Watched``
        self.table = recording.table
        self.registry = recording.registry
        self.recorder = recording.recorder
        self.reader = recording.reader
        self.log = _Warnings()
        self.tables = StreamTables(self)
        self.profile = make_profile(self._watch, self.log, backend, lambda: self.tables)
        atexit.register(self.tables.at_exit)

    def _watch(self, function):
        known = self._watched.get(id(function))
        if known is None:
            source = self.registry.adopt(function.__code__, function)
            known = self._watched[id(function)] = function, source and source.function
            if source is not None:
                self._recording.watch(function)
        return known[1]


class _Warnings(object):
    """What the agent writes into the log of a run."""

    def warn(self, code, sentence):
        warnings.warn(sentence, RuntimeWarning, stacklevel=4)
