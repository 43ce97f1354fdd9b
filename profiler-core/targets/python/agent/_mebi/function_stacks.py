"""The stacks of frames of functions, one a thread, and how they are kept in step with the real ones."""

from _thread import get_ident

from .kept import sys, time
from .program import is_own
from .table import LANE_DEPTH

_FARTHEST_CALLER = 64  # frames between a function and the one that it is called by, as far as we look


class Part:
    """A code object of a function; ``counted`` is false for its lambdas and class bodies."""

    __slots__ = ("code", "function", "counted", "followed")

    def __init__(self, source, followed):
        self.code = source.code
        self.function = source.function
        self.counted = source.counted
        self.followed = followed


class Frame:
    """A frame of a function that is on the stack of a thread. Memory in bytes, times in ns."""

    __slots__ = (
        "part",
        "parent",
        "lane",  # first cell of the thread's lane
        "depth",  # 1 for the outermost
        "node",  # of the call tree
        "own",  # whether the node is its own, not its caller's for want of room
        "memory",  # when it was entered or resumed
        "began",  # when that was, in the program's own time
        "turn",  # how often threads had begun or ended beside others by then
        "others",  # how long other threads had run by then (threads.others_ns)
        "since",  # moved like `began` by the heap backend
        "pauses",  # how often its function had been paused then: if more often since, it is not measured any more
        "high",  # highest memory seen since
    )


class Stacks:
    """``open_frame``, ``close``, ``end`` and ``drop`` are those of the ``FunctionRecorder`` that this is a part of."""

    def __init__(self, recorder, lanes, cells, open_frame, close, end, drop):
        self.tops = recorder.tops
        self.parts = recorder.parts
        self._lanes = lanes
        self._cells = cells
        self._open_frame = open_frame
        self._close = close
        self._end = end
        self._drop = drop

    def lane_of(self, ident):
        """The first cell of the calling thread's lane."""
        return self._lanes.of.get(ident) or self._lanes.allot(ident)

    def find_caller(self, ident, parent):
        """Returns the frame that calls the one that begins, and the rows of paused functions in between.

        Frames whose end was not told are taken off the stack.
        """
        real = real_frame()
        paused = []
        for _ in range(_FARTHEST_CALLER):
            real = real and real.f_back
            if real is None:
                break
            part = self.parts.get(id(real.f_code))
            if part is not None:
                if part.followed.on:
                    break
                paused.append(part.followed.row)
        else:
            return parent, ()
        caller = parent
        while caller is not None and (real is None or caller.part is not part):
            caller = caller.parent
        if caller is not None or real is None:
            while parent is not caller:
                parent = self._drop(parent, ident)
        paused.reverse()
        return parent, paused

    def forget(self, followed, began):
        """Closes the frames of a function that is paused on this thread; those of others see it by ``pauses``."""
        ident = get_ident()
        frames = _outermost_first(self.tops.get(ident))
        kept = []
        for frame in frames:
            if frame.part.followed is followed:
                self._close(frame, began)
                self._end(frame)
                if kept and frame.high > kept[-1].high:
                    kept[-1].high = frame.high
            else:
                kept.append(frame)
        if len(kept) < len(frames):
            self.restack(ident, frames[0].lane, kept)

    def meet(self, real, began):
        """Makes the stack of this thread that of the real frames whose functions are followed."""
        chain = []
        while real is not None:
            part = self.parts.get(id(real.f_code))
            if part is not None and part.followed.on:
                chain.append(part)
            real = real.f_back
        ident = get_ident()
        known = _outermost_first(self.tops.get(ident))
        if len(known) == len(chain):
            return
        stack = []
        place = 0
        caller = 0
        for part in reversed(chain):
            found = place
            while found < len(known) and known[found].part is not part:
                found += 1
            if found < len(known):
                for stale in known[place:found]:
                    self._end(stale)
                frame = known[found]
                place = found + 1
            else:
                frame = self._open_frame(part, caller, began)
            caller = frame.node
            stack.append(frame)
        for stale in known[place:]:
            self._end(stale)
        self.restack(ident, self.lane_of(ident), stack)

    def adopt(self, top):
        """Makes ``top`` and its callers the stack of this thread as if they began now."""
        began = time.perf_counter_ns()
        caller = 0
        opened = []
        for old in _outermost_first(top):
            frame = self._open_frame(old.part, caller, began)
            caller = frame.node
            opened.append(frame)
        if opened:
            ident = get_ident()
            self.restack(ident, self.lane_of(ident), opened)

    def restack(self, ident, lane, frames):
        """Makes ``frames``, outermost first, the stack of a thread."""
        parent = None
        for depth, frame in enumerate(frames, 1):
            frame.parent = parent
            frame.lane = lane
            frame.depth = depth
            self.show(frame)
            parent = frame
        self._cells[lane + 1] = len(frames)
        if parent is None:
            self.tops.pop(ident, None)
        else:
            self.tops[ident] = parent

    def show(self, frame):
        depth = frame.depth
        self._cells[frame.lane + 1 + (depth if depth <= LANE_DEPTH else LANE_DEPTH)] = frame.part.followed.row


def real_frame():
    """The frame of the program that the agent was called by."""
    real = sys._getframe(1)
    while real is not None and is_own(real.f_code.co_filename):
        real = real.f_back
    return real


def _outermost_first(frame):
    frames = []
    while frame is not None:
        frames.append(frame)
        frame = frame.parent
    frames.reverse()
    return frames
