"""Attributes memory and time to lines: one stack of frames for each thread, numbers updated in place.

The callers (``monitor`` from 3.12 on, ``hooks`` and ``tracing`` before) say when a frame starts, comes to a line, is
suspended, resumed or left. Each event reads the memory once: the reading that closes a line also opens the next, so
that the increments of a function add up to its net growth exactly. After a line that took less time than a page fault
the reading is left out, since memory is what it was. Each frame also has a node of the call tree (``calltree``), which is
open from the frame's first line to its end or suspension.

Hot: called for every executed line of a watched function, hence the bare numbers of cells in what happens most often.
``row << 3`` is the first cell of a row (docs/run-folder.md).
"""

from _thread import get_ident

from . import calltree
from .calltree import NODE
from .frames import Frame, enclosing, is_on_stack, outermost_first, pass_over, place
from .kept import time
from .lanes import Lanes
from .table import LANE_DEPTH, MEMORY_HIGH, MEMORY_NOW
from .threads import make_others_worked, others_ns

OCCURRENCES, INCREMENT, MEMORY, PEAK, TIME, OVERLAPPED = range(6)
BASELINE = 1


class Recorder:
    """Keeps the stacks and writes the table and the call tree.

    ``reader`` is a ``readers.Reader``, ``calls`` a ``CallTree``; ``take_peak() -> int``, where the backend has one, gives
    the highest memory since it was last called.
    """

    def __init__(self, table, reader, calls, log, take_peak=None):
        self.tops = {}  # thread -> its innermost Frame
        self.calls = calls
        self._take_peak = take_peak
        self._lanes = Lanes(self.tops)
        self._begin(table, reader, log)

    def move(self, table, reader, log):
        """Writes to another table from now on (a forked child), and to the call tree anew, which has been moved before.

        Only the calling thread has lived on.
        """
        ident = get_ident()
        top = self.tops.get(ident)
        self.tops.clear()
        self._begin(table, reader, log)
        if top is None:
            return
        self.tops[ident] = top
        lane = self._lanes.allot(ident)
        now, memory = time.perf_counter_ns(), reader.read()
        table.cells[lane + 1] = top.depth
        for frame in outermost_first(top):
            frame.lane, frame.cell = lane, lane + 1 + min(frame.depth, LANE_DEPTH)
            table.cells[frame.cell] = frame.row
            frame.sample = None
            frame.high = 0
            frame.node, frame.tally = place(frame, self.calls)
            if frame.began:
                frame.since, frame.entry, frame.peak = now, memory, memory
                self._open_node(frame, now)
            if frame.memory is not None:
                frame.memory = memory

    def stop(self):
        """Takes no notice of any event from now on."""
        self.tops.clear()
        self.advance = self.enter = self.resume = self.leave = lambda *event: None

    def extend_leave(self, extend):
        """Puts ``extend(leave)`` in the place of the event ``leave``, until ``move``."""
        self.leave = extend(self.leave)

    def apart(self, work):
        """Does something of the agent's own that takes time and memory: neither is credited to what is open."""
        began, before = time.perf_counter_ns(), self._reader.read()
        work()
        pass_over(self.tops.get(get_ident()), time.perf_counter_ns() - began, self._reader.read() - before)

    def _begin(self, table, reader, log):
        self._reader = reader
        self._lanes.begin(table, log)
        self._build(table.cells, reader)

    def _build(self, cells, reader):
        """Makes the event functions as closures: local variables are the fastest that Python has."""
        tops = self.tops
        lanes = self._lanes.of
        allot_lane = self._lanes.allot
        nodes = self.calls.nodes
        paths = self.calls.cells
        child = self.calls.child
        started = self.calls.started_ns
        take_peak = self._take_peak
        clock = time.perf_counter_ns
        call, file, size = reader.call, reader.file, reader.size
        parse = reader.parse
        still = reader.still_ns
        blank = min(size or 1, 64)
        spare = bytes(blank)  # its place is the next sample's, so that none is made where the program's next object would be
        known = None, 0  # a sample, and the memory that it stands for
        turns, others_worked = 0, make_others_worked()  # turns: threads that began or ended watched code beside others

        def advance(frame, row):
            """``frame`` comes to another line."""
            nonlocal spare
            memory = frame.memory
            if memory is None:
                open_first(frame, row)
                return
            now = clock()
            since = frame.since
            due = since + still
            cell = frame.row << 3
            cells[cell + 4] += now - since
            # Only now: our own objects may have needed the fresh page that the program's line has left to them. What
            # follows makes never more of them at once than this has.
            if clock() >= due or frame.sample is None:
                spare = None
                turn = turns
                try:
                    spare = sample = call(file, size, 0)
                except OSError:
                    sample = repaired()
                if sample == frame.sample:
                    rest(frame, cell)
                else:
                    now = due = memory = None
                    settle(frame, cell, sample)
                frame.turn = turn
            else:
                if memory > cells[cell + 2]:
                    cells[cell + 2] = memory
                    if memory > cells[cell + 3]:
                        cells[cell + 3] = memory
                if frame.high:
                    raise_peak(frame, cell, memory)
            cells[row << 3] += 1.0
            cells[frame.cell] = frame.row = row
            frame.since = clock()

        def settle(frame, cell, sample):
            """Credits the line of ``frame`` with the memory since it was opened, and opens a reading anew."""
            nonlocal spare
            # Never more than two floats at once, as before the reading: what the interpreter keeps of freed ones is the
            # program's stock as well, and who finds it empty pays.
            level = parse(sample)
            cells[cell + INCREMENT] = cells[cell + INCREMENT] - frame.memory + level
            raise_peak(frame, cell, level)
            if others_worked(frame, level) or len(tops) > 1 or frame.turn != turns:
                cells[cell + OVERLAPPED] = 1.0
            frame.memory = memory = level * 1.0  # compared with cells, which are floats: four times as fast
            if memory > cells[cell + MEMORY]:
                cells[cell + MEMORY] = memory
            cells[MEMORY_NOW] = memory
            frame.sample = sample
            spare = bytes(blank)

        def rest(frame, cell):
            """The line of ``frame`` is over, and memory is what it was."""
            memory = frame.memory
            if frame.others:
                others_worked(frame, memory)
            if memory > cells[cell + MEMORY]:
                cells[cell + MEMORY] = memory
            raise_peak(frame, cell, memory)

        def raise_peak(frame, cell, memory):
            if take_peak is not None:
                frame.high = max(frame.high, take_peak())
            # No max(): the tuple of its arguments, too, would come from that stock.
            high = memory if memory > frame.memory else frame.memory
            if frame.high > high:
                high = frame.high
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
                    if frame.tally and not frame.began:
                        frame.entry = frame.peak = parse(sample_again())
                        frame.since = clock()
                        open_node(frame, frame.since)
                    return
                if frame.began:
                    end_node(frame, parse(sample_again()), clock())
            open_line(frame, row)
            cells[row << 3] += 1.0

        def open_line(frame, row):
            nonlocal known, spare
            # As many objects at once as we make after a reading: where they need fresh memory, it is because the program has
            # used up what was free, and that belongs before the reading. After it, it would be the next line's.
            now = clock()
            room = now + 1, now + 2, now + 3, now * 0.5, now * 0.25, bytes(blank)
            frame.turn = turns
            sample = sample_again()
            spare = room[-1]
            room = None
            if sample == known[0]:
                memory = known[1]
            else:
                memory = parse(sample) * 1.0
                known = sample, memory
            cells[MEMORY_NOW] = memory
            if take_peak is not None:
                credit_peak(frame.parent)
            cells[frame.cell] = frame.row = row
            frame.sample = sample
            frame.others = others_ns()
            frame.entry = frame.peak = memory
            tally = frame.tally
            frame.since = frame.began = now = clock()
            if tally:
                paths[tally + 7] += 1.0
                paths[tally + 8] = memory
                paths[tally + 9] = now - started
            frame.memory = memory  # last: from here on there is something to close, whatever a signal handler raises

        def sample_again():
            nonlocal spare
            spare = None
            try:
                spare = call(file, size, 0)
                return spare
            except OSError:
                return repaired()

        def repaired():
            nonlocal file
            reader.repair()
            file = reader.file
            return call(file, size, 0)

        def open_node(frame, now):
            """The frame's own numbers begin: from here on ``end_node`` is due."""
            tally = frame.tally
            if tally:
                paths[tally + calltree.OPEN] += 1.0
                paths[tally + calltree.OPENED_MEMORY] = frame.entry
                paths[tally + calltree.OPENED_AT] = now - started
            frame.began = now

        def end_node(frame, memory, now):
            tally = frame.tally
            if tally:
                paths[tally + 1] = paths[tally + 1] - frame.entry + memory
                paths[tally + 3] = paths[tally + 3] - frame.began + now
                paths[tally + 7] -= 1.0
                peak = memory if memory > frame.peak else frame.peak
                if frame.high > peak:
                    peak = frame.high
                if peak > paths[tally + 2]:
                    paths[tally + 2] = peak
            frame.began = 0

        def credit_peak(frame):
            """Credits a peak that lies before a frame's start to the line that called it."""
            peak = take_peak()
            if frame is not None and peak > frame.high:
                frame.high = peak

        def push(source):
            nonlocal turns
            ident = get_ident()
            parent = tops.get(ident)
            frame = Frame()
            frame.source = source
            frame.parent = parent
            frame.row = frame.high = frame.peak = frame.entry = frame.since = frame.began = frame.turn = frame.others = 0
            frame.sample = frame.memory = None
            function = source.function
            if parent is None:
                lane = lanes.get(ident) or allot_lane(ident)
                depth = 1
                caller = row = 0
            else:
                lane = parent.lane
                depth = parent.depth + 1
                caller = parent.node
                row = parent.row
                if parent.memory is not None:
                    cells[(row << 3) + 7] = parent.memory
            if source.counted or parent is None or parent.source.function is not function:
                node = nodes.get((caller, row, function.row))
                if node is None:
                    node = child(caller, row, function.row)
            else:
                node = caller  # what lambdas and class bodies do is within their function
            frame.node = node
            frame.tally = 0 if node == caller else node * NODE
            frame.lane = lane
            frame.depth = depth
            frame.cell = lane + 1 + (depth if depth <= LANE_DEPTH else LANE_DEPTH)
            cells[frame.cell] = 0.0
            cells[lane + 1] = depth
            function.active += 1
            tops[ident] = frame
            turns += parent is None and len(tops) > 1
            return frame

        def enter(source):
            """A new frame of ``source`` starts; its first line opens the reading."""
            if source.counted:
                cell = source.function.row << 3
                cells[cell] += 1.0
                if not cells[cell + BASELINE]:
                    cells[cell + BASELINE] = parse(sample_again())
            tally = push(source).tally
            if tally:
                paths[tally] += 1.0

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
                if not is_on_stack(frame, source):
                    return
                while frame.source is not source:
                    frame = abandon(frame, ident)
            if frame.memory is not None:
                close(frame)
            elif frame.began:
                end_node(frame, parse(sample_again()), clock())
            drop(frame, ident)

        def close(frame):
            now = clock()
            due = frame.since + still
            cell = frame.row << 3
            cells[cell + TIME] += now - frame.since
            sample = frame.sample
            if clock() >= due or sample is None:
                sample = sample_again()
            if sample == frame.sample:
                rest(frame, cell)
            else:
                settle(frame, cell, sample)
            outer = enclosing(frame)
            if outer is not None and outer.memory is not None:
                # Credited to the nested call's lines, and not again to the line that made the call.
                outer.memory += frame.memory - frame.entry
                outer.since += now - frame.began
                outer.sample = None
            end_node(frame, frame.memory, now)

        def abandon(frame, ident):
            """Takes the innermost frame off the stack, of whose end nothing was told; returns its caller's."""
            if frame.began:
                end_node(frame, parse(sample_again()), clock())
            return drop(frame, ident)

        def drop(frame, ident):
            nonlocal turns
            parent = frame.parent
            frame.source.function.active -= 1
            if parent is None:
                del tops[ident]
                cells[frame.lane + 1] = 0.0
                turns += len(tops) > 0
                return None
            tops[ident] = parent
            cells[frame.lane + 1] = parent.depth
            if parent.depth >= LANE_DEPTH:
                cells[parent.cell] = parent.row
            if frame.peak > parent.high:
                parent.high = frame.peak
            if frame.high > parent.high:
                parent.high = frame.high
            return parent

        self.advance = advance
        self.enter = enter
        self.resume = resume
        self.leave = leave
        self.abandon = abandon
        self._open_node = open_node
