"""Files that the agent writes through a memory map while the host reads them.

They are sparse. A page that has no place on the disk yet, and gets none because the disk is full, kills the process that
touches it (SIGBUS): space is therefore reserved before it is used.
"""

from .kept import mmap, os, sys


CHUNK = 1 << 16  # bytes that are reserved at once


def make(path, size):
    """Makes a file of ``size`` bytes, of which the first ``CHUNK`` are reserved, and maps it. Raises OSError."""
    fd = os.open(path, _flags() | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.ftruncate(fd, size)
        _reserve(fd, 0, min(size, CHUNK))
        return _map(fd, size)
    finally:
        os.close(fd)


def open_made(path):
    """Maps a file that is there."""
    fd = os.open(path, _flags())
    try:
        return _map(fd, os.fstat(fd).st_size)
    finally:
        os.close(fd)


def reserve(path, offset, length):
    """Has the disk keep space for a part of a file. Returns whether it has; true where that cannot be known."""
    try:
        fd = os.open(path, _flags())
    except OSError:  # out of reach by now
        return True
    try:
        _reserve(fd, offset, length)
    except OSError:
        return False
    finally:
        os.close(fd)
    return True


def _flags():
    return os.O_RDWR | getattr(os, "O_BINARY", 0)


def _reserve(fd, offset, length):
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(fd, offset, length)


def _map(fd, size):
    # Before 3.13 mmap keeps a descriptor of its own and closes that number when it is destroyed, even if the program has
    # reused it since: whoever holds a map must outlive the program's modules (session._start).
    untracked = {"trackfd": False} if sys.version_info >= (3, 13) and os.name == "posix" else {}
    mapped = mmap.mmap(fd, size, **untracked)
    if hasattr(mmap, "MADV_RANDOM"):
        # The kernel would read ahead at the first touch: megabytes of nothing, for more than a millisecond.
        mapped.madvise(mmap.MADV_RANDOM)
    return mapped
