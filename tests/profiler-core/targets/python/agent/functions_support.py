"""Runs programs with ``"detail": "functions"`` and adds up what it left of each function."""

import array
import os

from support import AgentTest, read_log

NODE = 10


class Hotspot:
    """A function with all its calls, as the host adds them up: nested calls of itself count once."""

    def __init__(self):
        self.calls = self.growth = self.peak = self.time = self.open = 0
        self.callers = set()


def hotspots(folder, suffix=""):
    """By name; of a process whose files end with ``suffix``."""
    cells = array.array("d")
    with open(os.path.join(folder, "calls%s.bin" % suffix), "rb") as file:
        cells.frombytes(file.read())
    log = read_log(os.path.join(folder, "log%s.jsonl" % suffix))
    names = {event["row"]: event["name"] for event in log if event["kind"] == "function"}
    nodes = [cells[start : start + NODE] for start in range(0, int(cells[3]) * NODE, NODE)]
    found = {}
    for node in nodes[1:]:
        spot = found.setdefault(names[int(node[5])], Hotspot())
        spot.calls += int(node[0])
        spot.peak = max(spot.peak, node[2])
        spot.open += int(node[7])
        path = _path(nodes, int(node[4]))
        if path:
            spot.callers.add(names[path[0]])
        if int(node[5]) not in path:
            spot.growth += node[1]
            spot.time += node[3]
    return found


def _path(nodes, node):
    """Rows of the functions from a node to the outermost."""
    rows = []
    while node:
        rows.append(int(nodes[node][5]))
        node = int(nodes[node][4])
    return rows


def ranked(spots, number):
    return sorted(spots, key=lambda name: -getattr(spots[name], number))


class Functions(AgentTest):
    def watch(self, source, args=(), **spec):
        self.write("main.py", source)
        process, self.run_folder = self.start(args=args, detail="functions", **spec)
        outcome = self.outcome(process, self.run_folder)
        self.spots = hotspots(self.run_folder)
        self.estimated = {
            name
            for name, function in outcome.functions.items()
            if any(event["row"] == function.record["row"] for event in outcome.events("estimated"))
        }
        return outcome

    def assertSame(self, outcome, args=()):
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), self.run_plain(args))
