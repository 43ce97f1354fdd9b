"""Within ``mebi run`` the agent is at work already: what is asked of this package is read from its numbers.

A second watcher of the same functions would take their calls away from the run (before 3.12), or need one more of the few tools
that ``sys.monitoring`` has room for.
"""

import sys

from . import _agent  # noqa: F401
from ._recording import Recording, numbers_of

# Numbers of a line that are the highest of all times, or a flag: they begin anew, and come back afterwards.
_HIGHEST = (2, 3, 5)
_SUMS = (0, 1, 4)


def session():
    """The agent's session in this process, while there is one; None elsewhere."""
    return getattr(sys.modules.get("_mebi.session"), "current", None)


def open_recording(backend, **options):
    """A ``Recording`` that has to be started, or what does the same on the numbers of the run that goes on."""
    running = session()
    if running is not None and not options and running.spec["detail"] == "lines" and running.spec["backend"] == backend:
        return Borrowed(running)
    return Recording(backend, **options)


class Borrowed(object):
    """What ``Recording`` is, of the agent's session. Only what happens from ``watch`` on counts."""

    keeps_peak = False

    def __init__(self, session):
        self._session = session
        self.backend = session.spec["backend"]
        self._watched = []  # (Watched, fields, numbers at the start, by place in the table)

    def start(self):
        self._before = self.memory()

    def watch(self, function):
        watcher = self._session.watcher
        to_run, source = watcher.watch(function.__code__, function)
        if to_run is not function.__code__:
            function.__code__ = to_run
        if source is None or any(watched is source.function for watched, _, _ in self._watched):
            return
        fields = self._session.registry.fields_of(source.function)
        self._watched.append((source.function, fields, self._begin(source.function, fields)))

    def _begin(self, watched, fields):
        cells = self._session.table.cells
        before = {}
        for place in _places(watched, fields):
            cell = place << 3
            before[place] = [cells[cell + offset] for offset in range(6)]
            for offset in _HIGHEST if place != watched.row else ():
                cells[cell + offset] = 0.0
        return before

    def stop(self):
        """The numbers of the run are whole again."""
        self._ended = [self._end(*each) for each in self._watched]

    def _end(self, watched, fields, before):
        """The numbers since the start, as a table of their own."""
        cells = self._session.table.cells
        own = {}
        for place, old in before.items():
            cell = place << 3
            own[place] = [cells[cell + offset] - (old[offset] if offset in _SUMS else 0) for offset in range(6)]
            if place == watched.row:
                own[place][1] = self._before  # that of its first call of all is the run's
                continue
            for offset in _HIGHEST:
                cells[cell + offset] = max(cells[cell + offset], old[offset])
            # In a run the host looks for peaks, from outside.
            own[place][3] = max(own[place][3], own[place][2])
        return watched, fields, own

    def memory(self):
        return self._session.reader.read()

    def peak(self):
        return 0

    def highest(self):
        """The highest memory on leaving a watched line."""
        cells = self._session.table.cells
        places = [place for watched, fields, _ in self._watched for place in _places(watched, fields) if place != watched.row]
        return int(max([cells[(place << 3) + 2] for place in places] or [0]))

    def functions(self):
        text_named = self._session.registry.text_named
        return [numbers_of(watched, fields, own, text_named) for watched, fields, own in self._ended if own[watched.row][0]]


def _places(watched, fields):
    return range(watched.row, watched.row + 1 + len(fields["lines"]))
