"""How long a page fault takes at the least: in less time than that, resident memory cannot have grown."""

from .kept import mmap, time

_PAGES = 64
# As allocators get theirs: pages that processes could share take longer.
_PRIVATE = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_ANONYMOUS") else {}
_found = []  # measured once: forked children are the same machine


def shortest_page_fault_ns():
    """Returns the shortest time of a first write to a page over that of a second one, in ns (about 100 µs of work)."""
    if not _found:
        _found.append(_measure())
    return _found[0]


def _measure():
    page = mmap.PAGESIZE
    memory = mmap.mmap(-1, _PAGES * page, **_PRIVATE)
    try:
        first = _shortest_write(memory, page)
        second = _shortest_write(memory, page)
    finally:
        memory.close()
    return max(0, first - second)


def _shortest_write(memory, page):
    shortest = 1 << 40
    for offset in range(0, _PAGES * page, page):
        before = time.perf_counter_ns()
        memory[offset] = 1
        took = time.perf_counter_ns() - before
        if took < shortest:
            shortest = took
    return shortest
