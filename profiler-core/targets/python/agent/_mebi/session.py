"""Puts the agent together for one process and takes it apart at its end."""

import atexit
import builtins
import sys as programs_sys

from . import program
from .calltree import CallTree
from .children import follow_started
from .decorator import MarkerFinder, make_profile
from .heap import HeapRecorder
from .imports import AfterImport
from .kept import os, sys
from .log import Log
from .marks import Marks
from .objects import ObjectCounts
from .outline import PROFILE
from .readers import Unavailable, open_reader
from .recorder import Recorder
from .recursion import make_room
from .registry import Registry
from .table import ROW_BYTES, Table, process_of

if sys.version_info >= (3, 12):
    from .monitor import Monitor as Watcher
else:
    from .hooks import Hooks as Watcher

current = None  # the session of this process while it watches, for the Python package ``mebi``


class Session:
    """All parts of the agent in this process."""

    def __init__(self, spec, paths, started_ns, words, suffix="", table_rows=0, replaces=False):
        """``words``: the program and its arguments, for people.

        ``replaces``: the program takes the place of another in this process (``exec``), with the tables of that one.
        """
        self.spec = spec
        self.paths = paths  # of spec.json and of the bytecode cache
        self.started_ns = started_ns
        self.is_first = suffix == ""  # the process that the host has started
        self.words = words
        self._is_native = True  # the interpreter runs the program, unless we are asked to
        self._former = []  # tables of forking ancestors, whose destruction would close a descriptor (table.py)
        folder = spec["folder"]
        self.log = Log(os.path.join(folder, "log%s.jsonl" % suffix), started_ns)
        self.table = Table(os.path.join(folder, "table%s.bin" % suffix), table_rows)
        self.reader = self._open_reader()
        level = self.table.begin_again() if replaces else None
        self.calls = CallTree(os.path.join(folder, "calls%s.bin" % suffix), started_ns, log=self.log, level=level)
        self.marks = Marks(self.log)
        self.registry = Registry(spec, self.table, self.log)
        if replaces:
            self.registry.take_over(self.log.read("function"))
        make_recorder, make_watcher = load_parts(spec)
        self.recorder = make_recorder(self.table, self.reader, self.calls, self.log)
        self.objects = self._count_objects()
        self.watcher = make_watcher(self.registry, self.recorder, self.log, self.marks)
        self.profile = None  # the mark
        self.tables = None  # those that go to streams of the program

    def start(self):
        """Begins to watch; the program's own code comes next."""
        atexit.register(self._at_exit)
        self.watcher.start()
        self.marks.start()
        self._define_profile()
        self._follow_imports()
        make_room()
        self._tell_start()

    def _define_profile(self):
        """A mark is a part of the program: it is there whatever is watched."""
        profile = self.profile = make_profile(self._watch_marked, self.log, self.spec["backend"], self._stream_tables)
        if not hasattr(builtins, PROFILE):
            setattr(builtins, PROFILE, profile)
        MarkerFinder(profile, self.log).install()

    def _watch_marked(self, function):
        code = function.__code__
        if not self.spec["watchMarked"]:
            source = self.registry.lookup(code)
            return source and source.function
        self.registry.expect_mark(code)
        to_run, source = self.watcher.watch(code, function)
        if to_run is not code:
            function.__code__ = to_run
        if source is None:
            return None
        self.registry.note_mark(source.function)
        return source.function

    def _stream_tables(self):
        if self.tables is None:
            from .streams import StreamTables

            self.tables = StreamTables(self)
        return self.tables

    def _tell_start(self):
        self.log.write(
            "start",
            pid=os.getpid(),
            version="%d.%d.%d" % sys.version_info[:3],
            implementation=sys.implementation.name,
            executable=sys.executable,
            baselineBytes=self.reader.read(),
            clockNs=self.started_ns,
            parentPid=os.getppid(),
            command=" ".join([word for word in self.words if type(word) is str]),
        )

    def _count_objects(self):
        # With whole functions, too few calls are followed to their ends.
        if not self.spec["countObjects"] or self.spec["detail"] != "lines":
            return None
        counts = ObjectCounts(self.log)
        counts.follow(self.recorder)
        return counts

    def _open_reader(self):
        reader = open_reader(self.spec["backend"], self.spec["includeChildren"])
        if self.spec["exact"]:
            # The number stays alive: with one object less of ours, another line would be the first on a page, now and then.
            self._unused, reader.still_ns = reader.still_ns, 0
        return reader

    def _follow_imports(self):
        callbacks = self.watcher.follow_imports()
        callbacks.update(follow_started(program.AGENT_FOLDER, self))
        if self.spec["backend"] == "heap":
            callbacks["tracemalloc"] = lambda module: self.recorder.survive(module, self.log)
        if callbacks:
            AfterImport(callbacks).install()

    def restart_in_child(self):
        """Goes on in a forked child with a table and a log of its own, or stops where children are not watched."""
        if not self.spec["watchChildren"]:
            self.is_first = False
            self._stop()
            return
        suffix = "-%d" % os.getpid()
        folder = self.spec["folder"]
        self.log.write("child", pid=os.getpid())
        log = Log(os.path.join(folder, "log%s.jsonl" % suffix), self.started_ns)
        parent = self.table
        try:
            table = Table(os.path.join(folder, "table%s.bin" % suffix), parent.rows)
            table.take_layout(parent)
            self.calls.move(os.path.join(folder, "calls%s.bin" % suffix), log)
        except OSError:  # the run folder is gone, or the disk full: the child itself goes on
            self._stop()
            return
        self._former.append(parent)
        self.log, self.table = log, table
        self.is_first = False
        self.words = sys.argv
        self.registry.move(table, log)
        self.marks.move(log)
        self.reader = self._open_reader()
        self.recorder.move(table, self.reader, log)
        self.objects = self._count_objects()
        self._tell_start()

    def prepare(self):
        """Returns the function that runs the program.

        The caller does that, in whose frame the program then runs, and tells ``failed`` of what comes of it.
        """
        program.start_frames.add(id(sys._getframe(1).f_code))
        self._is_native = False
        return program.prepare(self.spec["target"], self.spec["args"])

    def failed(self, error):
        """An exception is about to end the program: it is logged, and shown without our frames."""
        program.strip(error)
        self._log_exception(error)
        _strip_when_shown()

    def _log_exception(self, error):
        place = None
        trace = error.__traceback__
        while trace is not None:
            filename = trace.tb_frame.f_code.co_filename
            if place is None or self.registry.is_watched_file(filename) or not place[2]:
                place = (self.registry.place_of(filename), trace.tb_lineno, self.registry.is_watched_file(filename))
            trace = trace.tb_next
        if place is None and isinstance(error, SyntaxError) and error.filename:
            place = (self.registry.place_of(error.filename), error.lineno, False)
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

    def _stop(self):
        global current
        current = None
        self.watcher.stop()
        self.marks.stop()

    def _at_exit(self):
        self._stop()
        if self.tables is not None:
            self.tables.at_exit()
        if self._is_native:
            error = program.ended_by()
            if error is not None:
                self._log_exception(error)
        if self.objects is not None:
            self.objects.at_exit()
        self.log.write("exit")


def load_parts(spec):
    """The classes of the recorder and the watcher; ``mebi_boot`` calls this too, to have their modules loaded by then."""
    heap = spec["backend"] == "heap"
    if spec["detail"] == "lines":
        return (HeapRecorder if heap else Recorder), Watcher
    from . import function_watching

    return (function_watching.HeapRecorder if heap else function_watching.Recorder), function_watching.Watcher


def _command_of(target, arguments):
    """The program and its arguments, in words."""
    first = ["-m", target["name"]] if target["kind"] == "module" else [target["path"]]
    return first + arguments


def _strip_when_shown():
    """Has the interpreter show the exception that is on its way without the agent's frames."""
    shown = programs_sys.excepthook

    def excepthook(kind, error, trace):
        programs_sys.excepthook = shown
        program.strip(error)
        shown(kind, error, error.__traceback__)

    programs_sys.excepthook = excepthook


def begin(spec, paths, started_ns):
    """Makes the session of the first process. Ends it with a sentence where the backend cannot be read."""
    try:
        session = Session(spec, paths, started_ns, _command_of(spec["target"], spec["args"]))
    except Unavailable as problem:
        Log(os.path.join(spec["folder"], "log.jsonl"), started_ns).write(
            "refused", code="backend-unavailable", message=str(problem)
        )
        os._exit(3)
    _start(session)
    return session


def begin_child(spec, paths, started_ns, words):
    """Makes the session of a process that a watched one has started afresh, and returns it.

    Raises OSError or Unavailable where that cannot be: the run is over, or its folder is out of reach.
    """
    folder = spec["folder"]
    first = os.path.join(folder, "table.bin")
    suffix = "" if process_of(first) == os.getpid() else "-%d" % os.getpid()
    # A process that replaced itself with another program (or an earlier one of that number): the table goes on.
    if os.path.exists(os.path.join(folder, "table%s.bin" % suffix)):
        session = Session(spec, paths, started_ns, words, suffix, replaces=True)
    else:
        session = Session(spec, paths, started_ns, words, suffix, os.path.getsize(first) // ROW_BYTES)
        parent = os.path.join(folder, "log-%d.jsonl" % os.getppid())
        path = parent if os.path.exists(parent) else os.path.join(folder, "log.jsonl")
        Log(path, started_ns).write("child", pid=os.getpid())
    _start(session)
    return session


def _start(session):
    global current
    current = session
    if hasattr(os, "register_at_fork"):
        # Held by the interpreter to its very end, and with it the table's descriptor (table.py).
        os.register_at_fork(after_in_child=session.restart_in_child)
    session.start()
