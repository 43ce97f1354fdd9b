"""What a kernel left behind that died while something was measured, told to the next one of the same notebook."""

import json
import os
import socket
import stat
from array import array

from . import _host

_LANE, _MEMORY, _HIGH = 8, 4, 5  # cells of table.bin, docs/run-folder.md
_DEEPEST = 62
_TOLD = "told"  # a file in the folder: nobody need hear of it twice


def sentence_of(notebook):
    """Says in which line the last kernel of a notebook died; None where none did, or a host has taken it in already."""
    running = os.path.join(_host.data_folder(), "running")
    try:
        folders = sorted(name for name in os.listdir(running) if not name.startswith("."))
    except OSError:
        return None
    found = None
    for folder in (os.path.join(running, name) for name in folders):
        try:
            found = _told_of(folder, notebook) or found
        except (OSError, ValueError, KeyError, TypeError, IndexError):  # of another version, or just being removed
            continue
    return found


def _told_of(folder, notebook):
    meta = json.loads(_plain(folder, "meta.json").decode())
    host = meta["host"]
    if meta["known"]["request"]["target"].get("path") != notebook or host is None or host["name"] != socket.gethostname():
        return None
    if _host.start_of(host["pid"]) == host["start"] or os.path.exists(os.path.join(folder, _TOLD)):
        return None
    cells = array("d", _plain(folder, "table.bin", 1 << 16))
    open(os.path.join(folder, _TOLD), "w").close()
    depth = min(int(cells[_LANE + 1]), _DEEPEST)
    place = _place_of(folder, int(cells[_LANE + 1 + depth])) if depth else None
    memory = max(cells[_MEMORY], cells[_HIGH]) / 2.0**20
    where = " in %s, line %d" % place if place else ""
    return "The last kernel of this notebook died%s, at %.1f MiB or more. Mebi keeps what it had measured." % (where, memory)


def _place_of(folder, row):
    """The file and the line to which a row of the table belongs."""
    lines = _plain(folder, "log.jsonl").decode("ascii", "replace").split("\n")
    records = [json.loads(line) for line in lines if line.startswith('{"kind":"function"')]
    for record in records:
        at = row - record["row"] - 1
        if 0 <= at < len(record["lines"]):
            return record["file"], record["lines"][at]
    return None


def _plain(folder, name, most=1 << 24):
    """The beginning of a file. What was measured could write there: no link is followed, and nobody waits for a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(os.path.join(folder, name), flags)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("no plain file")
        return file.read(most)
