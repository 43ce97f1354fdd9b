"""Watching before 3.12: code is rewritten when it is compiled or loaded, so that it calls the recorder itself.

All code of a watched file comes through ``builtins.compile`` or through the import system; both are extended here.
Code that awaits or delegates is traced instead, see ``tracing``.
"""

import _frozen_importlib
import _frozen_importlib_external
import builtins
import sys
from _thread import get_ident

from .rewrite import delegates, insert_hooks, insert_start
from .tracing import Tracer

_FUTURE_FLAGS = 0x1FFE000  # what compile() inherits from the code that calls it: CO_FUTURE_* of 3.8 to 3.11
_ONLY_AST = 0x400
_CODE = type((lambda: 0).__code__)
# Stands in for a function of importlib, under its names: import leaves calls of that one out of tracebacks.
_IMPORT_CALL = """
def _call_with_frames_removed(f, *args, **kwds):
    result = f(*args, **kwds)
    return rewrite(result) if f is compile else result
"""


class _LeftBehind:
    """Whose methods rewritten code calls: bound methods are called as fast as functions, and can be pickled.

    Code that is pickled by value (cloudpickle) leaves Mebi behind: where it arrives, the calls do nothing.
    """

    def __reduce__(self):
        return eval, ("type('Nothing', (), {'__getattr__': lambda self, name: lambda *event: None})()",)


_LEFT_BEHIND = _LeftBehind()
_METHOD = type(_LEFT_BEHIND.__reduce__)  # types.MethodType


def as_method(function):
    return _METHOD(function, _LEFT_BEHIND)


class Hooks:
    def __init__(self, registry, recorder, log, marks):
        self.registry = registry
        self.recorder = recorder
        self.marks = marks
        self.tracer = Tracer(recorder, log, marks, self.source_of)
        self.enter = as_method(lambda _, source: recorder.enter(source))
        self.leave = as_method(lambda _, source: recorder.leave(source))
        self.fail = as_method(lambda _, source: self._fail(source))
        self.resume = as_method(lambda _, source, row: recorder.resume(source, row))
        self.line = as_method(_line_hook(recorder))
        self.trace = as_method(lambda _, source: self.tracer.start(source, sys._getframe(1)))
        self._rewritten = {}  # id of a rewritten code object -> itself, so that the id stays its own, and its Code

    def start(self):
        plain = builtins.compile
        self._extend_imports(plain)
        builtins.compile = self._extended_compile(plain)

    def stop(self):
        """Nothing is measured any more; the calls in rewritten code remain, and do nothing."""
        self.tracer.stop()
        self.recorder.stop()

    def watch(self, code):
        """Returns the code to run instead of that of a function which was decorated at run time."""
        if id(code) in self._rewritten:
            return code
        source = self.registry.adopt(code)
        return code if source is None else self._rewrite(code, source)

    def rewrite_all(self, code):
        """Returns ``code`` with all that is watched in it, at any depth, rewritten."""
        consts = [self.rewrite_all(const) if type(const) is _CODE else const for const in code.co_consts]
        if any(new is not old for new, old in zip(consts, code.co_consts)):
            code = code.replace(co_consts=tuple(consts))
        source = self.registry.lookup(code)
        return code if source is None else self._rewrite(code, source)

    def _rewrite(self, code, source):
        if delegates(code):
            rewritten = insert_start(code, self.trace, source)
            self.tracer.add(rewritten, source)
        else:
            rewritten = insert_hooks(code, source.function.rows, self, source)
        self._rewritten[id(rewritten)] = rewritten, source
        return rewritten

    def source_of(self, code):
        """Returns the ``Code`` of rewritten code, else None."""
        found = self._rewritten.get(id(code))
        return found and found[1]

    def _fail(self, source):
        try:
            self.recorder.leave(source)
        except RecursionError:  # that of the program goes on; the frame is closed with its caller's
            pass
        self.marks.raised(sys.exc_info()[1], self.source_of)

    def follow_imports(self):
        """Callbacks for ``imports.AfterImport``: pytest keeps compiled tests in a cache of its own."""

        def extend_pytest(module):
            plain = module._read_pyc

            def read_pyc(source, *rest):
                return None if self.registry.is_watched_file(str(source)) else plain(source, *rest)

            module._read_pyc = read_pyc

        return {"_pytest.assertion.rewrite": extend_pytest}

    def _extended_compile(self, plain):
        def compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, **rest):
            if not dont_inherit:
                flags |= sys._getframe(1).f_code.co_flags & _FUTURE_FLAGS
            code = plain(source, filename, mode, flags, True, optimize, **rest)
            if flags & _ONLY_AST or not isinstance(filename, str) or not self.registry.is_watched_file(filename):
                return code
            return self.rewrite_all(code)

        compile.__doc__ = plain.__doc__
        return compile

    def _extend_imports(self, plain):
        space = {"compile": plain, "rewrite": self._rewrite_imported}
        exec(plain(_IMPORT_CALL, "<frozen importlib._bootstrap>", "exec"), space)
        _frozen_importlib._call_with_frames_removed = space["_call_with_frames_removed"]
        _frozen_importlib_external.compile = plain
        loader = _frozen_importlib_external.SourceFileLoader
        plain_stats = loader.path_stats

        def path_stats(self_, path):
            if self.registry.is_watched_file(path):
                raise OSError("watched by Mebi: not from the cache, and not into it")
            return plain_stats(self_, path)

        loader.path_stats = path_stats

    def _rewrite_imported(self, code):
        return self.rewrite_all(code) if self.registry.is_watched_file(code.co_filename) else code


def _line_hook(recorder):
    tops = recorder.tops

    def line(_, row):
        frame = tops.get(get_ident())
        if frame is not None and frame.row != row:
            recorder.advance(frame, row)

    return line
