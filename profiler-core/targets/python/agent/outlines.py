"""What the probe says of files: of sources, of the sources in an archive, and of compiled code (docs/run-folder.md)."""

import marshal
import os
import stat
from importlib.util import MAGIC_NUMBER, decode_source

from _mebi.outline import MOST_CHARACTERS, Function, outline
from _mebi.registry import lines_of

_CODE = type((lambda: 0).__code__)
_LONGEST = 64 << 20  # bytes; nobody has written a longer source
_OPTIMIZED = 0x1  # CO_OPTIMIZED: that of functions, not of class bodies


def outlines_of(path, cwd, cells=None):
    """Yields what there is to say of each file that ``path`` stands for, as a dict.

    ``cells``: of a notebook: for each the first line that it has in the notebook's text, and its own text.
    """
    real = os.path.realpath(path)
    if cells is not None:
        from _mebi import notebook

        return [notebook.outlines_of(real, cells, outline, Function)]
    try:
        with _open(real) as file:
            is_code = real.endswith(".pyc") or file.read(4) == MAGIC_NUMBER
            if not is_code and _is_archive(file):
                return list(_of_archive(real))
            file.seek(0)
            content = _content_of(file)
        return [_of_bytecode(real, content, cwd or os.getcwd()) if is_code else _of_source(real, content)]
    except (OSError, EOFError, TypeError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return [_broken(real, error)]


def _open(path):
    """Opens a regular file: a pipe to which nobody writes would never open, a device never end."""
    _require_regular(os.stat(path))
    file = open(path, "rb", opener=_without_waiting)
    try:
        _require_regular(os.fstat(file.fileno()))  # it may have become another one meanwhile
    except ValueError:
        file.close()
        raise
    return file


def _without_waiting(path, flags):
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _require_regular(info):
    if not stat.S_ISREG(info.st_mode):
        raise ValueError("it is not a regular file")


def _content_of(file):
    content = file.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        raise ValueError("it is too large")
    return content


def _is_archive(file):
    """A zip archive ends with its directory's end, and a comment at most."""
    file.seek(max(0, os.fstat(file.fileno()).st_size - 0x10016))
    return b"PK\5\6" in file.read(0x10016)


def _broken(file, error):
    message = getattr(error, "msg", None) or str(error)
    return {"file": file, "error": {"type": type(error).__name__, "message": message, "line": getattr(error, "lineno", None)}}


def _of_source(file, content):
    return {"file": file, "functions": [function.as_dict() for function in outline(content, file)]}


def _of_archive(archive):
    import zipfile

    with zipfile.ZipFile(archive) as opened:
        sources = [info for info in opened.infolist() if info.filename.endswith(".py")]
        if sum(info.file_size for info in sources) > _LONGEST:
            raise ValueError("the sources in it are too large")
        for info in sources:
            name = info.filename
            file = os.path.join(archive, *name.split("/"))
            content = opened.read(info)
            try:
                found = _of_source(file, content)
                found["text"] = decode_source(content)
                yield found
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                yield _broken(file, error)


def _of_bytecode(file, content, cwd):
    if content[:4] != MAGIC_NUMBER:
        raise ValueError("compiled by another Python")
    code = marshal.loads(content[16:])
    named = os.path.join(cwd, code.co_filename)
    known = [path for path in _sources_of(file, named) if os.path.isfile(path)]
    for source in known:
        try:
            with _open(source) as opened:
                text = _content_of(opened)
        except (OSError, ValueError):
            continue
        if _is_made_from(code, text):
            found = _of_source(os.path.realpath(source), text)
            if os.path.realpath(named) != found["file"]:
                found["codeFile"] = os.path.realpath(named)
            return found
    name = os.path.basename(file)
    if known:
        note = "%s was compiled from another text than that of %s: its lines are shown by number." % (name, known[0])
    else:
        note = "%s was compiled from %s, which is not there: its lines are shown by number." % (name, code.co_filename)
    # Under the name that its code has: that is where its text would be.
    place = os.path.realpath(named)
    found = {"file": file, "functions": [function.as_dict() for function in _functions_of(code)], "note": note}
    if place != file:
        found["codeFile"] = place
    return found


def _sources_of(file, named):
    """Where the source may be: where the code says, or where it is by custom."""
    folder, name = os.path.split(file)
    yield named
    for place in (os.path.dirname(folder), folder) if os.path.basename(folder) == "__pycache__" else (folder,):
        yield os.path.join(place, name.split(".")[0] + ".py")
        yield os.path.join(place, os.path.basename(named))


def _is_made_from(code, text):
    for level in (0, 1, 2):
        try:
            if compile(text, code.co_filename, "exec", 0, True, level) == code:
                return True
        except (SyntaxError, ValueError):
            return False
    return False


def _functions_of(code):
    """The functions of compiled code, the module level first; each of their lines counts by itself."""
    module = Function("<module>", 1, 1, (0, "<module>"))
    functions = [module]
    pending = [(code, module, "")]
    room = MOST_CHARACTERS
    while pending:
        code, function, prefix = pending.pop()
        room -= len(prefix)
        if room < 0:
            raise ValueError("the names of its functions are too long")
        for line in filter(None, lines_of(code)):
            function.add_statement(line, line)
            function.last_line = max(function.last_line, line)
        for inner in [const for const in code.co_consts if type(const) is _CODE]:
            key = inner.co_firstlineno, inner.co_name
            if not inner.co_flags & _OPTIMIZED:
                function.codes.append(key)
                pending.append((inner, function, prefix + inner.co_name + "."))
            elif inner.co_name[:1] == "<":
                if inner.co_name == "<lambda>":
                    function.codes.append(key)
                pending.append((inner, function, prefix))
            else:
                own = Function(prefix + inner.co_name, inner.co_firstlineno, inner.co_firstlineno, key)
                functions.append(own)
                pending.append((inner, own, own.name + ".<locals>."))
    return functions
