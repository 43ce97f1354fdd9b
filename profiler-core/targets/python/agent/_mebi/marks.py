"""What happened when: exceptions that left watched functions, and collections of garbage, for the timeline."""

from .kept import gc, sys, time

_MOST_RAISED = 200
_MOST_COLLECTIONS = 1000
_MOST_TEXT = 1000
_OLDEST = 2
# How code ends that has not failed.
_ENDINGS = (StopIteration, StopAsyncIteration, GeneratorExit)
_SLOT = type(BaseException.__str__)
_PLAIN = frozenset((str, bytes, int, float, bool, type(None)))


class Marks:
    """Writes such events to the log, the first of them only. Keeps nothing of the program's alive."""

    def __init__(self, log):
        self._began = time.perf_counter_ns()
        self._collections = self._raised = 0
        self._told = 0  # id of the RecursionError that was told last
        self.log = log

    def start(self):
        # Before 3.10 an error within a callback, where the program's recursion has come to its limit, ends the process.
        if sys.version_info >= (3, 10):
            gc.callbacks.append(self._on_collection)

    def stop(self):
        if self._on_collection in gc.callbacks:
            gc.callbacks.remove(self._on_collection)

    def move(self, log):
        """Writes to another log from now on (a forked child)."""
        self.log = log
        self._collections = self._raised = 0

    def raised(self, error, source_of):
        """``error`` leaves a watched function, whose frame is the first of its traceback.

        ``source_of(code)`` gives the ``Code`` of watched code, else None.
        """
        try:
            fields = self.describe(error, error.__traceback__, source_of)
            if fields is not None:
                self.write(fields)
        except Exception:  # the stack is too deep for us: told when some more frames have been left
            self._told = 0

    def describe(self, error, trace, source_of):
        """Returns what the log says of an exception, or None where it is not to be told, or was already."""
        if self._raised >= _MOST_RAISED or issubclass(type(error), _ENDINGS) or trace is None:
            return None
        return self._describe(error, trace, source_of)

    def write(self, fields):
        if self._raised < _MOST_RAISED:
            self.log.write("raised", **fields)
            self._raised += 1

    def _describe(self, error, trace, source_of):
        source, line = source_of(trace.tb_frame.f_code), trace.tb_lineno
        # Where the stack is too deep we hear of an exception only when it has left some frames.
        late = isinstance(error, RecursionError) and id(error) != self._told
        trace = trace.tb_next
        while trace is not None:
            inner = source_of(trace.tb_frame.f_code)
            if inner is not None:
                if not late:
                    return None  # told when it left that one
                source, line = inner, trace.tb_lineno
            trace = trace.tb_next
        if source is None:
            return None
        self._told = id(error) if late else 0
        return {
            "type": type(error).__name__,
            "message": _message_of(error),
            "file": source.function.file,
            "line": line,
        }

    def _on_collection(self, phase, info):
        try:
            if info["generation"] < _OLDEST:
                return
            if phase == "start":
                self._began = time.perf_counter_ns()
            elif self._collections < _MOST_COLLECTIONS:
                self._collections += 1
                took = time.perf_counter_ns() - self._began
                self.log.write("collection", generation=_OLDEST, durationNs=took, collected=info["collected"])
        except RecursionError:  # within a deep recursion of the program's; the interpreter would tell of it on stderr
            pass


def _message_of(error):
    """The exception in words, or nothing where finding them would run code of the program."""
    if type(type(error).__str__) is not _SLOT or not _is_plain(error.args):
        return ""
    try:
        return str(error)[:_MOST_TEXT]
    except ValueError:  # a number of too many digits
        return ""


def _is_plain(value, depth=0):
    if type(value) in (tuple, list):
        return depth < 3 and len(value) < 100 and all([_is_plain(item, depth + 1) for item in value])
    return type(value) in _PLAIN
