"""Which functions are followed and which are paused, when a program calls more than can be followed at a low cost.

Time is cut into windows. A function that is called too often within one is paused until it ends. Its numbers are then
scaled up: for the time of the pause it is taken to have gone on as in the time since it was last woken, but to have
grown by no more than the process has.
"""

from .alarm import Alarm
from .calltree import CALLS, GROWTH, NODE, TIME

WINDOW_NS = 20_000_000
ALLOWANCE_NS = 1_500_000  # what the agent may take of a window; then it becomes stricter
QUOTA = 200  # calls of one function that are followed in a window
# And when the allowance has been used up once, twice, three times: functions that are called seldom are followed longest.
STRICTER_QUOTAS = (4, 1, 0)
_SMALLEST_QUOTA = 20
_NOVEL_CALLS = 8  # of a function, the first, that are followed in any case
_CALL_COST_NS = 2_500  # about what following a call costs, on the high side
_WAKE_COST_NS = 5_000
# An event of the program's is never less than this after the one before, whatever is left of the time between them.
_SHORTEST_STEP_NS = 15


class Followed:
    """A function. Times are the program's own, in ns."""

    __slots__ = (
        "row",
        "parts",  # its code objects
        "on",  # whether it is followed now
        "since",  # when it was first seen or last woken
        "until",  # when it was paused
        "events",  # of all functions between the two; before the pause: that there had been until `since`
        "memory",  # of the process then
        "window",  # in which it was last called
        "used",  # calls in that window
        "quota",  # calls that it may use in a window
        "open",  # frames of it on any stack
        "novel",  # calls that are followed in any case
        "pauses",  # how often it has been paused
        "marks",  # node -> its calls, growth and time before it was first opened since `since`
        "grown",  # node -> growth in all pauses, as extrapolated and as credited
        "room",  # growth of the process in all its pauses
        "told",  # whether the log says that it is estimated
    )

    def __init__(self, row, now):
        self.row = row
        self.parts = []
        self.on = True
        self.memory = self.window = self.used = 0
        self.quota = QUOTA
        self.novel = _NOVEL_CALLS
        self.pauses = 0
        self.forget(now)

    def forget(self, now):
        """Begins anew: a forked child has a call tree of its own."""
        self.since = self.until = now
        self.events = 0
        self.marks = {}
        self.grown = {}
        self.room = 0
        self.open = 0
        self.told = False


class Pacer:
    """``recorder``: the ``FunctionRecorder`` that this is a part of."""

    def __init__(self, recorder):
        self.recorder = recorder
        self.sleepers = {}  # Followed -> None, the longest asleep first
        self.alarm = Alarm(lambda frame: self._ring(frame), WINDOW_NS / 1e9)

    def pause(self, followed, now, events, memory):
        """``now`` in the program's own time; ``events`` that there were so far; ``memory`` of the process."""
        followed.until = now
        followed.events = max(0, events - followed.events)
        followed.memory = memory
        for part in followed.parts:
            self.recorder.switch(part, False)
        if not followed.told:
            followed.told = True
            self.recorder.log.write("estimated", row=followed.row)
        self.sleepers[followed] = None
        self.alarm.set()

    def wake(self, now, events, memory):
        """Lets as many go on as the allowance of a window may bear; returns how many."""
        waiting = len(self.sleepers)
        quota = max(_SMALLEST_QUOTA, min(QUOTA, ALLOWANCE_NS // (waiting * _CALL_COST_NS)))
        most = max(1, ALLOWANCE_NS // (quota * _CALL_COST_NS + _WAKE_COST_NS))
        woken = list(self.sleepers)[:most]
        for followed in woken:
            del self.sleepers[followed]
            self._scale(followed, now, memory)
            followed.since = now
            followed.events = events
            followed.quota = quota
            followed.used = 0
            followed.on = True
            for part in followed.parts:
                self.recorder.switch(part, True)
        if self.sleepers:
            self.alarm.set()
        return len(woken)

    def settle(self, now, memory):
        """Scales up all that are paused, at the end."""
        self.alarm.stop()
        for followed in self.sleepers:
            self._scale(followed, now, memory)
        self.sleepers.clear()

    def _scale(self, followed, now, memory):
        tree = self.recorder.calls.cells
        paused_ns = max(0, now - followed.until)
        factor = paused_ns / max(followed.until - followed.since, followed.events * _SHORTEST_STEP_NS, 1)
        followed.room += memory - followed.memory
        low, high = min(0, followed.room), max(0, followed.room)
        extra_calls = 0
        for node, (calls, growth, time) in list(followed.marks.items()):
            cell = node * NODE
            extra = round((tree[cell + CALLS] - calls) * factor)
            extra_calls += extra
            tree[cell + CALLS] += extra
            tree[cell + TIME] += min((tree[cell + TIME] - time) * factor, paused_ns)
            expected, credited = followed.grown.get(node, (0, 0))
            expected += (tree[cell + GROWTH] - growth) * factor
            credit = min(max(expected, low), high)
            followed.grown[node] = expected, credit
            tree[cell + GROWTH] += credit - credited
        self.recorder.table.cells[followed.row << 3] += extra_calls
        followed.marks = {}

    def _ring(self, frame):
        self.recorder.ring(frame)
        if self.sleepers:
            self.alarm.set()
