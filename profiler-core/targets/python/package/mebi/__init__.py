"""Shows which line of a program takes the memory: in notebooks, in tests and in programs."""

from ._errors import NotWatchable

__all__ = ["NotWatchable", "memory_usage", "profile", "watch"]

_LATER = {"memory_usage": "_usage", "profile": "_profile"}


def __getattr__(name):
    """The agent is loaded by who needs it: what only loads the extension need not wait for it."""
    module = _LATER.get(name)
    if module is None:
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    from importlib import import_module

    value = globals()[name] = getattr(import_module("." + module, __name__), name)
    return value


class watch(object):
    """Measures functions while a block of code runs::

        with mebi.watch(load, Loader.read) as result:
            load("data.csv")
        print(result)

    ``result`` (a ``Result``) is complete when the block is left, however it is left. ``functions``: functions, methods, or classes
    for all their methods. ``backend``: what counts as memory: ``rss`` (resident memory), ``heap`` (Python's own, to the byte),
    ``uss`` or ``pss``. Raises ``NotWatchable`` for what has no Python code.
    """

    def __init__(self, *functions, **options):
        from ._watching import Watching  # the agent: what only loads the extension need not wait for it

        self._watching = Watching(functions, **options)

    def __enter__(self):
        self._watching.start()
        return _Pending(self._watching)

    def __exit__(self, *failure):
        self._watching.stop()


class _Pending(object):
    """The ``Result``, as soon as it is there."""

    def __init__(self, watching):
        self._watching = watching

    def __getattr__(self, name):
        if self._watching.result is None:
            raise AttributeError("%s: the block that is watched is not over yet" % name)
        return getattr(self._watching.result, name)

    def __str__(self):
        return str(self._watching.result or "what is watched is not over yet")


def load_ipython_extension(shell):
    """``%load_ext mebi``: ``%mprun``, ``%memit`` and ``%mebi``."""
    from ._extension import load

    load(shell)


def unload_ipython_extension(shell):
    from ._extension import unload

    unload(shell)
