"""Runs programs under the agent as the host does, and reads what it left behind (docs/run-folder.md)."""

import array
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, *[os.pardir] * 5))
AGENT = os.path.join(ROOT, "profiler-core", "targets", "python", "agent")
sys.path.insert(0, AGENT)

from _mebi.calltree import MAGIC, NODE  # noqa: E402
from _mebi.table import FIRST_FREE_ROW, LANE, ROW  # noqa: E402
from outlines import outlines_of  # noqa: E402

MIB = 1 << 20

# For tests that take a while, and of which one interpreter of each kind is enough (build/agent-tests.mjs says which is in the middle).
on_ends = unittest.skipIf(os.environ.get("MEBI_TEST_BETWEEN"), "the oldest and the newest interpreter are enough, it takes a while")


class Line:
    """The numbers of one line; memory in bytes, time in ns."""

    def __init__(self, cells):
        self.occurrences = int(cells[0])
        self.increment = int(cells[1])
        self.memory = int(cells[2])
        self.peak = int(cells[3])
        self.time = int(cells[4])
        self.overlapped = bool(cells[5])
        self.opened = int(cells[7])


class Function:
    def __init__(self, record):
        self.record = record
        self.name = record["name"]
        self.calls = 0
        self.baseline = 0
        self.overlapped = False
        self.lines = {}

    @property
    def growth(self):
        return sum(line.increment for line in self.lines.values())


class Node:
    """A node of the call tree; memory in bytes, times in ns."""

    def __init__(self, cells):
        self.calls = int(cells[0])
        self.growth = int(cells[1])
        self.peak = int(cells[2])
        self.time = int(cells[3])
        self.open = int(cells[7])
        self.opened_memory = int(cells[8])
        self.opened_at = int(cells[9])


class Outcome:
    """What a run left: its exit code, output, log and functions by name."""

    def __init__(self, folder, process, stdout, stderr):
        self.folder = folder
        self.returncode = process.returncode
        self.stdout = stdout
        self.stderr = stderr
        self.log = read_log(os.path.join(folder, "log.jsonl"))
        self.functions = read_functions(folder, "")
        self.children = {}
        for path in glob.glob(os.path.join(folder, "table-*.bin")):
            pid = path.rsplit("-", 1)[1][:-4]
            if os.path.exists(os.path.join(folder, "log-%s.jsonl" % pid)):  # else it was killed while it started
                self.children[int(pid)] = read_functions(folder, "-" + pid)
        self.paths, self.turned_away = read_paths(folder, "")
        self.child_paths = {pid: read_paths(folder, "-%d" % pid)[0] for pid in self.children}
        self.child_logs = {pid: read_log(os.path.join(folder, "log-%d.jsonl" % pid)) for pid in self.children}
        self.stack = read_stack(folder, self.functions)

    def events(self, kind):
        return [event for event in self.log if event["kind"] == kind]

    def line(self, function, number):
        return self.functions[function].lines[number]


def command_of(target, args, flags):
    """The command that runs a program natively, as the host starts it; None where the agent is to run it itself."""
    deaf = any(flag[:2] not in ("-W", "-X") and set(flag) & set("IES") for flag in flags if flag[:1] == "-")
    if sys.version_info < (3, 12) or deaf or target.get("call"):
        return None
    named = ["-m", target["name"]] if target["kind"] == "module" else [target["path"]]
    return [sys.executable, "-B", *flags, *named, *args]


def read_log(path):
    with open(path, encoding="ascii") as file:
        return [json.loads(line) for line in file]


def read_cells(folder, suffix):
    cells = array.array("d")
    with open(os.path.join(folder, "table%s.bin" % suffix), "rb") as file:
        cells.frombytes(file.read())
    return cells


def read_functions(folder, suffix):
    cells = read_cells(folder, suffix)
    functions = {}
    for record in read_log(os.path.join(folder, "log%s.jsonl" % suffix)):
        if record["kind"] != "function":
            continue
        function = Function(record)
        start = record["row"] * ROW
        function.calls, function.baseline = int(cells[start]), int(cells[start + 1])
        function.overlapped = bool(cells[start + 5])
        for index, line in enumerate(record["lines"]):
            start = (record["row"] + 1 + index) * ROW
            if cells[start]:
                function.lines[line] = Line(cells[start : start + ROW])
        functions[_unique(record, functions)] = function
    return functions


def _unique(record, taken):
    name = record["name"]
    return "%s:%s" % (os.path.basename(record["file"]), name) if name in taken else name


def read_paths(folder, suffix):
    """The call tree: (name of the outermost function, (line, name of what it called), ...) -> Node; and what had no room."""
    path = os.path.join(folder, "calls%s.bin" % suffix)
    if not os.path.exists(path):
        return {}, 0
    cells = array.array("d")
    with open(path, "rb") as file:
        cells.frombytes(file.read())
    assert cells[0] == MAGIC and cells[2] * NODE == len(cells), cells[:NODE]
    names, lines = {}, {0: None}
    for record in read_log(os.path.join(folder, "log%s.jsonl" % suffix)):
        if record["kind"] == "function":
            names[record["row"]] = _unique(record, names.values())
            lines.update((record["row"] + 1 + index, line) for index, line in enumerate(record["lines"]))
    keys, paths = {0: ()}, {}
    for number in range(1, int(cells[3])):
        node = cells[number * NODE : (number + 1) * NODE]
        assert node[4] < number, "parents come before their children"
        name, caller = names[int(node[5])], keys[int(node[4])]
        key = keys[number] = caller + ((lines[int(node[6])], name),) if caller else (name,)
        assert key not in paths, key
        paths[key] = Node(node)
    return paths, int(cells[4])


def read_stack(folder, functions):
    """(function, line) of the frames on the main thread's lane at the end, outermost first."""
    cells = read_cells(folder, "")
    places = {}
    for function in functions.values():
        for index, line in enumerate(function.record["lines"]):
            places[function.record["row"] + 1 + index] = (function.name, line)
    depth = int(cells[ROW + 1])
    return [places.get(int(cells[ROW + 2 + level])) for level in range(min(depth, LANE - 2))]


class AgentTest(unittest.TestCase):
    """Base of tests that run a program under the agent, each in a folder of its own."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mebi test ")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.project = os.path.join(self.folder, "project")
        os.mkdir(self.project)

    def write(self, name, source):
        path = os.path.join(self.project, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(source if isinstance(source, bytes) else textwrap.dedent(source).encode("utf-8"))
        return path

    def run_agent(self, source, watch=None, args=(), flags=(), stdin=None, env=None, files=(), **spec):
        """Runs ``source`` (text of main.py, or None for one that is there) with all, or some, functions watched.

        ``watch``: names, or None for all; ``files``: further files of the project that are watched too.
        """
        if source is not None:
            self.write("main.py", source)
        process, folder = self.start(watch, args, flags, env, files, **spec)
        return self.outcome(process, folder, stdin)

    def outcome(self, process, folder, stdin=None):
        try:
            stdout, stderr = process.communicate(stdin, timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return Outcome(folder, process, stdout.decode(errors="replace"), stderr.decode(errors="replace"))

    def start(self, watch=None, args=(), flags=(), env=None, files=(), **spec):
        folder = tempfile.mkdtemp(prefix="run ", dir=self.folder)
        self.write_spec(folder, watch, list(args), ["main.py"] + list(files), spec)
        with open(os.path.join(folder, "table.bin"), "wb") as file:
            file.truncate((FIRST_FREE_ROW + 70000) * ROW * 8)
        open(os.path.join(folder, "log.jsonl"), "wb").close()
        spec_path, cache = os.path.join(folder, "spec.json"), os.path.join(self.folder, "cache")
        environment = dict(os.environ, **(env or {}))
        command = command_of(self.target_of(spec), args, flags)
        if command is None:
            command = [sys.executable, *flags, "-B", os.path.join(AGENT, "importlib_bootstrap.py"), spec_path, cache]
        else:
            start, former = os.path.join(AGENT, "start"), environment.get("PYTHONPATH")
            environment["PYTHONPATH"] = start + os.pathsep + former if former else start
            environment["MEBI_START"] = "%s\n\n%s\n%s" % ("" if former is None else 1, spec_path, cache)
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, cwd=self.project, start_new_session=True
        )
        return process, folder

    def target_of(self, spec):
        return spec.get("target", {"kind": "script", "path": "main.py"})

    def write_spec(self, folder, watch, args, files, spec):
        places = {}
        offset = 0
        with open(os.path.join(folder, "outlines.jsonl"), "wb") as out:
            for name in files:
                text = self._outline_text(os.path.realpath(os.path.join(self.project, name)), watch)
                places[os.path.realpath(os.path.join(self.project, name))] = [offset, len(text)]
                out.write(text)
                offset += len(text)
        content = {
            "version": 1,
            "folder": folder,
            "target": self.target_of(spec),
            "args": args,
            "cwd": self.project,
            "backend": "rss",
            "watchMarked": True,
            "narrowToMarked": False,
            "watchChildren": True,
            "includeChildren": False,
            "detail": "lines",
            "exact": False,
            "countObjects": False,
            "lineBuffered": True,
            "files": places,
        }
        content.update(spec)
        with open(os.path.join(folder, "spec.json"), "w", encoding="ascii") as file:
            json.dump(content, file, separators=(",", ":"))

    def _outline_text(self, path, watch):
        archive = os.path.dirname(path)
        found = [each for each in outlines_of(archive if os.path.isfile(archive) else path, self.project) if each["file"] == path]
        functions = found[0].get("functions", []) if found else []
        for function in functions:
            function["watched"] = watch is None or function["name"] in watch
        return (json.dumps({"file": path, "functions": functions}) + "\n").encode("ascii")

    def run_plain(self, args=(), flags=(), stdin=None, env=None):
        """Runs main.py under the same interpreter without the agent."""
        return self.run_command([sys.executable, *flags, "-B", "main.py", *args], stdin, env)

    def run_command(self, command, stdin=None, env=None):
        environment = dict(os.environ, **(env or {}))
        done = subprocess.run(
            command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.project, env=environment
        )
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def assertMib(self, actual_bytes, expected_mib, within_mib=0.2):
        self.assertAlmostEqual(actual_bytes / MIB, expected_mib, delta=within_mib)
