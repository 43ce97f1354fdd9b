"""Watching code that awaits or contains ``yield from``, before 3.12, with ``sys.settrace``.

Such a frame is suspended and resumed inside one instruction, where no call can be inserted. So tracing is switched on
for the thread when such a frame starts and off when the last one has ended; meanwhile other code runs traced too.
"""

from _thread import get_ident
from opcode import opmap

from .kept import sys

_YIELD = opmap["YIELD_VALUE"]
_YIELD_FROM = opmap.get("YIELD_FROM", -1)


class Tracer:
    def __init__(self, recorder, log, marks, source_of):
        self.recorder = recorder
        self.log = log
        self.marks = marks
        self._source_of = source_of
        self._sources = {}  # id of a code object -> Code
        self._codes = []  # keeps those alive
        self._alive = {}  # thread -> frames that have started and not ended
        self._failing = {}  # ids of frames whose last event was an exception -> what the log is to say of it, or None
        self._warned = False
        self._trace = self._global_trace  # one object, to be recognised

    def add(self, code, source):
        self._codes.append(code)
        self._sources[id(code)] = source

    def start(self, source, frame):
        """Called by the first instruction of a traced frame."""
        ident = get_ident()
        current = sys.gettrace()
        if current is not None and current is not self._trace:
            if not self._warned:
                self._warned = True
                self.log.warn(
                    "foreign-trace",
                    "The program's own trace function is on: %s is not watched from here on." % source.function.name,
                )
            return
        self._alive[ident] = self._alive.get(ident, 0) + 1
        self.recorder.enter(source)
        row = source.function.rows.get(frame.f_lineno, 0)
        if row:  # the line whose event is over when tracing begins
            self.recorder.advance(self.recorder.tops[ident], row)
        frame.f_trace = self._local_trace
        sys.settrace(self._trace)

    def stop(self):
        self._sources.clear()
        if sys.gettrace() is self._trace:
            sys.settrace(None)

    def _global_trace(self, frame, event, arg):
        source = self._sources.get(id(frame.f_code))
        if source is None or frame.f_trace is None:  # a frame that starts comes to `start` itself
            return None
        self.recorder.resume(source, source.function.rows.get(frame.f_lineno, 0))
        return frame.f_trace

    def _local_trace(self, frame, event, arg):
        source = self._sources.get(id(frame.f_code))
        if source is None:
            return None
        if event == "line":
            self._failing.pop(id(frame), None)
            top = self.recorder.tops.get(get_ident())
            row = source.function.rows.get(frame.f_lineno, 0)
            if top is not None and row and top.row != row:
                self.recorder.advance(top, row)
        elif event == "exception":
            self._failing[id(frame)] = self.marks.describe(arg[1], arg[2], self._source_of)
        elif event == "return":
            failing = id(frame) in self._failing
            raised = self._failing.pop(id(frame), None)
            self.recorder.leave(source)
            if raised is not None:
                self.marks.write(raised)
            if failing or not _is_suspended(frame):
                self._end()
        return self._local_trace

    def _end(self):
        ident = get_ident()
        alive = self._alive.get(ident, 1) - 1
        if alive > 0:
            self._alive[ident] = alive
            return
        self._alive.pop(ident, None)
        if sys.gettrace() is self._trace:
            sys.settrace(None)


def _is_suspended(frame):
    """Whether a frame that gives a value back does so by yielding."""
    code = frame.f_code.co_code
    last = frame.f_lasti
    if last < 0:
        return False
    if code[last] == _YIELD:
        return True
    return last + 2 < len(code) and code[last + 2] == _YIELD_FROM
