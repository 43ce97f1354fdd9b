"""How much memory this process may take: its container's limit, where that is lower than what the machine has."""

import os


def memory_limit(root="/sys/fs/cgroup", membership="/proc/self/cgroup"):
    """Returns (bytes, ``container`` or ``machine``); None where it is not known."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return None
    limits = [limit for limit in _of_groups(root, membership) if limit < machine]
    return (min(limits), "container") if limits else (machine, "machine")


def _of_groups(root, membership):
    """The limits of the process's control groups and of those that they are in (both versions of Linux's)."""
    for line in _read(membership).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            base, name = root, "memory.max"
        elif "memory" in controllers.split(","):
            base, name = root + "/memory", "memory.limit_in_bytes"
        else:
            continue
        parts = [part for part in path.split("/") if part not in ("", "..")]
        for depth in range(len(parts) + 1):  # in a container, the outermost is its own
            text = _read("/".join([base] + parts[:depth] + [name])).strip()
            if text.isdigit():
                yield int(text)


def _read(path):
    try:
        with open(path) as file:
            return file.read()
    except (OSError, ValueError):
        return ""
