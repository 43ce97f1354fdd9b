"""The tables that ``@profile(stream=...)`` asks for, written into the program's own streams as memory_profiler does it.

Imported only where a program asks for one. Reading the numbers and making the text is kept out of the numbers.
"""

from . import sources
from .recorder import INCREMENT, MEMORY, OCCURRENCES

_MIB = 1 << 20
_FUNCTION = type(lambda: 0)
HEADER = ("Line #", "Mem usage", "Increment", "Occurrences", "Line Contents")
_COROUTINE, _GENERATOR, _ASYNC_GENERATOR = 0x80, 0x20, 0x200  # in co_flags


class StreamTables:
    def __init__(self, session):
        self._session = session
        self._due = []  # (Target, stream, precision) of what is written at the end of the program

    def follow(self, marked, functions, stream, precision):
        """Returns what stands in for ``marked``: it writes the table of each call, when that ends.

        ``functions``: the plain functions in it, each with its ``Watched`` or None. Where no end of a call can be had (classes,
        properties, asynchronous generators), one table of all calls is written at the end of the program.
        """
        precision = precision if type(precision) is int and precision >= 0 else 1  # memory_profiler's
        with_lines = self._session.spec["detail"] == "lines"
        known = [pair for pair in functions if with_lines and pair[1] is not None]
        if len(known) < len(functions):
            why = "this run watches other functions" if with_lines else "in this run functions are watched without their lines"
            self._warn("is not written: " + why, functions[0][0].__qualname__)
        targets = [_Target(*pair, self._session.registry.fields_of(pair[1])) for pair in known]
        if not targets:
            return marked
        if type(marked) in (staticmethod, classmethod) and type(marked.__func__) is _FUNCTION:
            return type(marked)(self._each_call(marked.__func__, targets[0], stream, precision))
        if type(marked) is _FUNCTION and not marked.__code__.co_flags & _ASYNC_GENERATOR:
            return self._each_call(marked, targets[0], stream, precision)
        self._due += [(target, stream, precision) for target in targets]
        return marked

    def _warn(self, what, name):
        self._session.log.warn("mark-stream", "The table of %s that @profile(stream=...) asks for %s." % (name, what))

    def at_exit(self):
        for target, stream, precision in self._due:
            self._write(target, {}, stream, precision)

    def _each_call(self, function, target, stream, precision):
        """A function in the place of ``function`` that writes a table when a call is over, however it ends."""

        def begin():
            target.running += 1
            if target.running > 1:
                return None
            started = []
            self._apart(lambda: started.append(target.begin(self._cells, self._memory())))
            return started[0]

        def end(started):
            target.running -= 1
            if started is not None:
                self._write(target, started, stream, precision)

        if function.__code__.co_flags & _COROUTINE:

            async def streamed(*args, **keywords):
                started = begin()
                try:
                    return await function(*args, **keywords)
                finally:
                    end(started)

        elif function.__code__.co_flags & _GENERATOR:

            def streamed(*args, **keywords):
                started = begin()
                try:
                    return (yield from function(*args, **keywords))
                finally:
                    end(started)

        else:

            def streamed(*args, **keywords):
                started = begin()
                try:
                    return function(*args, **keywords)
                finally:
                    end(started)

        for name in ("__module__", "__name__", "__qualname__", "__doc__"):
            setattr(streamed, name, getattr(function, name))
        streamed.__dict__.update(function.__dict__)
        streamed.__wrapped__ = function
        return streamed

    @property
    def _cells(self):
        return self._session.table.cells

    def _memory(self):
        return self._session.reader.read()

    def _apart(self, work):
        self._session.recorder.apart(work)

    def _write(self, target, started, stream, precision):
        lines = []
        self._apart(lambda: lines.extend(target.table(self._cells, started, precision)))
        try:
            for line in lines:
                stream.write(line)
        except Exception as error:
            self._warn("could not be written: %s: %s" % (type(error).__name__, error), target.name)


class _Target:
    """A watched function whose tables go to a stream."""

    def __init__(self, function, watched, fields):
        self.name = watched.name
        self.running = 0  # calls of it: one within another is part of that one's table
        self._filename = function.__code__.co_filename
        self._watched = watched
        self._row = watched.row
        self._lines = {line: watched.row + 1 + index for index, line in enumerate(fields["lines"])}
        self._span = range(fields["firstLine"], fields["lastLine"] + 1)
        content = sources.read(self._filename) if sources.is_file(self._filename) else None
        if content is None:
            self._text = sources.text_of(function.__code__, function.__globals__) or ""
        else:
            self._text = sources.decode(content)

    def begin(self, cells, memory):
        """Has the highest memory of each line found anew; returns the memory and the numbers from which this call counts."""
        before = {0: memory}
        for place in self._lines.values():
            cell = place << 3
            before[place] = cells[cell + OCCURRENCES], cells[cell + INCREMENT], cells[cell + MEMORY]
            cells[cell + MEMORY] = 0.0
        return before

    def table(self, cells, before, precision):
        """The pieces of the table (shaped as memory_profiler's) of what happened since ``begin``, or at all."""
        numbers = {}
        for line, place in self._lines.items():
            cell = place << 3
            occurrences, increment, highest = before.get(place, (0, 0, 0))
            high = cells[cell + MEMORY]
            if cells[cell + OCCURRENCES] > occurrences:
                numbers[line] = high, cells[cell + INCREMENT] - increment, int(cells[cell + OCCURRENCES] - occurrences)
            cells[cell + MEMORY] = max(high, highest)
        if not numbers:
            return []
        first = self._span[0]
        baseline = before.get(0, cells[(self._row << 3) + 1])
        memory, increment, calls = numbers.get(first, (0, 0, 1))
        numbers[first] = max(memory, baseline), increment + baseline, calls
        texts = sources.lines_of(self._text)
        header = row(*HEADER)
        pieces = ["Filename: " + self._filename + "\n\n", header + "\n", "=" * len(header) + "\n"]
        for line in self._span:
            own = numbers.get(line)
            words = ("", "", "") if own is None else (mebibytes(own[0], precision), mebibytes(own[1], precision), own[2])
            pieces.append(row(line, *words, texts[line - 1] if line <= len(texts) else "") + "\n")
        return pieces + ["\n\n"]


def mebibytes(size, precision):
    """A number of bytes as the classic table has it, in MiB."""
    number = "%.*f" % (precision, size / _MIB)
    if not float(number):
        number = number.lstrip("-")
    return number.rjust(precision + 4) + " MiB"


def row(line, memory, increment, occurrences, text):
    """A row of the classic table, without its end."""
    return "{0:>6} {1:>12} {2:>12}  {3:>10}   {4:<}".format(line, memory, increment, occurrences, text)
