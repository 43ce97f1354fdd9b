"""What the numbers of a line ought to be, by docs/measurements.md, found with ``sys.settrace``; and what the agent finds.

Both run a program (programs.py) in this process and count what its ``take`` takes, so that numbers are known exactly. A
table is {name of a function: {line: (occurrences, increment)}}.
"""

import ast
import gc
import os
import sys
import tempfile
import warnings

import support  # noqa: F401  puts the agent on the path
from _mebi.calltree import CallTree
from _mebi.log import Log
from _mebi.marks import Marks
from _mebi.outline import outline
from _mebi.readers import Reader
from _mebi.recorder import Recorder
from _mebi.registry import Registry
from _mebi.table import FIRST_FREE_ROW, ROW, Table
from _mebi.text import dumps
from programs import PRELUDE

if sys.version_info >= (3, 12):
    from _mebi.monitor import Monitor as Watcher
else:
    from _mebi.hooks import Hooks as Watcher

RESUMABLE = 0x20 | 0x80 | 0x200  # CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR
_prelude = compile(PRELUDE, "prelude", "exec")


class Program:
    """A program to be run in several ways; ``path`` need not exist."""

    def __init__(self, source, path):
        self.source = source
        self.path = path
        self.marks = {}
        self.execute = exec
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.code = compile(source, path, "exec")
            self.functions = outline(source)

    def run(self, code):
        """Returns what the program notes; ``self.taken`` is what it takes meanwhile."""
        self.taken = 0
        space = {"__name__": "program", "take": self.take, "PROGRAM": self.path, **self.marks}
        shown = sys.unraisablehook
        gc.disable()
        gc.freeze()  # collections look at what the program makes, and at nothing else
        exec(_prelude, space)
        sys.unraisablehook = lambda what: space["log"].append(type(what.exc_value).__name__)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.execute(code, space)
        finally:
            sys.unraisablehook = shown
            gc.unfreeze()
            gc.enable()
        return space["log"]

    def take(self, amount):
        self.taken += amount


def by_agent(program):
    """Returns (what the program notes, its table, the functions that the agent believes are running)."""
    with tempfile.TemporaryDirectory() as folder:
        return _by_agent(program, folder)


def _by_agent(program, folder):
    description = {"file": program.path, "functions": [dict(one.as_dict(), watched=True) for one in program.functions]}
    text = dumps(description).encode("ascii") + b"\n"
    with open(os.path.join(folder, "outlines.jsonl"), "wb") as file:
        file.write(text)
    log = Log(os.path.join(folder, "log.jsonl"), 0)
    table = Table(os.path.join(folder, "table.bin"), FIRST_FREE_ROW + 2000)
    spec = {"folder": folder, "files": {os.path.realpath(program.path): [0, len(text)]}, "detail": "lines", "narrowToMarked": False}
    registry = Registry(spec, table, log)
    reader = Reader(lambda file, size, offset: b"%d" % program.taken)
    recorder = Recorder(table, reader, CallTree(os.path.join(folder, "calls.bin"), 0, 2000, log), log)
    watcher = Watcher(registry, recorder, log, Marks(log))
    code = program.code
    if sys.version_info >= (3, 12):
        code = compile(program.source, program.path, "exec")  # its own, for what was switched off there stays so
        watcher.start()
    else:
        code = watcher.rewrite_all(code)
    try:
        noted = program.run(code)
        running = [frame.source.function.name for frame in recorder.tops.values()]
    finally:
        watcher.stop()
    found = {}
    for _, fields in registry._functions.values():
        rows = {}
        for index, line in enumerate(fields["lines"]):
            start = (fields["row"] + 1 + index) * ROW
            if table.cells[start] or table.cells[start + 1]:
                rows[line] = int(table.cells[start]), int(table.cells[start + 1])
        found[fields["name"]] = rows
    return noted, found, running


def by_trace(program):
    """Returns (what the program notes, its table) as the lines are that ``sys.settrace`` tells (3.10 and newer)."""
    return _by_reference(program, program.code, is_marked=False)


def can_mark(program):
    """Whether ``by_marks`` knows all statements of a program."""
    known = (ast.Try, ast.With, ast.AsyncWith, ast.For, ast.AsyncFor, ast.While, ast.If, ast.FunctionDef, ast.AsyncFunctionDef)
    known += (ast.Module, ast.ClassDef, ast.ExceptHandler)
    blocks = [node for node in ast.walk(ast.parse(program.source)) if isinstance(getattr(node, "body", None), list)]
    return all(isinstance(node, known) for node in blocks)  # of a `match`, its cases are not


def by_marks(program):
    """The same for lines that the program itself tells, which does not depend on the version.

    For programs with the syntax of 3.8 only; what it notes of lines is not that of the program.
    """
    tree = ast.fix_missing_locations(_Marker().visit(ast.parse(program.source)))
    return _by_reference(program, compile(tree, program.path, "exec"), is_marked=True)


def _by_reference(program, code, is_marked):
    reference = _Reference(program, is_marked)
    program.marks = {"at": reference.mark, "Marked": _marked_class(reference.mark)}
    sys.settrace(reference.trace)
    try:
        noted = program.run(code)
    finally:
        sys.settrace(None)
    return noted, reference.tables


class _Function:
    def __init__(self, outlined):
        self.name = outlined.name
        self.line_of = dict(outlined.continued)
        self.line_of.update({line: line for line in outlined.lines})


class _Call:
    """A frame that is running: on ``line`` since memory was at ``opened`` (None: nothing is measured yet)."""

    def __init__(self, frame, function, counted):
        self.frame, self.function, self.counted = frame, function, counted
        self.line = self.opened = self.began = None


class _Reference:
    def __init__(self, program, is_marked):
        self.program = program
        self.is_marked = is_marked
        self.tables = {}
        self.stack = []
        self.suspended = {}  # id of a frame -> its line
        self.owners = {}
        for outlined in program.functions:
            function = _Function(outlined)
            for number, key in enumerate(outlined.codes):
                self.owners[tuple(key)] = function, number == 0

    def trace(self, frame, event, arg):
        code = frame.f_code
        if code.co_filename != self.program.path:
            return None
        first = 0 if code.co_name == "<module>" else code.co_firstlineno
        owner = self.owners.get((first, code.co_name))
        if owner is None:
            return None
        if not self.stack or self.stack[-1].frame is not frame:
            # Not only on `call`: 3.11 does not tell of a frame that goes on because something is thrown into it.
            self.start(frame, owner)
        call = self.stack[-1]
        if event == "line" and not self.is_marked:
            self.come_to(call, call.function.line_of.get(frame.f_lineno))
        elif event == "return":
            self.end(call)
        return self.trace

    def mark(self, line, value=True):
        call = self.stack[-1]
        self.come_to(call, call.function.line_of[line])
        return value

    def start(self, frame, owner):
        call = _Call(frame, *owner)
        self.stack.append(call)
        line = self.suspended.pop(id(frame), None)
        if line is None or frame.f_lasti == -1:  # -1: a new one that is where another has been
            line = call.function.line_of.get(frame.f_lineno)
        if frame.f_code.co_flags & RESUMABLE and line:
            call.line = line
            call.opened = call.began = self.program.taken

    def come_to(self, call, line):
        if line is None or line == call.line:
            return
        if call.opened is None:
            outer = None if call.counted else self.enclosing(call)
            if outer is not None and outer.line == line:
                call.line = line  # a lambda called by the very statement that contains it
                return
            call.began = self.program.taken
        else:
            self.close(call)
        call.line = line
        call.opened = self.program.taken
        self.add(call, 1, 0)

    def close(self, call):
        self.add(call, 0, self.program.taken - call.opened)

    def add(self, call, occurrences, increment):
        table = self.tables.setdefault(call.function.name, {})
        before = table.get(call.line, (0, 0))
        table[call.line] = before[0] + occurrences, before[1] + increment

    def end(self, call):
        if call.opened is not None:
            self.close(call)
            outer = self.enclosing(call)
            if outer is not None and outer.opened is not None:
                outer.opened += self.program.taken - call.began
        self.stack.pop()
        if sys.version_info < (3, 10) and call.frame.f_code.co_flags & RESUMABLE:
            self.suspended[id(call.frame)] = call.line

    def enclosing(self, call):
        for outer in reversed(self.stack[: self.stack.index(call)]):
            if outer.function is call.function:
                return outer
        return None


class _Marker(ast.NodeTransformer):
    """Has a program call ``at(line)`` whenever it comes to a line."""

    def generic_visit(self, node):
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, [one for statement in block for one in (self.mark(statement), statement)])
        return node

    def mark(self, statement):
        return ast.copy_location(ast.Expr(self.call("at", statement)), statement)

    def call(self, name, node, *values):
        call = ast.Call(ast.Name(name, ast.Load()), [ast.Constant(node.lineno), *values], [])
        return ast.copy_location(call, values[0] if values else node)

    def visit_While(self, node):
        self.generic_visit(node)
        both = ast.BoolOp(ast.And(), [self.call("at", node), node.test])
        node.test = ast.copy_location(both, node.test)
        return node

    def visit_Lambda(self, node):
        both = ast.BoolOp(ast.And(), [self.call("at", node), node.body])
        node.body = ast.copy_location(both, node.body)
        return node

    def visit_For(self, node):
        self.generic_visit(node)
        node.iter = self.call("Marked", node, node.iter)
        return node

    visit_AsyncFor = visit_For

    def visit_With(self, node):
        self.generic_visit(node)
        for item in node.items:
            item.context_expr = self.call("Marked", node, item.context_expr)
        return node

    visit_AsyncWith = visit_With

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        if node.type is None:
            node.body.insert(0, self.mark(node))
        else:
            node.type = self.call("at", node, node.type)
        return node


def _marked_class(at):
    class Marked:
        """An iterator or a context manager whose statement is on ``line``."""

        def __init__(self, line, inner):
            self.line, self.inner = line, inner

        def __iter__(self):
            self.inner = iter(self.inner)
            return self

        def __next__(self):
            at(self.line)
            return next(self.inner)

        def __aiter__(self):
            self.inner = self.inner.__aiter__()
            return self

        def __anext__(self):
            at(self.line)
            return self.inner.__anext__()

        def __enter__(self):
            return self.inner.__enter__()

        def __exit__(self, *info):
            at(self.line)
            return self.inner.__exit__(*info)

        def __aenter__(self):
            return self.inner.__aenter__()

        def __aexit__(self, *info):
            at(self.line)
            return self.inner.__aexit__(*info)

    return Marked
