"""The table of numbers that the host reads while the program runs (docs/run-folder.md)."""

import mmap
import os
import sys

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
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0)
        fd = os.open(path, flags | (os.O_CREAT | os.O_EXCL if create_rows else 0), 0o600)
        try:
            if create_rows:
                os.ftruncate(fd, create_rows * ROW_BYTES)
            size = os.fstat(fd).st_size
            # Before 3.13 mmap keeps a descriptor of its own and closes that number when it is destroyed, even if the
            # program has reused it since: whoever holds this table must outlive the program's modules (children.py).
            untracked = {"trackfd": False} if sys.version_info >= (3, 13) and os.name == "posix" else {}
            self.map = mmap.mmap(fd, size, **untracked)
        finally:
            os.close(fd)
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
        if first + count > self.rows:
            return 0
        self.cells[USED] = first + count
        return first

    def take_layout(self, other):
        """Gives all functions the rows that they have in ``other``."""
        self.cells[USED] = other.cells[USED]

    def allot_lane(self, thread):
        """Returns the first cell of a lane for a thread; the last lane is shared by all threads that come too late."""
        used = int(self.cells[LANES_USED])
        if used < LANES:
            self.cells[LANES_USED] = used + 1
        start = FIRST_LANE + min(used, LANES - 1) * LANE
        self.cells[start] = thread
        return start
