"""The paths of calls between watched functions, in calls.bin (docs/run-folder.md).

A node is a function called from one line of another node. Whoever watches gets its number from ``child`` and writes
its numbers into ``cells`` himself: node * ``NODE`` is its first cell.
"""

import mmap
from _thread import RLock
from errno import EDQUOT, ENOSPC
from itertools import count

from . import shared

MAGIC = 0x4D454243
VERSION = 1
NODE = 10  # cells of one node
NODE_BYTES = NODE * 8
CAPACITY = 65536

MAGIC_CELL, VERSION_CELL, NODES, NODES_USED, TURNED_AWAY = range(5)  # of the header
CALLS, GROWTH, PEAK, TIME, CALLER, FUNCTION, CALLER_LINE, OPEN, OPENED_MEMORY, OPENED_AT = range(NODE)


class CallTree:
    """A memory-mapped float64 array; the kernel keeps what was written when the process dies."""

    def __init__(self, path, started_ns, capacity=CAPACITY, log=None):
        """Makes the file. ``capacity``: nodes, the header included; ``log`` is told when there is no room left."""
        self.started_ns = started_ns
        self.capacity = capacity
        self.log = log
        self._former = []
        self._begin(path)

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
        found = self.nodes.get((node, caller_row, function_row))
        return self._make(node, caller_row, function_row) if found is None else found

    def _begin(self, path):
        self.nodes = {}  # (calling node, row of its line, row of the function) -> node
        self._lock = RLock()  # a signal handler may come in between
        self._numbers = count(1)
        self._full = False
        self.map = _make_map(path, self.capacity * NODE_BYTES)
        self._path = path
        self._reserved = shared.CHUNK
        self.cells = cells = memoryview(self.map).cast("d")
        cells[MAGIC_CELL] = MAGIC
        cells[VERSION_CELL] = VERSION
        cells[NODES] = self.capacity
        cells[NODES_USED] = 1

    def _make(self, node, caller_row, function_row):
        key = node, caller_row, function_row
        with self._lock:
            found = self.nodes.get(key)
            if found is not None:  # another thread was faster
                return found
            if not self._full:
                made = next(self._numbers)
                if made < self.capacity and self._reserve((made + 1) * NODE_BYTES):
                    self._fill(made, key)
                    return made
                self._full = True
                self._tell()
            self.cells[TURNED_AWAY] += 1.0
            return node

    def _reserve(self, size):
        if size > self._reserved:
            length = min(shared.CHUNK, self.capacity * NODE_BYTES - self._reserved)
            if not shared.reserve(self._path, self._reserved, length):
                return False
            self._reserved += length
        return True

    def _fill(self, made, key):
        cell = made * NODE
        self.cells[cell + CALLER], self.cells[cell + FUNCTION], self.cells[cell + CALLER_LINE] = key[0], key[2], key[1]
        self.cells[NODES_USED] = max(made + 1, self.cells[NODES_USED])
        self.nodes[key] = made

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
