"""Watching with ``sys.monitoring`` (3.12 and newer, PEP 669).

``PY_START`` is on for all code and switches itself off at each code object that is not watched; all else is local to
watched code, except ``PY_UNWIND`` and ``PY_THROW``, which have no local form before 3.15.
"""

from _thread import get_ident

from .arrivals import follow_arrivals
from .kept import sys
from .program import is_own, strip

monitoring = getattr(sys, "monitoring", None)
# cProfile takes id 2, debuggers 0, coverage 1 or 3: 4 and 3 are unassigned, and 5 is for optimizers, of which there are none.
_TOOL_IDS = (4, 3, 5)


class Monitor:
    """``finds``: whether watched code is found by the registry when it starts; else only what ``watch`` is told of is watched."""

    def __init__(self, registry, recorder, log, marks, finds=True):
        self._finds = finds
        self.registry = registry
        self.recorder = recorder
        self.log = log
        self.marks = marks
        self.watched = {}  # id of a code object (kept alive by its Code) -> Code
        self.tool = None
        self._events = self._raising = 0  # that come from all code, once something is watched, or is to be cleaned

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
        events = monitoring.events
        self._events = (events.PY_START if self._finds else 0) | events.PY_UNWIND | events.PY_THROW
        self._register_callbacks()
        if self._finds:
            monitoring.set_events(self.tool, events.PY_START)

    def clean_next(self):
        """The exception that now leaves a function of ours is to be shown without our frames."""
        if self.tool is not None:
            monitoring.set_events(self.tool, self._raising)

    def stop(self):
        if self.tool is not None:
            for source in self.watched.values():
                monitoring.set_local_events(self.tool, source.code, 0)
            monitoring.set_events(self.tool, 0)
            for event in self._callbacks:
                monitoring.register_callback(self.tool, event, None)  # they hold the tables
            monitoring.free_tool_id(self.tool)
            self.tool = None

    def follow_imports(self):
        return follow_arrivals(self.registry.first_of)

    def watch(self, code, function=None):
        """Watches the code of a function that was decorated at run time; returns the code to run, and its source."""
        source = self.registry.adopt(code, function)
        if source is not None and id(code) not in self.watched and self.tool is not None:
            self.instrument(source)
            if self._finds:
                monitoring.restart_events()  # PY_START may have switched itself off there already
        return code, source

    def instrument(self, source):
        """Watches the code of a ``Code``."""
        events = monitoring.events
        if not self.watched:
            monitoring.set_events(self.tool, self._events)
        self.watched[id(source.code)] = source
        local = events.LINE | events.PY_RETURN | events.PY_YIELD | events.PY_RESUME
        if not self._finds:
            local |= events.PY_START
        monitoring.set_local_events(self.tool, source.code, local)

    def _register_callbacks(self):
        watched = self.watched
        lookup = self.registry.lookup
        instrument = self.instrument
        tops = self.recorder.tops
        recorder = self.recorder
        raised = self.marks.raised
        getframe = sys._getframe
        disable = monitoring.DISABLE
        tool, set_events = self.tool, monitoring.set_events
        # What a callback raises (Ctrl-C, a signal handler, too deep a recursion), ``on_raise`` sees next in the program's frame.
        raising = self._raising = register_cleaner(tool, self._events)

        def on_start(code, offset):
            try:
                source = watched.get(id(code))
                if source is None:
                    source = lookup(code)
                    if source is None:
                        return disable
                    instrument(source)
                recorder.enter(source)
            except BaseException:
                set_events(tool, raising)
                raise

        def on_line(code, line):
            try:
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
            except BaseException:
                set_events(tool, raising)
                raise

        def on_resume(code, offset):
            try:
                source = watched[id(code)]
                recorder.resume(source, source.function.rows.get(getframe(1).f_lineno, 0))
            except BaseException:
                set_events(tool, raising)
                raise

        def on_throw(code, offset, exception):
            try:
                source = watched.get(id(code))
                if source is not None:
                    recorder.resume(source, source.function.rows.get(getframe(1).f_lineno, 0))
            except BaseException:
                set_events(tool, raising)
                raise

        def on_leave(code, offset, value):
            try:
                recorder.leave(watched[id(code)])
            except BaseException:
                set_events(tool, raising)
                raise

        def on_unwind(code, offset, exception):
            try:
                source = watched.get(id(code))
                if source is not None:
                    recorder.leave(source)
                    strip_callback(exception)
                    raised(exception, source_of)
            except BaseException:
                set_events(tool, raising)
                raise

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
        callbacks = {
            events.PY_START: on_start,
            events.LINE: on_line,
            events.PY_RESUME: on_resume,
            events.PY_THROW: on_throw,
            events.PY_RETURN: on_leave,
            events.PY_YIELD: on_leave,
            events.PY_UNWIND: on_unwind,
        }
        for event, callback in callbacks.items():
            monitoring.register_callback(self.tool, event, callback)
        self._callbacks = list(callbacks) + [events.RAISE]


def strip_callback(exception):
    """Takes our frames off an exception that leaves a function, where it arose as a callback of ours began in there."""
    trace = exception.__traceback__
    trace = trace and trace.tb_next
    if trace is not None and is_own(trace.tb_frame.f_code.co_filename):
        strip(exception)


def register_cleaner(tool, events):
    """Sees to it that an exception which arose in a callback is shown without our frames.

    Returns the events that the callback has to set for that, which costs no frame: there may be no room for one. They are
    ``events`` again afterwards.
    """

    def on_raise(code, offset, exception):
        try:
            if not is_own(code.co_filename):
                strip(exception)
                monitoring.set_events(tool, events)
        except (RecursionError, ValueError):  # then in the frame that called this one; or all is over
            pass

    monitoring.register_callback(tool, monitoring.events.RAISE, on_raise)
    return events | monitoring.events.RAISE
