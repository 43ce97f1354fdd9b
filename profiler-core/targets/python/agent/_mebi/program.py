"""Runs the program as the interpreter itself would: as ``__main__``, with its own arguments, path and tracebacks."""

import builtins
import os
import sys
from _frozen_importlib import ModuleSpec, _load
from _frozen_importlib_external import SourceFileLoader

AGENT_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


if sys.version_info >= (3, 11):
    _PEPS = "https://peps.python.org"
else:
    _PEPS = "http%s://python.org/dev/peps" % ("s" if sys.version_info >= (3, 9) else "")


def run(target, arguments):
    """Runs a target of spec.json to its end; what the program raises comes through."""
    if target["kind"] == "module":
        _run_module(target["name"], arguments)
    elif target.get("call"):
        _run_call(target["path"], target["call"], arguments)
    else:
        _run_script(target["path"], arguments)


def is_own(filename):
    """Whether a file belongs to the agent."""
    return filename.startswith(AGENT_FOLDER)


def strip(error):
    """Takes the agent's frames off both ends of a traceback; returns the error.

    They stand at the end where the error arose within an event: Ctrl-C, a signal handler, too deep a recursion.
    """
    first = error.__traceback__
    while first is not None and is_own(first.tb_frame.f_code.co_filename):
        first = first.tb_next
    last = trace = first
    while trace is not None:
        if not is_own(trace.tb_frame.f_code.co_filename):
            last = trace
        trace = trace.tb_next
    if last is not None:
        last.tb_next = None
    return error.with_traceback(first)


def _run_script(path, arguments):
    filename = _as_interpreter_names(path)
    main = _new_main()
    main.__file__ = filename
    main.__loader__ = SourceFileLoader("__main__", filename)
    main.__cached__ = None
    _set_arguments(path, arguments, [path])
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    with open(path, "rb") as file:
        source = file.read()
    _check_encoding(source, path)
    code = compile(source, filename, "exec", 0, True)
    del source
    exec(code, main.__dict__)


def _check_encoding(source, path):
    """Says what the interpreter says of a file that is not UTF-8 and declares nothing; compile() has other words."""
    if b"coding" in b"".join(source.splitlines(True)[:2]):
        return
    for number, line in enumerate(source.splitlines(), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            sentence = "Non-UTF-8 code starting with '\\x%02x' in file %s on line %d, but no encoding declared; " % (
                line[error.start],
                _as_interpreter_names(path),
                number,
            )
            raise SyntaxError("%ssee %s/pep-0263/ for details" % (sentence, _PEPS)) from None


def _run_module(name, arguments):
    import runpy

    _new_main()
    _set_arguments("-m", arguments, ["-m", name])
    _set_first_path(os.getcwd())
    runpy._run_module_as_main(name)


def _run_call(path, statement, arguments):
    """Loads the script under its module name, then runs a statement in its namespace."""
    name = os.path.splitext(os.path.basename(path))[0]
    main = _new_main()
    main.__dict__.pop("__annotations__", None)
    _set_arguments(path, arguments, [path])
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    filename = _as_interpreter_names(path)
    spec = ModuleSpec(name, SourceFileLoader(name, filename), origin=filename)
    spec.has_location = True
    module = _load(spec)
    exec(compile(statement, "<call>", "exec", 0, True), module.__dict__)


def _new_main():
    main = type(sys)("__main__")
    main.__builtins__ = builtins
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    # The agent's own __main__ must not be torn down before the program ends.
    sys.modules["_mebi.__main__"] = sys.modules["__main__"]
    sys.modules["__main__"] = main
    return main


def _as_interpreter_names(path):
    """The name that the interpreter gives to a script: as typed up to 3.8, from the root since."""
    if sys.version_info < (3, 9) or os.path.isabs(path):
        return path
    if path.startswith("./"):
        path = path[2:]
    return os.path.join(os.getcwd(), path)


def _set_arguments(first, arguments, original):
    sys.argv[:] = [first] + arguments
    if hasattr(sys, "orig_argv"):
        flags = sys.orig_argv[:-3]  # without the agent and its two arguments
        if flags and flags[-1] == "-B":
            flags.pop()
        sys.orig_argv[:] = flags + original + arguments


def _set_first_path(folder):
    """Replaces the agent's folder, which the interpreter put first; isolated interpreters put none."""
    sys.path_importer_cache.pop(AGENT_FOLDER, None)
    if sys.path and os.path.abspath(sys.path[0]) == AGENT_FOLDER:
        if getattr(sys.flags, "safe_path", False) or sys.flags.isolated:
            del sys.path[0]
        else:
            sys.path[0] = folder
