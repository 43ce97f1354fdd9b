"""What was measured, as people and programs read it. Memory in bytes, times in ns."""

import os

from . import _agent  # noqa: F401
from _mebi import sources
from _mebi.registry import MODULE
from _mebi.streams import HEADER, mebibytes, row


class Line(object):
    """A physical line of a function. ``occurrences`` is 0 where it did not run, or belongs to the statement above it."""

    __slots__ = ("number", "text", "occurrences", "increment", "memory", "peak", "time_ns", "overlapped")

    def __init__(self, number, text, numbers=None):
        self.number = number
        self.text = text
        numbers = numbers or {}
        for name in self.__slots__[2:-1]:
            setattr(self, name, numbers.get(name, 0))
        self.overlapped = numbers.get("overlapped", False)

    def __repr__(self):
        return "<Line %d: %+.3f MiB>" % (self.number, self.increment / 2.0**20)


class Function(object):
    """A function that was called: ``name``, ``file``, ``calls``, ``baseline``, and ``lines``, a ``Line`` for each of its text."""

    def __init__(self, numbers):
        self.name = numbers["name"]
        self.file = numbers["file"]
        self.calls = numbers["calls"]
        self.baseline = numbers["baseline"]
        self.text = _text_of(self.file) if numbers["text"] is None else numbers["text"]
        texts = sources.lines_of(self.text)
        span = range(numbers["first_line"], numbers["last_line"] + 1)
        known = numbers["lines"]
        self.lines = [Line(line, texts[line - 1] if line <= len(texts) else "", known.get(line)) for line in span]

    @property
    def growth(self):
        """What all its calls together have left behind."""
        return sum(line.increment for line in self.lines)

    @property
    def peak(self):
        """The highest memory at any moment within its lines."""
        return max([line.peak for line in self.lines] or [0])

    def table(self, precision=1):
        """The table of memory_profiler, its numbers in MiB."""
        header = row(*HEADER)
        texts = ["Filename: %s\n\n%s\n%s\n" % (self.file, header, "=" * len(header))]
        for index, line in enumerate(self.lines):
            memory, increment, occurrences = line.memory, line.increment, line.occurrences
            if index == 0 and self.name != MODULE:
                # As there: the first row, the function's own, has what was before. That of a cell has numbers of its own.
                memory, increment = max(memory, self.baseline), increment + self.baseline
                occurrences = occurrences or self.calls
            words = (mebibytes(memory, precision), mebibytes(increment, precision), occurrences) if occurrences else ("",) * 3
            texts.append(row(line.number, *(words + (line.text,))) + "\n")
        return "".join(texts)

    def __repr__(self):
        return "<Function %s: %+.3f MiB>" % (self.name, self.growth / 2.0**20)


class Result(object):
    """Functions that were watched for a while, and the memory of the process meanwhile.

    ``before``, ``after``, ``peak``: of the whole process; ``is_peak_exact``: the kernel has kept the peak, however short it was, else
    it is the highest that was seen. ``notes``: sentences for the person. ``timeline``: (ns since the start, bytes) pairs, where there
    is one. ``limit``: what the process may take, bytes, and of whom that is (``container``, ``machine``); None: not known.
    """

    def __init__(self, backend, functions, before, after, peak, is_peak_exact, duration_ns):
        self.backend = backend
        self.functions = [Function(numbers) for numbers in functions]
        self.before = before
        self.after = after
        self.peak = peak
        self.is_peak_exact = is_peak_exact
        self.duration_ns = duration_ns
        self.notes = []
        self.timeline = []
        self.limit = None

    def table(self, precision=1):
        """The tables of all functions, as memory_profiler prints them; a sentence where none was called."""
        if not self.functions:
            return "No watched function was called: there is nothing to show.\n"
        return "\n\n".join(function.table(precision) for function in self.functions)

    def report(self, precision=1):
        """The tables, and what is to be said about them."""
        sentences = [self.summary()] + self.remarks()
        return "%s\n%s\n" % (self.table(precision), "\n".join(sentences))

    def summary(self):
        """The peak and what is left, in a line."""
        peak, growth = self.peak, self.after - self.before
        text = "peak memory: %s, %s above the start; left behind: %s" % (_mib(peak), _mib(peak - self.before), _mib(growth))
        if self.limit is not None:
            text += "; the %s has %s" % (self.limit[1], _mib(self.limit[0]))
        return text + "."

    def remarks(self):
        """Sentences: what is to be known of the numbers."""
        remarks = list(self.notes)
        if not self.is_peak_exact:
            remarks.append("The peak is the highest that was seen; shorter ones may have been higher.")
        for function in self.functions:
            lines = [line.number for line in function.lines if line.overlapped]
            if lines:
                where = "line%s %s" % ("s" if lines[1:] else "", ", ".join(map(str, lines)))
                remarks.append("Other threads were at work during %s of %s; their memory counts there." % (where, function.name))
        return remarks

    def __str__(self):
        return self.table()

    def _repr_pretty_(self, printer, cycle):
        printer.text(self.report())

    def _repr_html_(self):
        from ._html import page_of

        return page_of(self)

    def to_dataframe(self):
        """A ``pandas.DataFrame`` with a row for each line that ran. Raises ImportError where there is no pandas."""
        import pandas

        names = ["function", "file"] + list(Line.__slots__)
        rows = [
            [function.name, function.file] + [getattr(line, name) for name in Line.__slots__]
            for function in self.functions
            for line in function.lines
            if line.occurrences
        ]
        return pandas.DataFrame(rows, columns=names)


def _mib(size):
    return "%.1f MiB" % (size / 2.0**20)


def _text_of(file):
    content = sources.read(file) if os.path.isfile(file) else None
    return "" if content is None else sources.decode(content)
