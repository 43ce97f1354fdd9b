"""Watching with ``sys.monitoring`` (3.12 and newer, PEP 669).

``PY_START`` is on for all code and switches itself off at each code object that is not watched; all else is local to
watched code, except ``PY_UNWIND`` and ``PY_THROW``, which have no local form before 3.15.
"""

import sys
from _thread import get_ident

from .arrivals import follow_arrivals

monitoring = getattr(sys, "monitoring", None)
# cProfile takes id 2, debuggers 0, coverage 1 or 3: 4 and 3 are unassigned.
_TOOL_IDS = (4, 3)


class Monitor:
    def __init__(self, registry, recorder, log, marks):
        self.registry = registry
        self.recorder = recorder
        self.log = log
        self.marks = marks
        self.watched = {}  # id of a code object (kept alive by its Code) -> Code
        self.tool = None

    def start(self):
        for tool in _TOOL_IDS:
            try:
                monitoring.use_tool_id(tool, "mebi")
            except ValueError:
                continue
            self.tool = tool
            break
        else:
            self.log.warn("no-tool-id", "Other tools use sys.monitoring's free ids: no line can be watched.")
            return
        self._register_callbacks()
        monitoring.set_events(self.tool, monitoring.events.PY_START)

    def stop(self):
        if self.tool is not None:
            monitoring.set_events(self.tool, 0)
            monitoring.free_tool_id(self.tool)
            self.tool = None

    def follow_imports(self):
        return follow_arrivals(self.registry.first_of)

    def watch(self, code, function=None):
        """Watches the code of a function that was decorated at run time; returns the code to run, and its source."""
        source = self.registry.adopt(code, function)
        if source is not None and id(code) not in self.watched and self.tool is not None:
            self._instrument(source)
            monitoring.restart_events()  # PY_START may have switched itself off there already
        return code, source

    def _instrument(self, source):
        events = monitoring.events
        if not self.watched:
            monitoring.set_events(self.tool, events.PY_START | events.PY_UNWIND | events.PY_THROW)
        self.watched[id(source.code)] = source
        local = events.LINE | events.PY_RETURN | events.PY_YIELD | events.PY_RESUME
        monitoring.set_local_events(self.tool, source.code, local)

    def _register_callbacks(self):
        watched = self.watched
        lookup = self.registry.lookup
        instrument = self._instrument
        tops = self.recorder.tops
        recorder = self.recorder
        raised = self.marks.raised
        getframe = sys._getframe
        disable = monitoring.DISABLE

        def on_start(code, offset):
            source = watched.get(id(code))
            if source is None:
                source = lookup(code)
                if source is None:
                    return disable
                instrument(source)
            recorder.enter(source)

        def on_line(code, line):
            try:
                frame = tops[get_ident()]
            except KeyError:
                return
            source = frame.source
            if source.code is not code:
                frame = resynchronise(code)
                if frame is None:
                    return
                source = frame.source
            row = source.function.rows.get(line, 0)
            if row and row != frame.row:
                recorder.advance(frame, row)

        def on_resume(code, offset):
            source = watched[id(code)]
            recorder.resume(source, source.function.rows.get(getframe(1).f_lineno, 0))

        def on_throw(code, offset, exception):
            source = watched.get(id(code))
            if source is not None:
                recorder.resume(source, source.function.rows.get(getframe(1).f_lineno, 0))

        def on_leave(code, offset, value):
            recorder.leave(watched[id(code)])

        def on_unwind(code, offset, exception):
            source = watched.get(id(code))
            if source is not None:
                recorder.leave(source)
                raised(exception, source_of)

        def source_of(code):
            return watched.get(id(code))

        def resynchronise(code):
            """The innermost frame is not the one that runs (greenlets switch stacks): goes on with the right one."""
            ident = get_ident()
            top = frame = tops.get(ident)
            while frame is not None and frame.source.code is not code:
                frame = frame.parent
            if frame is None:
                return recorder.resume(watched[id(code)], 0)
            while top is not frame:
                top = recorder.abandon(top, ident)
            return frame

        events = monitoring.events
        for event, callback in (
            (events.PY_START, on_start),
            (events.LINE, on_line),
            (events.PY_RESUME, on_resume),
            (events.PY_THROW, on_throw),
            (events.PY_RETURN, on_leave),
            (events.PY_YIELD, on_leave),
            (events.PY_UNWIND, on_unwind),
        ):
            monitoring.register_callback(self.tool, event, callback)
