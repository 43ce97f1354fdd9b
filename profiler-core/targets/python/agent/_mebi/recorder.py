"""Attributes memory and time to lines: one stack of frames for each thread, numbers updated in place.

The callers (``monitor`` from 3.12 on, ``hooks`` and ``tracing`` before) say when a frame starts, comes to a line, is
suspended, resumed or left. Each event reads the memory once: the reading that closes a line also opens the next, so
that the increments of a function add up to its net growth exactly. After a line that took less time than a page fault
the reading is left out, since memory is what it was.

Hot: called for every executed line of a watched function. ``row << 3`` is the first cell of a row (docs/run-folder.md).
"""

from _thread import allocate_lock, get_ident
from time import perf_counter_ns

from .table import LANE_DEPTH, MEMORY_HIGH, MEMORY_NOW

try:
    from _thread import get_native_id
except ImportError:  # a few platforms only
    get_native_id = get_ident

OCCURRENCES, INCREMENT, MEMORY, PEAK, TIME, OVERLAPPED = range(6)
CALLS, BASELINE = 0, 1


class Watched:
    """A watched function: where its numbers are."""

    __slots__ = ("name", "file", "row", "rows", "active")

    def __init__(self, name, file, row, rows):
        self.name = name
        self.file = file
        self.row = row
        self.rows = rows  # physical line -> row of its statement
        self.active = 0  # frames of it on any stack


class Code:
    """A code object of a watched function; ``counted`` is false for its lambdas and class bodies."""

    __slots__ = ("code", "function", "counted")

    def __init__(self, code, function, counted):
        self.code = code
        self.function = function
        self.counted = counted

    def __reduce__(self):
        """Rewritten code that is pickled by value leaves this behind (hooks.Hook)."""
        return int, ()


class Frame:
    """A frame of a watched function that is on the stack of a thread. Memory in bytes, times in ns."""

    __slots__ = (
        "source",
        "parent",
        "lane",  # first cell of the thread's lane
        "depth",  # 1 for the outermost
        "cell",  # where the lane says on which line this frame is
        "row",  # of the line that it is on; 0 before the first
        "sample",  # of the reading that opened the line; None: to be read anew
        "memory",  # when the line was opened; None while nothing is measured
        "since",  # when the line was opened
        "high",  # highest memory seen since within calls and by `take_peak`; 0 if nothing was
        "entry",  # memory when the frame was entered or resumed
        "began",  # when it was
        "peak",  # highest memory of the lines that were closed
    )


class Recorder:
    """Keeps the stacks and writes the table.

    ``reader`` is a ``readers.Reader``; ``take_peak() -> int``, where the backend has one, gives the highest memory
    since it was last called.
    """

    def __init__(self, table, reader, take_peak=None):
        self.tops = {}  # thread -> its innermost Frame
        self.lanes = {}  # thread -> first cell of its lane
        self._take_peak = take_peak
        self._begin(table, reader)

    def move(self, table, reader):
        """Writes to another table from now on (a forked child); only the calling thread has lived on."""
        ident = get_ident()
        top = self.tops.get(ident)
        self.tops.clear()
        self.lanes.clear()
        self._begin(table, reader)
        if top is None:
            return
        self.tops[ident] = top
        lane = self._lane_of(ident)
        now, memory = perf_counter_ns(), reader.read()
        table.cells[lane + 1] = top.depth
        frame = top
        while frame is not None:
            frame.lane, frame.cell = lane, lane + 1 + min(frame.depth, LANE_DEPTH)
            frame.since = frame.began = now
            frame.memory = frame.entry = frame.peak = memory
            frame.sample = None
            frame.high = 0
            table.cells[frame.cell] = frame.row
            frame = frame.parent

    def stop(self):
        """Takes no notice of any event from now on."""
        self.tops.clear()
        self.advance = self.enter = self.resume = self.leave = lambda *event: None

    def _begin(self, table, reader):
        self.table = table
        self.lock = allocate_lock()
        self._build(table.cells, reader)

    def _lane_of(self, ident):
        lane = self.lanes.get(ident)
        if lane is None:
            with self.lock:
                lane = self.lanes[ident] = self.table.allot_lane(get_native_id())
        return lane

    def _build(self, cells, reader):
        """Makes the event functions as closures: local variables are the fastest that Python has."""
        tops = self.tops
        lanes = self.lanes
        lane_of = self._lane_of
        take_peak = self._take_peak
        clock = perf_counter_ns
        call, file, size = reader.call, reader.file, reader.size
        parse = reader.parse
        still = reader.still_ns

        def advance(frame, row):
            """``frame`` comes to another line."""
            if frame.memory is None:
                open_first(frame, row)
                return
            now = clock()
            sample = frame.sample
            if now - frame.since >= still or sample is None:
                try:
                    sample = call(file, size, 0)
                except OSError:
                    sample = repaired()
            cell = frame.row << 3
            if sample == frame.sample:
                memory = frame.memory
                if memory > cells[cell + 2]:
                    cells[cell + MEMORY] = memory
                    if memory > cells[cell + PEAK]:
                        cells[cell + PEAK] = memory
                if frame.high or take_peak is not None:
                    raise_peak(frame, memory)
            else:
                settle(frame, cell, sample)
            cells[cell + 4] += now - frame.since
            cells[row << 3] += 1.0
            cells[frame.cell] = frame.row = row
            frame.since = clock()

        def settle(frame, cell, sample):
            """Credits the line of ``frame`` with the memory since it was opened, and opens a reading anew."""
            memory = parse(sample)
            cells[cell + INCREMENT] += memory - frame.memory
            if memory > cells[cell + MEMORY]:
                cells[cell + MEMORY] = memory
            raise_peak(frame, memory)
            if len(tops) > 1:
                cells[cell + OVERLAPPED] = 1.0
            cells[MEMORY_NOW] = frame.memory = memory
            frame.sample = sample

        def raise_peak(frame, memory):
            if take_peak is not None:
                frame.high = max(frame.high, take_peak())
            high = max(memory, frame.high, frame.memory)
            cell = frame.row << 3
            if high > cells[cell + PEAK]:
                cells[cell + PEAK] = high
                if high > cells[MEMORY_HIGH]:
                    cells[MEMORY_HIGH] = high
            if high > frame.peak:
                frame.peak = high
            frame.high = 0

        def open_first(frame, row):
            """Nothing has been measured of this frame yet."""
            if not frame.source.counted:
                outer = enclosing(frame)
                if outer is not None and outer.row == row:
                    # A lambda called by the very statement that contains it: nothing that the line does not have.
                    cells[frame.cell] = frame.row = row
                    return
            open_line(frame, row)
            cells[row << 3] += 1.0

        def open_line(frame, row):
            sample = sample_again()
            memory = parse(sample)
            if take_peak is not None:
                credit_peak(frame.parent)
            cells[frame.cell] = frame.row = row
            frame.sample = sample
            frame.entry = frame.peak = memory
            frame.since = frame.began = clock()
            frame.memory = memory  # last: from here on there is something to close, whatever a signal handler raises

        def sample_again():
            try:
                return call(file, size, 0)
            except OSError:
                return repaired()

        def repaired():
            nonlocal file
            reader.repair()
            file = reader.file
            return call(file, size, 0)

        def credit_peak(frame):
            """Credits a peak that lies before a frame's start to the line that called it."""
            peak = take_peak()
            if frame is not None and peak > frame.high:
                frame.high = peak

        def enclosing(frame):
            """The nearest outer frame of the same function on this thread."""
            function = frame.source.function
            if function.active < 2:
                return None
            frame = frame.parent
            while frame is not None and frame.source.function is not function:
                frame = frame.parent
            return frame

        def push(source):
            ident = get_ident()
            parent = tops.get(ident)
            frame = Frame()
            frame.source = source
            frame.parent = parent
            frame.row = frame.high = frame.peak = frame.entry = frame.since = frame.began = 0
            frame.sample = frame.memory = None
            if parent is None:
                lane = lanes.get(ident) or lane_of(ident)
                depth = 1
            else:
                lane = parent.lane
                depth = parent.depth + 1
            frame.lane = lane
            frame.depth = depth
            frame.cell = lane + 1 + (depth if depth <= LANE_DEPTH else LANE_DEPTH)
            cells[frame.cell] = 0.0
            cells[lane + 1] = depth
            source.function.active += 1
            tops[ident] = frame
            if parent is None and len(tops) > 1:
                mark_overlap()
            return frame

        def mark_overlap():
            """Another thread has begun to run watched code: whatever line is executing now is not alone."""
            for frame in list(tops.values()):
                while frame is not None:
                    if frame.row:
                        cells[(frame.row << 3) + OVERLAPPED] = 1.0
                    frame = frame.parent

        def enter(source):
            """A new frame of ``source`` starts; its first line opens the reading."""
            if source.counted:
                cell = source.function.row << 3
                cells[cell + CALLS] += 1.0
                if not cells[cell + BASELINE]:
                    cells[cell + BASELINE] = parse(sample_again())
            push(source)

        def resume(source, row):
            """A suspended frame goes on, on the line on which it was suspended (0: not known)."""
            frame = push(source)
            if row:
                open_line(frame, row)
            return frame

        def leave(source):
            """The innermost frame, which is of ``source``, is left or suspended."""
            ident = get_ident()
            frame = tops.get(ident)
            if frame is None:
                return
            if frame.source is not source:
                if not on_stack(frame, source):
                    return
                while frame.source is not source:
                    frame = drop(frame, ident)  # its end was never told
            if frame.memory is not None:
                close(frame)
            drop(frame, ident)

        def close(frame):
            now = clock()
            cell = frame.row << 3
            settle(frame, cell, sample_again())
            cells[cell + TIME] += now - frame.since
            outer = enclosing(frame)
            if outer is not None and outer.memory is not None:
                # Credited to the nested call's lines, and not again to the line that made the call.
                outer.memory += frame.memory - frame.entry
                outer.since += now - frame.began
                outer.sample = None

        def on_stack(frame, source):
            while frame is not None and frame.source is not source:
                frame = frame.parent
            return frame is not None

        def drop(frame, ident):
            parent = frame.parent
            frame.source.function.active -= 1
            if parent is None:
                del tops[ident]
                cells[frame.lane + 1] = 0.0
                return None
            tops[ident] = parent
            cells[frame.lane + 1] = parent.depth
            if parent.depth >= LANE_DEPTH:
                cells[parent.cell] = parent.row
            peak = max(frame.peak, frame.high)
            if peak > parent.high:
                parent.high = peak
            return parent

        self.advance = advance
        self.enter = enter
        self.resume = resume
        self.leave = leave
