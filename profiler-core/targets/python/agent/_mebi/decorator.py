"""``@profile``: the decorator that marks functions to watch, as a builtin and as ``memory_profiler.profile``."""

import sys
from _frozen_importlib import ModuleSpec

SHIM = "memory_profiler"


def make_profile(watch):
    """Returns the decorator. ``watch(code) -> code`` starts watching a code object and gives the one to run."""

    def profile(func=None, stream=None, precision=1, backend=None):
        """Marks a function to be watched by Mebi; it is returned as it is. The options of memory_profiler are taken."""
        if func is None:
            return profile
        function = _innermost(func)
        code = getattr(function, "__code__", None)
        if code is not None:
            watched = watch(code)
            if watched is not code:
                function.__code__ = watched
        return func

    return profile


def _innermost(func):
    """The plain function within classmethods, properties and wrappers."""
    seen = 0
    while seen < 100:
        seen += 1
        inner = getattr(func, "__wrapped__", None) or getattr(func, "__func__", None) or getattr(func, "fget", None)
        if inner is None:
            return func
        func = inner
    return func


class MemoryProfilerFinder:
    """Answers ``import memory_profiler`` with a module whose ``profile`` is ours.

    All else is taken from the real package, where that is installed.
    """

    def __init__(self, profile):
        self.profile = profile

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self) if name == SHIM else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.profile = self.profile
        module.__getattr__ = lambda name: getattr(self._real(name), name)

    def _real(self, name):
        """Imports the installed package beside the shim."""
        shim = sys.modules.pop(SHIM)
        sys.meta_path.remove(self)
        try:
            return __import__(SHIM)
        except ImportError:
            raise AttributeError("memory_profiler is not installed; Mebi stands in for its 'profile' only (%r)" % name)
        finally:
            sys.meta_path.insert(0, self)
            sys.modules[SHIM] = shim
