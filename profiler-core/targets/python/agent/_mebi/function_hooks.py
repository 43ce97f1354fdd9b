"""Watching whole functions before 3.12: calls of the recorder at the start and the end of their code.

While a function is paused those calls remain, and do as little as a call can.
"""

from .event_cost import Trier
from .hooks import Hooks
from .kept import time

_CALIBRATION_CALLS = 100


class FunctionHooks(Hooks):
    def __init__(self, registry, recorder, log, marks):
        super().__init__(registry, recorder, log, marks)
        self.enter, self.resume, self.leave = _hooks_of(recorder)

        def fail(part):
            if part.followed.on:
                self._fail(part)

        self.fail = fail

    def start(self):
        self.recorder.calibrate(_cost_of_event(self.recorder.reader))
        self.recorder.pacer.alarm.install()
        super().start()

    def rewrite(self, code, source):
        part = self.recorder.follow(source)
        rewritten = super().rewrite(code, part)
        # The real stack is made of rewritten code.
        self.recorder.parts[id(rewritten)] = part
        part.code = rewritten
        return rewritten


def _hooks_of(recorder):
    def enter(part):
        if part.followed.on:
            recorder.enter(part)

    def resume(part, row):
        if part.followed.on:
            recorder.resume(part)

    def leave(part):
        if part.followed.on:
            recorder.leave(part)

    return enter, resume, leave


def _cost_of_event(reader):
    """What an event costs apart from the time that it measures itself, ns: the smallest of a few trials."""
    trier = Trier(reader)
    enter, _, leave = _hooks_of(trier)
    costs = []
    for _ in range(3):
        before = trier.measured()
        began = time.perf_counter_ns()
        for _ in range(_CALIBRATION_CALLS):
            enter(_Part)
            leave(_Part)
        costs.append(time.perf_counter_ns() - began - (trier.measured() - before))
    return max(0, min(costs)) // (2 * _CALIBRATION_CALLS)


class _Part:
    class followed:
        on = True
