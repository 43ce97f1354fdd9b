"""Does something right after a module was imported, if the program imports it at all."""

from .kept import sys


class AfterImport:
    """A finder that finds what the others find, and calls ``callbacks[name](module)`` once that module is there."""

    def __init__(self, callbacks):
        self.callbacks = callbacks

    def install(self):
        for name in [name for name in self.callbacks if name in sys.modules]:
            self.callbacks.pop(name)(sys.modules[name])
        sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        callback = self.callbacks.pop(name, None)
        if callback is None:
            return None
        for finder in sys.meta_path:
            find_spec = getattr(finder, "find_spec", None)  # finders of old have none
            spec = None if finder is self or find_spec is None else find_spec(name, path, target)
            if spec is not None:
                self._extend(spec.loader, callback)
                return spec
        return None

    @staticmethod
    def _extend(loader, callback):
        plain = loader.exec_module

        def exec_module(module):
            plain(module)
            callback(module)

        loader.exec_module = exec_module


def named_as(function, plain):
    """Returns ``function``, which stands in for ``plain``, under its names: it is pickled by them."""
    function.__name__ = plain.__name__
    function.__qualname__ = plain.__qualname__
    function.__module__ = getattr(plain, "__module__", None)
    function.__doc__ = plain.__doc__
    return function
