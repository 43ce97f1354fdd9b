"""How many objects of each type there are, at the end of the first watched call and of the last one: what leaks shows.

Which call is the last is not known before the program ends. So objects are counted again and again, at the ends of
calls, in a twentieth of the time, and the latest count stands. Nothing of the program's runs for it: neither
``__class__`` nor a metaclass is asked. No reference to any of its objects is kept.
"""

from _collections import _count_elements
from _thread import get_ident

from .kept import gc, time

_MOST = 200  # types in a record that are the most numerous, and as many that have grown most
_ALLOWANCE_NS = 20_000_000  # beyond a share of the time, for short runs

_module_of = type.__dict__["__module__"].__get__
_qualname_of = type.__dict__["__qualname__"].__get__


class ObjectCounts:
    def __init__(self, log):
        self._log = log
        self._began = time.perf_counter_ns()
        self._first = None  # name of a type -> how many objects, at the end of the first call
        self._spent = self._cost = 0
        self._counted_at = 0
        self._stale = False  # whether a call has ended since

    def follow(self, recorder):
        """Has calls that end on this recorder counted."""
        tops = recorder.tops
        self._next_inner = self._next_outer = 0

        def extend(plain):
            def leave(source):
                plain(source)
                if source.counted and source.function.name != "<module>":
                    self._stale = True
                    now = time.perf_counter_ns()
                    if now >= self._next_inner or (now >= self._next_outer and _is_outermost(tops)):
                        recorder.apart(self._count)

            return leave

        recorder.extend_leave(extend)

    def at_exit(self):
        """Counts what is there at the end, if calls have ended since the last count."""
        if self._stale:
            self._count()

    def _count(self):
        began = time.perf_counter_ns()
        self._stale = False
        counts = count_objects()
        if self._first is None:
            self._first = counts
            self._write("first", counts, sorted(counts, key=counts.get, reverse=True)[: 2 * _MOST])
        else:
            first = self._first
            grown = sorted(counts, key=lambda name: first.get(name, 0) - counts[name])[:_MOST]
            names = sorted(counts, key=counts.get, reverse=True)[:_MOST]
            names += [name for name in grown if name not in names]
            self._write("first", first, names)
            self._write("last", counts, names)
        now = time.perf_counter_ns()
        self._cost = now - began
        self._spent += self._cost
        self._schedule(now)

    def _schedule(self, now):
        """The outermost calls come first: what they leave behind is of interest. The log must not grow without end."""
        ran = now - self._began
        self._next_inner = now + max(ran // 10, self._rest(20, ran, _ALLOWANCE_NS))
        self._next_outer = now + max(ran // 50, self._rest(10, ran, 2 * _ALLOWANCE_NS))

    def _rest(self, share, ran, allowance):
        """How long the next count has to wait, so that all of them take their share of the time at most."""
        return max(0, (self._spent + self._cost - allowance) * share - ran)

    def _write(self, when, counts, names):
        self._log.write("objects", when=when, counts={name: counts[name] for name in names if name in counts})


def count_objects():
    """The objects that the garbage collector knows of, by the name of their type; the agent's own types are left out."""
    kinds = list(map(type, gc.get_objects()))
    # By id: a metaclass may have its own idea of a hash.
    by_id = dict(zip(map(id, kinds), kinds))
    counted = {}
    _count_elements(counted, map(id, kinds))
    del kinds
    counts = {}
    for key, kind in by_id.items():
        name = _name_of(kind)
        if not name.startswith("_mebi."):
            counts[name] = counts.get(name, 0) + counted[key]
    return counts


def _name_of(kind):
    return ".".join([_text(read, kind) for read in (_module_of, _qualname_of)])


def _text(read, kind):
    try:
        value = read(kind)
    except Exception:
        return "?"
    return value if type(value) is str else "?"


def _is_outermost(tops):
    """Whether nothing but module levels is being watched in this thread."""
    frame = tops.get(get_ident())
    while frame is not None:
        if frame.source.function.name != "<module>":
            return False
        frame = frame.parent
    return True
