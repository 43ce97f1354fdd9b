"""Runs the cells of a notebook in order, and makes Python of what is in them (magics).

Imported only for notebooks; of ``builtins`` and ``sys`` it means those that the program sees. The lines of a cell are those of the notebook's text, which the host makes of it.
"""

import builtins
import sys

ONLY_AST = 0x400
TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_COROUTINE = 0x80  # CO_COROUTINE
# What is behind them is run as it is.
_WITH_STATEMENT = {"time": "", "timeit": "nrtcpqo", "prun": "lsTDrq", "memit": "rtiIco", "mprun": "fTrcs"}
_WITH_CELL = set(_WITH_STATEMENT) | {"capture"}
# They change how a notebook looks or reloads, not what it computes.
_WITHOUT_EFFECT = {"matplotlib", "load_ext", "reload_ext", "autoreload", "config", "precision", "xmode", "colors", "mebi", "pylab"}
_WITH_VALUE = {"timeit": "nrp", "prun": "lsTD", "memit": "rti", "mprun": "fT"}


class Refused(Exception):
    """A cell that cannot be run without IPython; the message is a sentence for the person."""


def python_of(text, refuse=None):
    """Returns a cell's text as Python without IPython, line by line.

    ``refuse(what)`` is called for what cannot be that, which then does nothing. Raises SyntaxError for what is wrong in itself.
    """
    refuse = refuse or (lambda what: None)
    lines = text.split("\n")
    name = cell_magic(text)
    if name is not None:
        first = next(number for number, line in enumerate(lines) if line.strip())
        if name not in _WITH_CELL:
            refuse("%%" + name)
            return "\n" * (len(lines) - 1)
        lines[first] = ""
    for _ in lines:  # each time one of them is replaced
        try:
            compile("\n".join(lines), "<cell>", "exec", ONLY_AST | TOP_LEVEL_AWAIT, True)
            break
        except SyntaxError as error:
            found = [number for number in (error.lineno, (error.lineno or 0) - 1) if _is_magic(lines, number)]
            if not found:
                raise
            lines[found[0] - 1] = _replaced(lines[found[0] - 1], refuse)
    return "\n".join(lines)


def cell_magic(text):
    """The name of the magic that a cell begins with (``%%time``), else None."""
    first = text.lstrip()
    return first[2:].split(None, 1)[0] if first[:2] == "%%" and first[2:3].isalpha() else None


def _is_magic(lines, number):
    if not number or number > len(lines):
        return False
    line = lines[number - 1].strip()
    return line[:1] in ("%", "!", "?") or line[-1:] == "?" or "= !" in line or "= %" in line or "=!" in line


def _replaced(line, refuse):
    indent = line[: len(line) - len(line.lstrip())]
    words = line.split()
    name = words[0][1:] if words[0][:1] == "%" else None
    if line.strip()[:1] == "?" or line.strip()[-1:] == "?" or name in _WITHOUT_EFFECT:
        return indent + "pass"
    if name in _WITH_STATEMENT:
        return indent + (_statement(line.split(None, 1)[1:], _WITH_VALUE.get(name, "")) or "pass")
    if name == "cd" and len(words) == 2:
        return indent + "__import__('os').chdir(%r)" % words[1]
    refuse(line.strip())
    return indent + "pass"


def _statement(rest, with_value):
    """What is behind a magic's options."""
    text = rest[0].strip() if rest else ""
    while text[:1] == "-" and text[1:2].isalpha():
        option, _, text = text.partition(" ")
        if option[-1] in with_value and len(option) == 2:
            text = text.lstrip().partition(" ")[2]
        text = text.lstrip()
    return text


def prepare(target, main):
    """Returns the function that runs the code cells of ``target`` in the module ``main``."""
    path = target["path"]
    cells = target["cells"]
    transform = _with_ipython(main) or _refusing(path)
    _show_lines(path, cells)

    def run():
        for number, (first_line, text) in enumerate(cells, 1):
            source = transform(text, number)
            code = builtins.compile("\n" * (first_line - 1) + source, path, "exec", TOP_LEVEL_AWAIT, True)
            found = eval(code, main.__dict__)
            if code.co_flags & _COROUTINE:
                _finish(found)

    return run


def _show_lines(path, cells):
    """Has tracebacks show the lines of the cells: the file itself has JSON there."""
    import linecache
    import traceback

    lines = []
    for first_line, text in cells:
        lines += ["\n"] * (first_line - 1 - len(lines)) + [line + "\n" for line in text.split("\n")]
    linecache.cache[path] = 0, None, lines, path  # None: not compared with the file

    def excepthook(kind, error, trace):
        traceback.print_exception(kind, error, trace)

    sys.excepthook = excepthook


def _with_ipython(main):
    """What makes Python of a cell where IPython is installed: its magics work then. None where it is not."""
    try:
        from IPython.core.interactiveshell import InteractiveShell
    except Exception:
        return None
    shell = InteractiveShell.instance(user_module=main, user_ns=main.__dict__)
    main.__dict__["get_ipython"] = shell.get_ipython
    main.__dict__.setdefault("display", _display())

    def transform(text, number):
        name = cell_magic(text)
        if name in _WITH_CELL:
            text = text.replace(text.lstrip().split("\n")[0], "#", 1)
        # Empty lines at the beginning it takes away.
        return "\n" * text[: len(text) - len(text.lstrip())].count("\n") + shell.transform_cell(text)

    return transform


def _display():
    from IPython.display import display

    return display


def _refusing(path):
    def transform(text, number):
        def refuse(what):
            raise Refused(
                "Cell %d of %s has %r, which needs IPython: install it in this environment (pip install ipython)." % (number, path, what)
            )

        return python_of(text, refuse)

    return transform


_loops = []


def _finish(coroutine):
    import asyncio

    if not _loops:
        _loops.append(asyncio.new_event_loop())
        asyncio.set_event_loop(_loops[0])
    _loops[0].run_until_complete(coroutine)


def outlines_of(path, cells, outline, Function):
    """The functions of a notebook as a dict of ``outlines.outlines_of``; cells that do not parse are left out."""
    module = Function("<module>", 1, 1, (0, "<module>"))
    functions = [module]
    for first_line, text in cells:
        try:
            source = "\n" * (first_line - 1) + python_of(text)
            own, rest = (lambda found: (found[0], found[1:]))(outline(source, path))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        module.lines |= own.lines
        module.continued.update(own.continued)
        module.codes += own.codes[1:]
        module.last_line = max(module.last_line, own.last_line)
        functions += rest
    found = [function.as_dict() for function in functions]
    found[0]["inParts"] = True
    return {"file": path, "functions": found}
