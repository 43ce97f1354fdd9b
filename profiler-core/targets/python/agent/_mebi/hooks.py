"""Watching before 3.12: code is rewritten when it is compiled or loaded, so that it calls the recorder itself.

All code of a watched file comes through ``builtins.compile``, ``marshal`` or the import system, which are extended here,
or by value (``arrivals``). What was rewritten is disguised as what it was (``disguise``). Before 3.11 code that awaits or
delegates is traced where it does, see ``tracing``.
"""

import _frozen_importlib
import _frozen_importlib_external
import builtins
import marshal
from _thread import get_ident
from sys import _getframe, exc_info

from .arrivals import follow_arrivals
from .bytecode import offsets
from .disguise import Disguise
from .imports import named_as
from .program import is_own
from .registry import lines_of
from .rewrite import TooManyBlocks, insert_hooks
from .tracing import Tracer

_FUTURE_FLAGS = 0x1FFE000  # what compile() inherits from the code that calls it: CO_FUTURE_* of 3.8 to 3.11
_ONLY_AST = 0x400
_CODE = type((lambda: 0).__code__)
# Stands in for two functions of importlib, under their names: import leaves calls of these out of tracebacks.
_IMPORT_CALLS = """
def _call_with_frames_removed(f, *args, **kwds):
    return rewrite(compile(*args, **kwds)) if f is extended else f(*args, **kwds)

def _compile_bytecode(*args, **kwds):
    return rewrite(load(*args, **kwds))
"""


class Hooks:
    def __init__(self, registry, recorder, log, marks):
        self.registry = registry
        self.recorder = recorder
        self.log = log
        self.marks = marks
        self.disguise = Disguise()
        self.tracer = Tracer(lambda source: self.leave(source), lambda source, row: self.resume(source, row), log)
        self.enter = lambda source: recorder.enter(source)
        self.leave = lambda source: recorder.leave(source)
        self.fail = self._fail
        self.resume = lambda source, row: recorder.resume(source, row)
        self.line = _line_hook(recorder)
        self.wait = lambda source, row: self.tracer.wait(_getframe(1), source, row)
        self.go_on = lambda: self.tracer.go_on(_getframe(1))

    def start(self):
        self.disguise.install()
        plain = builtins.compile
        builtins.compile = self._extended_compile(plain)
        marshal.load, marshal.loads = self._extended_load(marshal.load), self._extended_load(marshal.loads)
        self._extend_imports(plain, builtins.compile)

    def stop(self):
        """Nothing is measured any more; the calls in rewritten code remain, and do nothing."""
        self.tracer.stop()
        self.recorder.stop()

    def clean_next(self):
        """Exceptions are cleaned when they have ended the program (``program.strip``)."""

    def watch(self, code, function=None):
        """Watches the code of a function that was decorated at run time; returns what to run instead, and its source."""
        found = self._find_known(code)
        if found is not None:
            return found.code, found.source
        source = self.registry.adopt(code, function)
        return (code if source is None else self.rewrite(code, source)), source

    def _find_known(self, code):
        """Code that was met before, or equals what was: it must go on to be equal."""
        return self.disguise.find(code) or self.disguise.find_made_from(code)

    def _known(self, code):
        found = self._find_known(code)
        return found and found.code

    def rewrite_all(self, code):
        """Returns ``code`` with all that is watched in it, at any depth, rewritten."""
        known = self._known(code)
        if known is not None:
            return known
        consts = [self.rewrite_all(const) if type(const) is _CODE else const for const in code.co_consts]
        with_rewritten = code
        if any([new is not old for new, old in zip(consts, code.co_consts)]):
            with_rewritten = code.replace(co_consts=tuple(consts))
            known = self._known(with_rewritten)
            if known is not None:
                return known
        source = self.registry.lookup(code)
        return with_rewritten if source is None else self.rewrite(with_rewritten, source)

    def rewrite(self, code, source):
        """Returns what is to be run in place of ``code``, which is that of ``source`` or has its inner code rewritten."""
        try:
            rewritten = self._insert(code, source)[0]
        except TooManyBlocks:
            self.log.warn("too-many-blocks", "%s has too many nested blocks to be watched." % source.function.name)
            return code
        self.disguise.add(rewritten, code, source, lambda: offsets(self._insert(code, source)[1]))
        return rewritten

    def _insert(self, code, source):
        return insert_hooks(code, source.function.rows, self, source)

    def source_of(self, code):
        """Returns the ``Code`` of rewritten code, else None."""
        found = self.disguise.find(code)
        return found and found.source

    def _fail(self, source):
        try:
            self.recorder.leave(source)
        except RecursionError:  # that of the program goes on; the frame is closed with its caller's
            pass
        self.marks.raised(exc_info()[1], self.source_of)

    def follow_imports(self):
        """Callbacks for ``imports.AfterImport``."""
        callbacks = follow_arrivals(self.rewrite_all)
        callbacks["bdb"] = _extend_bdb
        return callbacks

    def _extended_compile(self, plain):
        def compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, **rest):
            if not dont_inherit:
                flags |= _getframe(1).f_code.co_flags & _FUTURE_FLAGS
            code = plain(source, filename, mode, flags, True, optimize, **rest)
            if flags & _ONLY_AST or not isinstance(filename, str) or not self.registry.is_watched_file(filename):
                return code
            return self.rewrite_all(code)

        return named_as(compile, plain)

    def _extended_load(self, plain):
        def load(*args):
            value = plain(*args)
            return self._rewrite_loaded(value) if type(value) is _CODE else value

        return named_as(load, plain)

    def _extend_imports(self, plain, extended):
        external = _frozen_importlib_external
        space = {"compile": plain, "extended": extended, "load": external._compile_bytecode}
        space["rewrite"] = self._rewrite_loaded
        space["__builtins__"] = builtins.__dict__  # which the modules that are imported get from here
        # On its line, too: runpy shows it.
        above = max(lines_of(_frozen_importlib._call_with_frames_removed.__code__)) - 3
        exec(plain("\n" * above + _IMPORT_CALLS, "<frozen importlib._bootstrap>", "exec"), space)
        _frozen_importlib._call_with_frames_removed = space["_call_with_frames_removed"]
        # Not only by way of marshal: the file that a cache names may have moved, which importlib puts right after that.
        external._compile_bytecode = named_as(space["_compile_bytecode"], external._compile_bytecode)

    def _rewrite_loaded(self, code):
        return self.rewrite_all(code) if self.registry.is_watched_file(code.co_filename) else code


def _extend_bdb(module):
    """A debugger that goes from call to call does not stop in those that were inserted."""
    plain = module.Bdb.trace_dispatch

    def trace_dispatch(self, frame, event, arg):
        return None if is_own(frame.f_code.co_filename) else plain(self, frame, event, arg)

    module.Bdb.trace_dispatch = named_as(trace_dispatch, plain)


def _line_hook(recorder):
    tops = recorder.tops

    def line(row):
        frame = tops.get(get_ident())
        if frame is not None and frame.row != row:
            recorder.advance(frame, row)

    return line
