"""Puts the agent together for one process and takes it apart at its end."""

import atexit
import builtins
import os
import sys
from time import perf_counter_ns

from . import program
from .children import follow_spawned
from .decorator import MemoryProfilerFinder, make_profile
from .heap import HeapRecorder
from .imports import AfterImport
from .log import Log
from .readers import Unavailable, open_reader
from .recorder import Recorder
from .registry import Registry
from .table import ROW_BYTES, Table

if sys.version_info >= (3, 12):
    from .monitor import Monitor as Watcher
else:
    from .hooks import Hooks as Watcher


class Session:
    """All parts of the agent in this process."""

    def __init__(self, spec, paths, started_ns, suffix="", table_rows=0):
        self.spec = spec
        self.paths = paths  # of spec.json and of the bytecode cache
        self.started_ns = started_ns
        folder = spec["folder"]
        self.log = Log(os.path.join(folder, "log%s.jsonl" % suffix), started_ns)
        self.table = Table(os.path.join(folder, "table%s.bin" % suffix), table_rows)
        self.reader = open_reader(spec["backend"], spec["includeChildren"])
        self.registry = Registry(spec, self.table, self.log)
        recorder = HeapRecorder if spec["backend"] == "heap" else Recorder
        self.recorder = recorder(self.table, self.reader)
        self.watcher = Watcher(self.registry, self.recorder, self.log)

    def start(self):
        """Begins to watch; the program's own code comes next."""
        atexit.register(self._at_exit)
        self.watcher.start()
        profile = make_profile(self.watcher.watch)
        if self.spec["profileDecorator"]:
            if not hasattr(builtins, "profile"):
                builtins.profile = profile
            sys.meta_path.insert(0, MemoryProfilerFinder(profile))
        self._follow_imports()
        self.log.write(
            "start",
            pid=os.getpid(),
            version="%d.%d.%d" % sys.version_info[:3],
            implementation=sys.implementation.name,
            executable=sys.executable,
            baselineBytes=self.reader.read(),
        )

    def _follow_imports(self):
        callbacks = self.watcher.follow_imports()
        if self.spec["watchChildren"]:
            callbacks.update(follow_spawned(program.AGENT_FOLDER, self.paths, self.started_ns))
        if self.spec["backend"] == "heap":
            callbacks["tracemalloc"] = lambda module: self.recorder.survive(module, self.log)
        if callbacks:
            AfterImport(callbacks).install()

    def restart_in_child(self):
        """Goes on in a forked child with a table and a log of its own, or stops where children are not watched."""
        if not self.spec["watchChildren"]:
            self.watcher.stop()
            return
        suffix = "-%d" % os.getpid()
        folder = self.spec["folder"]
        self.log.write("child", pid=os.getpid())
        log = Log(os.path.join(folder, "log%s.jsonl" % suffix), self.started_ns)
        parent = self.table
        try:
            table = Table(os.path.join(folder, "table%s.bin" % suffix), parent.rows)
        except OSError:  # the run folder is gone, or out of reach: the child itself goes on
            self.watcher.stop()
            return
        table.take_layout(parent)
        self.log, self.table = log, table
        self.registry.move(table, log)
        self.reader = open_reader(self.spec["backend"], self.spec["includeChildren"])
        self.recorder.move(table, self.reader)
        log.write("start", pid=os.getpid(), baselineBytes=self.reader.read())

    def run_program(self):
        """Runs the program; an exception that ends it is logged and comes through without our frames."""
        try:
            program.run(self.spec["target"], self.spec["args"])
        except SystemExit:
            raise
        except BaseException as error:
            program.strip(error)
            self._log_exception(error)
            _strip_when_shown()
            raise

    def _log_exception(self, error):
        place = None
        trace = error.__traceback__
        while trace is not None:
            filename = trace.tb_frame.f_code.co_filename
            if place is None or self.registry.is_watched_file(filename) or not place[2]:
                place = (os.path.realpath(filename), trace.tb_lineno, self.registry.is_watched_file(filename))
            trace = trace.tb_next
        if place is None and isinstance(error, SyntaxError) and error.filename:
            place = (os.path.realpath(error.filename), error.lineno, False)
        try:
            message = str(error)
        except Exception:
            message = ""
        self.log.write(
            "exception",
            type=type(error).__name__,
            message=message,
            file=place and place[0],
            line=place and place[1],
        )

    def _at_exit(self):
        self.watcher.stop()
        self.log.write("exit")


def _strip_when_shown():
    """Has the interpreter show the exception that is on its way without the agent's frames."""
    shown = sys.excepthook

    def excepthook(kind, error, trace):
        sys.excepthook = shown
        program.strip(error)
        shown(kind, error, error.__traceback__)

    sys.excepthook = excepthook


def begin(spec, paths, started_ns):
    """Makes the session of the first process. Ends it with a sentence where the backend cannot be read."""
    try:
        session = Session(spec, paths, started_ns)
    except Unavailable as problem:
        Log(os.path.join(spec["folder"], "log.jsonl"), started_ns).write(
            "refused", code="backend-unavailable", message=str(problem)
        )
        sys.exit(3)
    _start(session)
    return session


def begin_child(spec, paths, started_ns):
    """Makes the session of a process that a watched one has started afresh; without one where that cannot be."""
    folder = spec["folder"]
    try:
        rows = os.path.getsize(os.path.join(folder, "table.bin")) // ROW_BYTES
        session = Session(spec, paths, started_ns, "-%d" % os.getpid(), rows)
    except (OSError, Unavailable):  # the run is over, or its folder out of reach: the process itself goes on
        return
    Log(os.path.join(folder, "log.jsonl"), started_ns).write("child", pid=os.getpid())
    _start(session)


def _start(session):
    if hasattr(os, "register_at_fork"):
        # Held by the interpreter to its very end, and with it the table's descriptor (table.py).
        os.register_at_fork(after_in_child=session.restart_in_child)
    session.start()
