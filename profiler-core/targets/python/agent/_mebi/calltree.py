"""The paths of calls between watched functions, in calls.bin (docs/run-folder.md).

A node is a function called from one line of another node. Whoever watches gets its number from ``child`` and writes
its numbers into ``cells`` himself: node * ``NODE`` is its first cell.
"""

from _thread import RLock
from errno import EDQUOT, ENOSPC
from itertools import count

from . import shared
from .kept import mmap, time

MAGIC = 0x4D454243
VERSION = 1
NODE = 10  # cells of one node
NODE_BYTES = NODE * 8
CAPACITY = 65536

MAGIC_CELL, VERSION_CELL, NODES, NODES_USED, TURNED_AWAY = range(5)  # of the header
CALLS, GROWTH, PEAK, TIME, CALLER, FUNCTION, CALLER_LINE, OPEN, OPENED_MEMORY, OPENED_AT = range(NODE)


class CallTree:
    """A memory-mapped float64 array; the kernel keeps what was written when the process dies."""

    def __init__(self, path, started_ns, capacity=CAPACITY, log=None, level=None):
        """Makes the file. ``capacity``: nodes, the header included; ``log`` is told when there is no room left.

        ``level``: the file is there, of a program that this one has replaced (``exec``) when memory was so high, in bytes.
        """
        self.started_ns = started_ns
        self.capacity = capacity
        self.log = log
        self._former = []
        self._begin(path, level)

    def move(self, path, log=None):
        """Begins anew in another file, without nodes (a forked child)."""
        self.log = log
        # Before 3.13 a map closes the number of a descriptor when it is destroyed, see `Table`: not while we live.
        self._former.append(self.map)
        self._begin(path)

    def child(self, node, caller_row, function_row):
        """Returns the node of a function called from a line of ``node``, or, where there is no room, ``node`` itself.

        ``node`` is 0 where nothing that is watched called, ``caller_row`` is 0 where the line is not known.
        """
        # In one piece: the deeper we call, the sooner a deep recursion of the program ends within us.
        key = node, caller_row, function_row
        nodes = self.nodes
        found = nodes.get(key)
        if found is not None:
            return found
        with self._lock:
            if key in nodes:  # another thread was faster
                return nodes[key]
            cells = self.cells
            if not self._full:
                made = next(self._numbers)
                if made < self._room or self._reserve(made):
                    cell = made * NODE
                    cells[cell + CALLER] = node
                    cells[cell + FUNCTION] = function_row
                    cells[cell + CALLER_LINE] = caller_row
                    if made >= cells[NODES_USED]:
                        cells[NODES_USED] = made + 1
                    nodes[key] = made
                    return made
                self._full = True
                self._tell()
            cells[TURNED_AWAY] += 1.0
            return node

    def _begin(self, path, level=None):
        self.nodes = {}  # (calling node, row of its line, row of the function) -> node
        self._lock = RLock()  # a signal handler may come in between
        self._full = False
        self._path = path
        self.map = _make_map(path, self.capacity * NODE_BYTES) if level is None else shared.open_made(path)
        self.cells = cells = memoryview(self.map).cast("d")
        self.capacity = len(self.map) // NODE_BYTES
        used = 1
        if level is not None:
            used = int(cells[NODES_USED])
            self._take_over(used, level)
        cells[MAGIC_CELL] = MAGIC
        cells[VERSION_CELL] = VERSION
        cells[NODES] = self.capacity
        cells[NODES_USED] = used
        self._numbers = count(used)
        chunks = -(-used * NODE_BYTES // shared.CHUNK)  # that were reserved
        self._reserved = min(chunks * shared.CHUNK, self.capacity * NODE_BYTES)
        self._room = self._reserved // NODE_BYTES  # nodes

    def _take_over(self, used, level):
        """Finds the nodes of the former program again, and ends what was open then."""
        cells = self.cells
        now = time.perf_counter_ns() - self.started_ns
        for node in range(1, used):
            cell = node * NODE
            self.nodes[int(cells[cell + CALLER]), int(cells[cell + CALLER_LINE]), int(cells[cell + FUNCTION])] = node
            if cells[cell + OPEN] >= 1:
                cells[cell + OPEN] = 0.0
                if cells[cell + OPENED_MEMORY] and level:
                    cells[cell + GROWTH] += level - cells[cell + OPENED_MEMORY]
                if cells[cell + OPENED_AT]:
                    cells[cell + TIME] += now - cells[cell + OPENED_AT]

    def _reserve(self, node):
        """Sees to it that there is room for ``node`` on the disk; returns whether there is."""
        if node >= self.capacity:
            return False
        done = self._reserved
        length = min(shared.CHUNK, self.capacity * NODE_BYTES - done)
        if not shared.reserve(self._path, done, length):
            return False
        self._reserved = done + length
        self._room = self._reserved // NODE_BYTES
        return True

    def _tell(self):
        if self.log is not None:
            self.log.warn(
                "calls-full",
                "The program calls on more than %d ways: the call tree counts further ones with their callers."
                % (self.capacity - 1),
            )


def _make_map(path, size):
    """Without a file where the disk is full: the program goes on, and its call tree is not kept."""
    try:
        return shared.make(path, size)
    except OSError as error:
        if error.errno not in (ENOSPC, EDQUOT):
            raise
        return mmap.mmap(-1, size)
