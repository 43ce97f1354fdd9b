"""The frames of watched functions that are on the stacks of threads."""

from .calltree import NODE


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
        "turn",  # how often threads had begun or ended beside others by then
        "others",  # how long other threads had run by then (threads.others_ns)
        "high",  # highest memory seen since within calls and by `take_peak`; 0 if nothing was
        "entry",  # memory when the frame was entered or resumed
        "began",  # when it was
        "peak",  # highest memory of the lines that were closed
        "node",  # of the call tree
        "tally",  # first cell of that node where this frame's numbers count; 0: they are within its caller's
    )


def enclosing(frame):
    """The nearest outer frame of the same function on this thread."""
    function = frame.source.function
    if function.active < 2:
        return None
    frame = frame.parent
    while frame is not None and frame.source.function is not function:
        frame = frame.parent
    return frame


def is_on_stack(frame, source):
    while frame is not None and frame.source is not source:
        frame = frame.parent
    return frame is not None


def place(frame, calls):
    """The node of a frame, and the first cell where its numbers count, as ``Recorder`` finds them."""
    source, parent = frame.source, frame.parent
    caller, row = (0, 0) if parent is None else (parent.node, parent.row)
    if not source.counted and parent is not None and parent.source.function is source.function:
        return caller, 0
    node = calls.child(caller, row, source.function.row)
    return node, 0 if node == caller else node * NODE


def outermost_first(frame):
    frames = []
    while frame is not None:
        frames.append(frame)
        frame = frame.parent
    return reversed(frames)


def pass_over(frame, took, grown):
    """Moves the starts of all that is open, from ``frame`` outwards, by a time in ns and by a difference in memory."""
    while frame is not None:
        frame.since += took
        if frame.began:
            frame.began += took
        if grown and frame.memory is not None:
            frame.memory += grown
            frame.entry += grown
            frame.sample = None
        frame = frame.parent
