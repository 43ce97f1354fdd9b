"""Watching whole functions with ``sys.monitoring`` (3.12 and newer).

One tool id finds functions: ``PY_START`` of all code, which switches itself off at each code object. Another follows them
by events that are local to their code, which can be switched off and on there at no cost for other code.
"""

from .arrivals import follow_arrivals
from .event_cost import Trier
from .kept import sys, time
from .monitor import register_cleaner, strip_callback

monitoring = getattr(sys, "monitoring", None)
# cProfile takes id 2, debuggers 0, coverage 1 or 3: 4, 3 and 5 are free, or hardly ever taken.
_TOOL_IDS = (4, 3, 5)
_CALIBRATION_CALLS = 100
_MOST_MISSED = 200  # exceptions that leave functions which are not followed, until no more are to be told


class FunctionMonitor:
    def __init__(self, registry, recorder, log, marks):
        self.registry = registry
        self.recorder = recorder
        self.log = log
        self.marks = marks
        self.finder = self.follower = None
        self._events = self._finder_events = self._raising = 0
        self._following = {}  # id of a code object -> its Part, while its events come

    def start(self):
        taken = []
        for tool in _TOOL_IDS:
            if len(taken) < 2:
                try:
                    monitoring.use_tool_id(tool, "mebi")
                    taken.append(tool)
                except ValueError:
                    continue
        if len(taken) < 2:
            for tool in taken:
                monitoring.free_tool_id(tool)
            self.log.warn("no-tool-id", "Other tools use sys.monitoring's free ids: no function can be watched.")
            return
        self.finder, self.follower = taken
        events = monitoring.events
        self._events = events.PY_START | events.PY_RETURN | events.PY_YIELD | events.PY_RESUME
        self._finder_events = events.PY_START | events.PY_UNWIND | events.PY_THROW
        self.recorder.calibrate(self._cost_of_event())
        self._register_callbacks()
        self.recorder.switch = self._switch
        self.recorder.hear = self._hear
        self.recorder.pacer.alarm.install()
        monitoring.set_events(self.finder, self._finder_events)

    def stop(self):
        if self.finder is None:
            return
        monitoring.set_events(self.finder, 0)
        for part in list(self.recorder.parts.values()):
            monitoring.set_local_events(self.follower, part.code, 0)
        monitoring.free_tool_id(self.finder)
        monitoring.free_tool_id(self.follower)
        self.finder = None
        self.recorder.stop()

    def follow_imports(self):
        return follow_arrivals(self.registry.first_of)

    def clean_next(self):
        """The exception that now leaves a function of ours is to be shown without our frames."""
        if self.finder is not None:
            monitoring.set_events(self.finder, self._raising)

    def watch(self, code, function=None):
        """Watches the code of a function that was decorated at run time; returns the code to run, and its source."""
        source = self.registry.adopt(code, function)
        if source is not None and self.finder is not None:
            self._follow(source)
        return code, source

    def _follow(self, source):
        part = self.recorder.follow(source)
        self._switch(part, part.followed.on)
        return part

    def _switch(self, part, on):
        if self.finder is None:
            return
        if on:
            self._following[id(part.code)] = part
        else:
            self._following.pop(id(part.code), None)
        monitoring.set_local_events(self.follower, part.code, self._events if on else 0)

    def _hear(self, on):
        if self.finder is not None:
            monitoring.register_callback(
                self.finder, monitoring.events.PY_UNWIND, self._on_unwind if on else None
            )

    def _register_callbacks(self):
        parts = self.recorder.parts
        following = self._following
        missed = 0
        lookup = self.registry.lookup
        recorder = self.recorder
        raised = self.marks.raised
        disable = monitoring.DISABLE
        tool, set_events = self.finder, monitoring.set_events
        raising = self._raising = register_cleaner(tool, self._finder_events)

        def on_first_start(code, offset):
            try:
                if id(code) not in parts:
                    source = lookup(code)
                    if source is not None:
                        recorder.enter(self._follow(source))
                return disable
            except BaseException:
                set_events(tool, raising)
                raise

        def on_throw(code, offset, exception):
            try:
                part = parts.get(id(code))
                if part is not None and part.followed.on:
                    recorder.resume(part)
            except BaseException:
                set_events(tool, raising)
                raise

        def on_unwind(code, offset, exception):
            nonlocal missed
            try:
                if id(code) in following:
                    recorder.leave(following[id(code)])
                    strip_callback(exception)
                    raised(exception, source_of)
                else:
                    missed += 1
                    if missed > _MOST_MISSED:
                        missed = 0
                        recorder.deafen()
            except BaseException:
                set_events(tool, raising)
                raise

        def source_of(code):
            return parts.get(id(code))

        events = monitoring.events
        self._on_unwind = on_unwind
        for event, callback in (
            (events.PY_START, on_first_start),
            (events.PY_THROW, on_throw),
            (events.PY_UNWIND, on_unwind),
        ):
            monitoring.register_callback(self.finder, event, callback)
        self._register_local(parts, recorder)

    def _register_local(self, parts, recorder):
        tool, set_events, raising = self.finder, monitoring.set_events, self._raising

        def on_start(code, offset):
            try:
                recorder.enter(parts[id(code)])
            except BaseException:
                set_events(tool, raising)
                raise

        def on_resume(code, offset):
            try:
                recorder.resume(parts[id(code)])
            except BaseException:
                set_events(tool, raising)
                raise

        def on_leave(code, offset, value):
            try:
                recorder.leave(parts[id(code)])
            except BaseException:
                set_events(tool, raising)
                raise

        events = monitoring.events
        for event, callback in (
            (events.PY_START, on_start),
            (events.PY_RESUME, on_resume),
            (events.PY_RETURN, on_leave),
            (events.PY_YIELD, on_leave),
        ):
            monitoring.register_callback(self.follower, event, callback)

    def _cost_of_event(self):
        """What an event costs apart from the time that it measures itself, ns: the smaller of a few trials."""

        def function():
            pass

        def trial():
            began = time.perf_counter_ns()
            for _ in range(_CALIBRATION_CALLS):
                function()
            return time.perf_counter_ns() - began

        trier = Trier(self.recorder.reader)
        self._register_local({id(function.__code__): None}, trier)
        plain = min(trial() for _ in range(3))
        monitoring.set_local_events(self.follower, function.__code__, self._events)
        costs = []
        for _ in range(3):
            before = trier.measured()
            took = trial()
            costs.append(took - (trier.measured() - before) - plain)
        monitoring.set_local_events(self.follower, function.__code__, 0)
        return max(0, min(costs)) // (2 * _CALIBRATION_CALLS)
