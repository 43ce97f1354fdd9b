"""Which code is watched, and the rows of the table that belong to it."""

import os
from _thread import RLock

from .frames import Code, Watched
from .outline import outline
from .program import is_own
from .text import loads

MODULE = "<module>"
_BY_VALUE = "<dynamic-code>"  # the file that cloudpickle gives to code
_CODE = type((lambda: 0).__code__)
_compile = compile  # before the program, or the agent, extends it


class Registry:
    """Finds code objects in the outlines that the host made, and gives their functions rows when first seen."""

    def __init__(self, spec, table, log):
        self.files = spec["files"]  # real path -> [offset, length] in outlines.jsonl
        self.outlines_path = os.path.join(spec["folder"], "outlines.jsonl")
        self.table = table
        self.log = log
        self._with_lines = spec["detail"] == "lines"
        self._by_filename = {}  # co_filename -> outline, or None where nothing is watched
        self._functions = {}  # (real path, first line, name) -> (Watched, fields of its log record)
        self._codes = {}  # id of a code object -> Code, which keeps it alive
        self._by_value = None  # (first line, name) -> functions of all files with that key
        self._first = {}  # (file, code) that has arrived by value -> the first code that was equal
        self._lock = RLock()  # threads may come to the same new function at once
        self._full = False

    def is_watched_file(self, filename):
        return self._outline_of(filename) is not None

    def lookup(self, code):
        """Returns the ``Code`` of a code object that the host selected, or None."""
        keys = self._outline_of(code.co_filename)
        if keys is None:
            function = self._find_by_value(code) if code.co_filename == _BY_VALUE else None
        else:
            function = keys.get(_key(code))
        return function and self._register(code, function)

    def first_of(self, code):
        """Returns the first code object equal to this one, which has arrived by value; itself where it is not watched."""
        key = code.co_filename, code
        first = self._first.get(key)
        if first is None:
            if self.lookup(code) is None:
                return code
            first = self._first[key] = code
        return first

    def adopt(self, code):
        """Returns the ``Code`` of a function that ``@profile`` decorates, whether or not an outline names it."""
        found = self.lookup(code)
        if found is not None:
            return found
        return self._register(code, _outline_function(code) or _bare_function(code))

    def move(self, table, log):
        """Goes on with another table and log, a forked child's, and tells it of the functions that have rows already."""
        self.table = table
        self.log = log
        self._lock = RLock()
        told = [fields for function, fields in self._functions.values() if function is not None]
        if told:
            log.write_all("function", told)

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
            counted = list(_key(code)) == list(function["codes"][0])
            found = self._codes[id(code)] = Code(code, watched, counted)
            return found

    def _allot(self, function):
        lines = function["lines"] if self._with_lines else []
        row = self.table.allot_rows(1 + len(lines))
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
        self.log.write("function", **fields)
        return Watched(function["name"], function["file"], row, rows), fields


def _key(code):
    return (0 if code.co_name == MODULE else code.co_firstlineno), code.co_name


def _codes_of_file(path):
    """All code objects of a source file: they are equal to others of the same text, whatever file those name."""
    try:
        with open(path, "rb") as file:
            pending = [_compile(file.read(), path, "exec", 0, True)]
    except (OSError, SyntaxError, ValueError):
        return []
    found = []
    while pending:
        code = pending.pop()
        found.append(code)
        pending.extend([const for const in code.co_consts if type(const) is _CODE])
    return found


def _outline_function(code):
    """Outlines the file of a code object that no outline of the host's names, and returns its function."""
    try:
        with open(code.co_filename, "rb") as file:
            functions = outline(file.read())
    except (OSError, SyntaxError, ValueError):
        return None
    for function in functions:
        if _key(code) in function.codes[:1]:
            found = function.as_dict()
            found["file"] = os.path.realpath(code.co_filename)
            return found
    return None


def _bare_function(code):
    """A function whose source cannot be read: each of its lines counts by itself."""
    lines = sorted({line for line in _lines_of(code) if line})
    return {
        "file": os.path.realpath(code.co_filename),
        "name": getattr(code, "co_qualname", code.co_name),
        "firstLine": code.co_firstlineno,
        "lastLine": max(lines or [code.co_firstlineno]),
        "codes": [_key(code)],
        "lines": lines,
        "continued": [],
    }


def _lines_of(code):
    if hasattr(code, "co_lines"):
        return [line for _, _, line in code.co_lines()]
    line = code.co_firstlineno
    lines = [line]
    for delta in code.co_lnotab[1::2]:
        line += delta if delta < 128 else delta - 256
        lines.append(line)
    return lines
