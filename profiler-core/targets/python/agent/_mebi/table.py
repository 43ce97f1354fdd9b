"""The table of numbers that the host reads while the program runs (docs/run-folder.md)."""

from . import shared
from .kept import os

MAGIC = 0x4D454249
VERSION = 1
ROW = 8  # cells of one row
ROW_BYTES = ROW * 8
LANES = 32
LANE = 64  # cells of one lane
LANE_DEPTH = LANE - 2  # stack cells of one lane
FIRST_LANE = ROW
FIRST_FREE_ROW = 1 + LANES * LANE // ROW

MAGIC_CELL, VERSION_CELL, CAPACITY, USED, MEMORY_NOW, MEMORY_HIGH, PROCESS, LANES_USED = range(8)


class Table:
    """A memory-mapped float64 array; the kernel keeps what was written when the process dies."""

    def __init__(self, path, create_rows=0):
        """Maps ``path``; with ``create_rows`` makes the file first, sparse, with that many rows."""
        self.path = path
        self.map = shared.make(path, create_rows * ROW_BYTES) if create_rows else shared.open_made(path)
        size = len(self.map)
        self._reserved = shared.CHUNK  # bytes; the host has reserved more of its own
        self.cells = memoryview(self.map).cast("d")
        self.rows = size // ROW_BYTES
        self.cells[MAGIC_CELL] = MAGIC
        self.cells[VERSION_CELL] = VERSION
        self.cells[CAPACITY] = self.rows
        self.cells[PROCESS] = os.getpid()
        if self.cells[USED] < FIRST_FREE_ROW:
            self.cells[USED] = FIRST_FREE_ROW

    def allot_rows(self, count):
        """Returns the first of ``count`` new rows, or 0 where the table is full."""
        first = int(self.cells[USED])
        if first + count > self.rows or not self._reserve(first + count):
            return 0
        self.cells[USED] = first + count
        return first

    def take_layout(self, other):
        """Gives all functions the rows that they have in ``other``. Raises OSError where the disk is full."""
        if not self._reserve(int(other.cells[USED])):
            raise OSError("the disk is full")
        self.cells[USED] = other.cells[USED]

    def begin_again(self):
        """Leaves no thread of the program that wrote here before; returns the memory that it had at last, in bytes."""
        for lane in range(LANES):
            self.cells[FIRST_LANE + lane * LANE + 1] = 0.0
        self.cells[LANES_USED] = 0.0
        return int(self.cells[MEMORY_NOW])

    def _reserve(self, rows):
        needed = min(rows * ROW_BYTES + shared.CHUNK, self.rows * ROW_BYTES)
        if rows * ROW_BYTES > self._reserved:
            if not shared.reserve(self.path, self._reserved, needed - self._reserved):
                return False
            self._reserved = needed
        return True


def process_of(path):
    """The process id of whoever has mapped the table in this file last; 0: nobody has."""
    with open(path, "rb") as file:
        return int(memoryview(file.read(ROW_BYTES)).cast("d")[PROCESS])
