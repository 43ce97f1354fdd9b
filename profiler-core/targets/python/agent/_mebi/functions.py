"""Attributes memory and time to whole functions, and to the paths of their calls: ``"detail": "functions"``.

Follows calls, not lines, and few of those that come in masses: a function that is called too often in a window of time
is paused (``pacer``) and its numbers are scaled up. Events therefore come unpaired: when a function is paused its frames
are closed and forgotten; when it goes on, what runs of it is found on the thread's real stack. Frames nest, so until
then an end that belongs to no frame we know comes after the ends of all that we know, and is passed over.

Times are the program's own: what its events cost is taken off.
"""

from _thread import allocate_lock, get_ident

from .calltree import CALLS, GROWTH, NODE, OPEN, OPENED_AT, OPENED_MEMORY, PEAK, TIME
from .function_stacks import Frame, Part, Stacks, real_frame
from .kept import os, time
from .pacer import ALLOWANCE_NS, STRICTER_QUOTAS, WINDOW_NS, Followed, Pacer
from .program import is_own
from .recorder import BASELINE, OVERLAPPED, Recorder
from .table import LANE_DEPTH, MEMORY_HIGH, MEMORY_NOW
from .threads import make_others_worked, others_ns

# What an event takes beyond this is time in which another thread or process ran: reading lets the interpreter go.
_LONGEST_EVENT_NS = 10_000
_START_BYTES = 40  # of bytecode, within which a function tells that it starts


class FunctionRecorder(Recorder):
    """Keeps the stacks and writes the table and the call tree.

    Watchers set ``switch(part, on)``, which has the events of a code object come, or not, and ``hear(on)``, which does
    so with the exceptions that leave any. ``dispatch_ns``: what an event costs beyond what it measures itself.
    """

    def __init__(self, table, reader, calls, log, take_peak=None):
        self.parts = {}  # id of a code object -> Part, which keeps it alive
        self.switch = lambda part, on: None
        self.hear = lambda on: None
        self.dispatch_ns = 0
        self._followed = {}  # row of a function -> Followed
        self.pacer = Pacer(self)
        super().__init__(table, reader, calls, log, take_peak)

    def follow(self, source):
        """Returns the ``Part`` of a registered code object; its events may come from now on."""
        code = source.code
        part = self.parts.get(id(code))
        if part is None:
            function = source.function
            followed = self._followed.get(function.row)
            if followed is None:
                followed = self._followed[function.row] = Followed(function.row, self.now())
            part = self.parts[id(code)] = Part(source, followed)
            followed.parts.append(part)
        return part

    def move(self, table, reader, log):
        """Writes to another table and tree from now on (a forked child); only the calling thread has lived on."""
        top = self.tops.get(get_ident())
        self.tops.clear()
        self._begin(table, reader, log)
        for followed in self._followed.values():
            followed.forget(self.now())
        self.stacks.adopt(top)
        self.hear(True)
        self.pacer.alarm.restart()

    def stop(self):
        """Takes no notice of any event from now on."""
        self.finish()
        self.tops.clear()
        self.enter = self.resume = self.leave = self.advance = lambda *event: None

    def _begin(self, table, reader, log):
        self.table = table
        self.log = log
        self.reader = reader
        super()._begin(table, reader, log)

    def _build(self, cells, reader):
        """Makes the event functions as closures: local variables are the fastest that Python has."""
        tops = self.tops
        take_peak = self._take_peak
        parts = self.parts
        pacer = self.pacer
        sleepers = pacer.sleepers
        clock = time.perf_counter_ns
        call, file, size = reader.call, reader.file, reader.size
        parse = reader.parse
        still = reader.still_ns
        calls = self.calls
        tree = calls.cells
        child = calls.child
        started = calls.started_ns
        turning = allocate_lock()
        dispatch = self.dispatch_ns
        half = dispatch // 2
        events = 0
        most = _LONGEST_EVENT_NS
        lost = 0  # ns that the agent has taken from the program
        sample = None
        memory = 0
        read_at = -1 << 60  # when the memory was last read
        window = 1
        window_end = 0
        spent = 0  # the same, but for what other processes and threads did meanwhile
        limit = ALLOWANCE_NS
        deaf = False
        turns = 0  # how often a thread has begun or ended to run watched code beside others
        others_worked = make_others_worked()
        process = os.getpid()

        def enter(part):
            """A frame of ``part`` starts."""
            began = clock()
            if may_follow(part.followed, began):
                frame = push(part, began)
                if part.counted:
                    cells[part.followed.row << 3] += 1.0
                    if frame.own:
                        tree[frame.node * NODE] += 1.0
            account(clock() - began)

        def resume(part, row=0):
            """A suspended frame goes on."""
            began = clock()
            if may_follow(part.followed, began):
                push(part, began)
            account(clock() - began)

        def leave(part):
            """The innermost frame of ``part`` is left or suspended."""
            began = clock()
            ident = get_ident()
            frame = tops.get(ident)
            while frame is not None and frame.part is not part:
                frame = frame.parent
            if frame is not None:
                above = tops[ident]
                while above is not frame:
                    above = drop(above, ident)  # its end was never told
                if frame.pauses == part.followed.pauses:
                    close(frame, began)
                drop(frame, ident)
            account(clock() - began)

        def account(took):
            """An event has taken so many ns."""
            nonlocal lost, spent, events
            events += 1
            if took < most:
                spent += took + dispatch
                lost += took + dispatch
            else:
                # Waited meanwhile, where there are threads for the others to run: that is their time.
                spent += most
                lost += most if len(tops) > 1 else took + dispatch

        def may_follow(followed, began):
            if began >= window_end:
                turn(began, None)
            if followed.window != window:
                followed.window = window
                followed.used = 0
            used = followed.used = followed.used + 1
            if not followed.on:  # the event of a thread that was just on its way
                return False
            if used <= followed.quota and (spent < limit or used <= strict_quota()):
                return True
            if followed.novel:
                followed.novel -= 1
                return True
            followed.on = False
            followed.pauses += 1
            if followed.open:
                stacks.forget(followed, began)
            pacer.pause(followed, began - lost - half, events, read(began))
            return False

        def strict_quota():
            return STRICTER_QUOTAS[min((spent - limit) // ALLOWANCE_NS, 2)]

        def read(now):
            nonlocal sample, memory, read_at, file
            if now - read_at >= still:
                try:
                    new = call(file, size, 0)
                except OSError:
                    reader.repair()
                    file = reader.file
                    new = call(file, size, 0)
                read_at = clock()
                if new != sample:
                    memory = parse(new)
                    sample = new
                    cells[MEMORY_NOW] = memory
                    if memory > cells[MEMORY_HIGH]:
                        cells[MEMORY_HIGH] = memory
            return memory

        def push(part, began):
            nonlocal turns
            ident = get_ident()
            parent = tops.get(ident)
            paused = ()
            if sleepers or deaf:
                parent, paused = stacks.find_caller(ident, parent)
            if parent is None:
                lane = stacks.lane_of(ident)
                depth = 1
                caller = 0
            else:
                lane = parent.lane
                depth = parent.depth + 1
                caller = parent.node
                if take_peak is not None:
                    parent.high = max(parent.high, take_peak())
            for row in paused:
                caller = child(caller, 0, row)
            frame = open_frame(part, caller, began)
            frame.parent = parent
            frame.lane = lane
            frame.depth = depth
            stacks.show(frame)
            cells[lane + 1] = depth
            tops[ident] = frame
            if parent is None and len(tops) > 1:
                turns += 1
            return frame

        def open_frame(part, caller, began):
            frame = Frame()
            frame.turn = turns
            held = read(began)
            followed = part.followed
            row = followed.row
            frame.part = part
            frame.node = node = child(caller, 0, row)
            frame.own = node != caller
            frame.memory = frame.high = held
            frame.began = began - lost - half
            frame.since = 0
            frame.others = others_ns()
            frame.pauses = followed.pauses
            if frame.own:
                cell = node * NODE
                if node not in followed.marks:
                    followed.marks[node] = tree[cell + CALLS], tree[cell + GROWTH], tree[cell + TIME]
                tree[cell + OPEN] += 1.0
                tree[cell + OPENED_MEMORY] = held
                tree[cell + OPENED_AT] = began - started
            if not cells[(row << 3) + BASELINE]:
                cells[(row << 3) + BASELINE] = held
            followed.open += 1
            return frame

        def close(frame, began):
            held = read(began)
            if take_peak is not None:
                frame.high = max(frame.high, take_peak())
            if held > frame.high:
                frame.high = held
            if frame.own:
                cell = frame.node * NODE
                tree[cell + GROWTH] += held - frame.memory
                took = began - lost - half - frame.began
                if took > 0:
                    tree[cell + TIME] += took
            if held != frame.memory and (len(tops) > 1 or frame.turn != turns or others_worked(frame, held)):
                cells[(frame.part.followed.row << 3) + OVERLAPPED] = 1.0

        def drop(frame, ident):
            """Takes the innermost frame off the stack; returns the next one."""
            nonlocal turns
            end(frame)
            parent = frame.parent
            if parent is None:
                del tops[ident]
                cells[frame.lane + 1] = 0.0
                if tops:
                    turns += 1
                return None
            if frame.high > parent.high:
                parent.high = frame.high
            tops[ident] = parent
            cells[frame.lane + 1] = parent.depth
            if parent.depth >= LANE_DEPTH:
                stacks.show(parent)
            return parent

        def end(frame):
            frame.part.followed.open -= 1
            if frame.own:
                cell = frame.node * NODE
                tree[cell + OPEN] -= 1.0
                if frame.high > tree[cell + PEAK]:
                    tree[cell + PEAK] = frame.high

        def turn(began, real):
            """A window is over: some of the functions that are paused go on, those that run in this thread at once.

            ``real``: the innermost frame that has started; None: the caller of that which is about to start.
            """
            nonlocal window, window_end, limit, deaf
            if not turning.acquire(False):
                return
            try:
                window += 1
                window_end = began + WINDOW_NS
                limit = spent + ALLOWANCE_NS
                was_deaf = deaf
                if deaf:
                    deaf = False
                    self.hear(True)
                if sleepers and pacer.wake(began - lost - half, events, read(began)) or was_deaf:
                    if real is None:
                        real = real_frame()
                        real = real and real.f_back
                    stacks.meet(real, began)
            finally:
                turning.release()

        def ring(real):
            """The alarm of the pacer has gone off while ``real`` was running."""
            nonlocal lost
            began = clock()
            if not is_own(real.f_code.co_filename):
                top = tops.get(get_ident())
                if real.f_lasti < _START_BYTES and (top is None or top.part.code is not real.f_code):
                    real = real.f_back  # its start may be about to be told
                turn(began, real)
            lost += clock() - began

        def deafen():
            """Too many exceptions leave functions that are not followed: has none told until the window ends."""
            nonlocal deaf
            deaf = True
            self.hear(False)
            pacer.alarm.set()

        def calibrate(nanoseconds):
            nonlocal dispatch, half
            self.dispatch_ns = dispatch = nanoseconds
            half = dispatch // 2

        def finish():
            """Scales up what is paused at the end of the program. A child that is not watched has nothing of its own."""
            if os.getpid() != process:
                return
            began = clock()
            pacer.settle(began - lost - half, read(began))

        def now():
            return clock() - lost

        stacks = Stacks(self, self._lanes, cells, open_frame, close, end, drop)
        self.enter = enter
        self.resume = resume
        self.leave = leave
        self.advance = lambda *event: None
        self.ring = ring
        self.stacks = stacks
        self.deafen = deafen
        self.calibrate = calibrate
        self.finish = finish
        self.now = now
