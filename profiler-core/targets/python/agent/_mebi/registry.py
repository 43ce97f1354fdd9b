"""Which code is watched, and the rows of the table that belong to it."""

from _thread import RLock

from . import sources
from .frames import Code, Watched
from .kept import os
from .outline import outline
from .program import is_own
from .text import loads

MODULE = "<module>"
_BY_VALUE = "<dynamic-code>"  # the file that cloudpickle gives to code
_CODE = type((lambda: 0).__code__)
_compile = compile  # before the program, or the agent, extends it
UNNAMED = "<unnamed>"  # stands for a file name that is empty
_last = None, ()  # a text, and the functions in it


class Registry:
    """Finds code objects in the outlines that the host made, and gives their functions rows when first seen."""

    def __init__(self, spec, table, log, names=None):
        """``names``: what code without a file is called where its own file name says nothing, by that name."""
        self.files = spec["files"]  # real path -> [offset, length] in outlines.jsonl
        self.outlines_path = os.path.join(spec["folder"], "outlines.jsonl")
        self.table = table
        self.log = log
        self._with_lines = spec["detail"] == "lines"
        self._by_filename = {}  # co_filename -> outline, or None where nothing is watched
        self._functions = {}  # (real path, first line, name) -> (Watched, fields of its log record)
        self._codes = {}  # id of a code object -> Code, which keeps it alive
        self._contents = {}  # row of a function -> what its outline says
        self._by_value = None  # (first line, name) -> functions of all files with that key
        self._first = {}  # (file, code) that has arrived by value -> the first code that was equal
        self._texts = {}  # name under which code without a file stands -> its text, or None
        self._textless = {}  # (such a name, key of a code object) -> the code
        self._narrows = spec["narrowToMarked"]
        self._marked = set()  # rows of the functions that were marked, where all others are left out as soon as there are some
        self._lock = RLock()  # threads may come to the same new function at once
        self._full = False
        self._names = names or {}
        self._former = {}  # the same keys -> what the log says of the functions of a program that this one has replaced

    def take_over(self, records):
        """Gives functions the rows that they had in the program which this one has replaced (``exec``)."""
        for record in records:
            self._former[record["file"], record["firstLine"], record["name"]] = record

    def is_watched_file(self, filename):
        return self._outline_of(filename) is not None

    def lookup(self, code):
        """Returns the ``Code`` of a code object that the host selected, or None."""
        function = self._selected(code)
        if function is None or self._marked and "marked" not in function:
            return None
        return self._register(code, function) if code.co_filename == _BY_VALUE or _fits(code, function) else None

    def _selected(self, code):
        keys = self._outline_of(code.co_filename)
        if keys is None:
            return self._find_by_value(code) if code.co_filename == _BY_VALUE else None
        return keys.get(_key(code))

    def first_of(self, code):
        """Returns the first code object equal to this one, which has arrived by value; itself where it is not watched."""
        key = code.co_filename, code
        first = self._first.get(key)
        if first is None:
            if self.lookup(code) is None:
                return code
            first = self._first[key] = code
        return first

    def adopt(self, code, function=None):
        """Returns the ``Code`` of a function that ``@profile`` decorates, whether or not an outline names it.

        ``function``: the one that has the code, where it is known.
        """
        return self.lookup(code) or self._find(code, function)

    def part_of(self, code, watched):
        """Returns the ``Code`` of a lambda or a class body whose lines are those of a function that was adopted, else None."""
        fields = self._contents.get(watched.row)
        return self._register(code, fields) if fields and _key(code) in fields["codes"][1:] else None

    def all(self):
        """All functions that have rows, each with ``fields_of`` it, in the order in which they came."""
        return [pair for pair in list(self._functions.values()) if pair[0] is not None]

    def text_named(self, name):
        """The text of code without a file, by the name under which it stands; None where it is not known."""
        return self._texts.get(name)

    def expect_mark(self, code):
        """The program marks a function of that code: it is watched, whatever was marked before."""
        selected = self._selected(code)
        if selected is not None:
            selected["marked"] = True

    def note_mark(self, watched):
        """The program has marked a function: where only such are to be shown, no others are watched from now on."""
        if self._narrows and watched.row not in self._marked:
            self._marked.add(watched.row)
            self.log.write("marked", row=watched.row)

    def _find(self, code, function):
        """The ``Code`` of a function that no outline of the host's names."""
        found = None
        if sources.is_file(code.co_filename):
            place = os.path.realpath(code.co_filename)
            found = _outlined(sources.read(place), code, function)
            if found is None:
                # It bears that name without being that text.
                place = "<%s>" % os.path.basename(code.co_filename)
        else:
            place = self._names.get(code.co_filename) or code.co_filename or UNNAMED
        if found is None:
            text = sources.text_of(code, getattr(function, "__globals__", None))
            found = text and _outlined(text, code, function)
            place = self._name(place, text if found else None, code)
        if not found:
            found = _bare_function(code, function)
        found["file"] = place
        return self._register(code, found)

    def place_of(self, filename):
        """How a file is named in what is told of it: by its real path, or by its own name where it is no file."""
        return os.path.realpath(filename) if sources.is_file(filename) else filename or UNNAMED

    def fields_of(self, watched):
        """What the log says of a function: ``firstLine``, ``lastLine``, ``lines`` and so on."""
        for function, fields in list(self._functions.values()):
            if function is watched:
                return fields
        return None

    def move(self, table, log):
        """Goes on with another table and log, a forked child's, and tells it of the functions that have rows already."""
        self.table = table
        self.log = log
        self._lock = RLock()
        told = [fields for function, fields in self._functions.values() if function is not None]
        if told:
            log.write_all("function", told)

    def _name(self, name, text, code):
        """A name for code without a file: its own, numbered where another text has it already. The text is told."""
        known, number = name, 1
        with self._lock:
            while True:
                is_new = known not in self._texts
                if self._texts.setdefault(known, text) == text:
                    if text is not None or self._textless.setdefault((known, _key(code)), code) == code:
                        break
                number += 1
                known = "%s (%d)" % (name, number)
            if is_new and text is not None:
                self.log.write("source", file=known, text=text)
        return known

    def _outline_of(self, filename):
        try:
            return self._by_filename[filename]
        except KeyError:
            pass
        place = self.files.get(os.path.realpath(filename)) if self.files and not is_own(filename) else None
        keys = self._by_filename[filename] = None if place is None else self._load(place)
        return keys

    def _load(self, place):
        with open(self.outlines_path, "rb") as file:
            file.seek(place[0])
            content = loads(file.read(place[1]).decode("ascii"))
        keys = {}
        for function in content["functions"]:
            if function["watched"]:
                function["file"] = content["file"]
                for line, name in function["codes"]:
                    keys[line, name] = function
        return keys

    def _find_by_value(self, code):
        """The watched function with the same code, whose file it does not name; None where there is none."""
        if self._by_value is None:
            self._by_value = {}
            for path in self.files:
                for key, function in self._outline_of(path).items():
                    self._by_value.setdefault(key, []).append(function)
        for function in self._by_value.get(_key(code), ()):
            if code in _codes_of_file(function["file"]):
                return function
        return None

    def _register(self, code, function):
        key = (function["file"], function["firstLine"], function["name"])
        with self._lock:
            known = self._codes.get(id(code))
            if known is not None:
                return known
            if key not in self._functions:
                self._functions[key] = self._allot(function)
            watched = self._functions[key][0]
            if watched is None:
                return None
            self._contents[watched.row] = function
            counted = list(_key(code)) == list(function["codes"][0])
            found = self._codes[id(code)] = Code(code, watched, counted)
            return found

    def _allot(self, function):
        lines = function["lines"] if self._with_lines else []
        former = self._former.get((function["file"], function["firstLine"], function["name"]))
        known = former is not None and former["lines"] == lines
        row = former["row"] if known else self.table.allot_rows(1 + len(lines))
        if not row:
            if not self._full:
                self._full = True
                self.log.warn(
                    "table-full", "Too many functions are watched; %s and later ones are not." % function["name"]
                )
            return None, {}
        rows = {line: row + 1 + index for index, line in enumerate(lines)}
        for line, first in function["continued"] if lines else ():
            rows[line] = rows[first]
        fields = {name: function[name] for name in ("file", "name", "firstLine", "lastLine")}
        fields["row"], fields["lines"] = row, lines
        if not known:
            self.log.write("function", **fields)
        return Watched(function["name"], function["file"], row, rows), fields


def _key(code):
    return (0 if code.co_name == MODULE else code.co_firstlineno), code.co_name


def _codes_of_file(path):
    """All code objects of a source file: they are equal to others of the same text, whatever file those name."""
    try:
        pending = [_compile(sources.read(path) or b"", path, "exec", 0, True)]
    except (SyntaxError, ValueError):
        return []
    found = []
    while pending:
        code = pending.pop()
        found.append(code)
        pending.extend([const for const in code.co_consts if type(const) is _CODE])
    return found


def _fits(code, function):
    """Whether code may have been compiled from that function's text: any other text can be given its file's name."""
    known = {line for line, _ in function["continued"]}.union(function["lines"], (0, None, code.co_firstlineno))
    if not known.issuperset(lines_of(code)):
        return False
    if code.co_name != MODULE or function.get("inParts"):
        return True
    # Any text has a module level: that of the file comes first, and whatever comes later is the same once more.
    return function.setdefault("code", code.co_code) == code.co_code


def _outlined(text, code, made):
    """The function of a text (str or bytes) from which ``code`` was compiled, None where it is not that text.

    ``made``: the function object that has the code, or None.
    """
    try:
        functions = () if text is None else _outline_once(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for function in functions:
        if _key(code) in function.codes and _fits(code, function.as_dict()):
            return function.as_dict() if _key(code) == function.codes[0] else _bare_function(code, made)  # a lambda
    return None


def _outline_once(text):
    """The outline of a text; many functions come from one, one after the other."""
    global _last
    if _last[0] != text:
        _last = text, outline(text)
    return _last[1]


def _bare_function(code, function):
    """A function that no outline has: each of its lines counts by itself."""
    lines = sorted({line for line in lines_of(code) if line})
    return {
        "name": getattr(code, "co_qualname", getattr(function, "__qualname__", code.co_name)),
        "firstLine": code.co_firstlineno,
        "lastLine": max(lines or [code.co_firstlineno]),
        "codes": [_key(code)],
        "lines": lines,
        "continued": [],
    }


def lines_of(code):
    if hasattr(code, "co_lines"):
        return [line for _, _, line in code.co_lines()]
    line = code.co_firstlineno
    lines = []
    for length, step in zip(code.co_lnotab[::2], code.co_lnotab[1::2]):
        if length:  # else one of the several steps of a jump by more than 127 lines
            lines.append(line)
        line += step if step < 128 else step - 256
    return lines + [line]
