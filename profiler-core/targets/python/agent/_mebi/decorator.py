"""``@profile``: marks functions to watch, as a builtin and as the ``profile`` of memory_profiler and line_profiler."""

from _frozen_importlib import ModuleSpec

from .kept import sys
from .outline import MARKERS, PROFILE

_FUNCTION = type(lambda: 0)
_MOST_DEEP = 100  # wrappers around wrappers
# Those of memory_profiler, in our words.
BACKENDS = {"psutil": "rss", "posix": "rss", "psutil_uss": "uss", "psutil_pss": "pss", "tracemalloc": "heap"}


def make_profile(watch, log, backend, tables):
    """Returns the decorator.

    ``watch(function)`` starts watching the code of a function and returns its ``Watched``, None where it is not watched.
    ``backend``: the run's. ``tables() -> StreamTables``: writes what ``stream=`` asks for.
    """

    def profile(func=None, stream=None, precision=None, backend=None):
        """Marks a function, or all methods of a class, to be watched by Mebi; it comes back as it is.

        ``stream``: gets the table of each call at its end, as memory_profiler does it, with ``precision`` decimals.
        """
        if func is None:
            return lambda func: profile(func, stream, precision, backend)
        watched = [(function, watch(function)) for function in functions_of(func)]
        if not watched:
            log.warn("mark-no-code", "@profile marks %s, in which there is no Python code to watch." % _name_of(func))
            return func
        tell(func, stream, precision, backend)
        return func if stream is None else tables().follow(func, watched, stream, precision)

    def tell(func, stream, precision, wanted):
        """Says what of the options cannot be done."""
        if wanted is not None and BACKENDS.get(wanted, wanted) != backend:
            own = BACKENDS.get(wanted, wanted if wanted in BACKENDS.values() else None)
            log.warn(
                "mark-backend",
                "@profile(backend=%r) of %s: a run measures one kind of memory, this one %s; %s."
                % (wanted, _name_of(func), backend, "--backend %s is that" % own if own else "there is no such backend"),
            )
        if precision is not None and stream is None:
            log.warn(
                "mark-precision",
                "@profile(precision=%s) of %s counts for the table that goes to a stream; for all tables it is --precision %s."
                % (precision, _name_of(func), precision),
            )

    return profile


def functions_of(target, depth=0):
    """The plain functions in what a decorator may be given, each once: within wrappers, descriptors and classes."""
    if target is None or depth > _MOST_DEEP:
        return
    if isinstance(target, type):
        yield from _methods_of(target, depth)
    elif isinstance(target, property):
        for part in (target.fget, target.fset, target.fdel):
            yield from functions_of(part, depth + 1)
    elif type(target) is _FUNCTION:
        inner = target.__dict__.get("__wrapped__")
        found = list(functions_of(inner, depth + 1))
        yield from found or (target,)
    else:
        yield from functions_of(_inner_of(target), depth + 1)


def _inner_of(target):
    """What a wrapper holds: a method, a static or class method, one of functools'; else None."""
    for name in ("__wrapped__", "__func__") + (("func",) if type(target).__module__ == "functools" else ()):
        try:
            inner = getattr(target, name, None)
        except Exception:  # the program's own __getattr__
            return None
        if inner is not None:
            return inner
    return None


def _methods_of(kind, depth):
    """The functions that stand in the body of a class, and in those of the classes in it."""
    within = kind.__qualname__ + "."
    found = {}
    for value in list(kind.__dict__.values()):
        if isinstance(value, type) and not value.__qualname__.startswith(within):
            continue
        for function in functions_of(value, depth + 1):
            if function.__qualname__.startswith(within) and function.__module__ == kind.__module__:
                found[id(function)] = function
    written = [function for function in found.values() if not function.__code__.co_filename.startswith("<")]
    # Of a class that is written in a file, dataclasses and their like have made the rest: there is nothing to see in it.
    yield from written or found.values()


def _name_of(target):
    name = getattr(target, "__qualname__", None)
    return name if type(name) is str else "an object of type %s" % type(target).__name__


class MarkerFinder:
    """Has ``import memory_profiler`` and ``import line_profiler`` succeed where they are missing: each has ``profile`` then.

    Where memory_profiler is installed the program gets it, with ``profile`` replaced.
    """

    def __init__(self, profile, log):
        self.profile = profile
        self.log = log

    def install(self):
        sys.meta_path.insert(0, self)
        loaded = sys.modules.get(MARKERS[0])
        if loaded is not None:
            loaded.profile = self.profile

    def find_spec(self, name, path=None, target=None):
        if name not in MARKERS:
            return None
        for finder in list(sys.meta_path):
            find_spec = getattr(finder, "find_spec", None)  # finders of old have none
            spec = None if finder is self or find_spec is None else find_spec(name, path, target)
            if spec is not None:
                if name == MARKERS[0] and spec.loader is not None:
                    self._extend(spec.loader)
                return spec
        return ModuleSpec(name, self)

    def _extend(self, loader):
        plain = loader.exec_module

        def exec_module(module):
            plain(module)
            module.profile = self.profile

        loader.exec_module = exec_module

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        told = []

        def missing(name):
            sentence = "%s is not installed, so it has no %s: Mebi stands in for its %s only." % (
                module.__name__,
                name,
                PROFILE,
            )
            if not name.startswith("__") and not told:
                told.append(name)
                self.log.warn("marker-missing", sentence)
            raise AttributeError(sentence)

        module.profile = self.profile
        module.__getattr__ = missing
