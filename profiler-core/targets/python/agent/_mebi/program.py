"""Runs the program as the interpreter itself would: as ``__main__``, with its own arguments, path and tracebacks."""

import builtins
import os
import sys
from _frozen_importlib import BuiltinImporter, ModuleSpec, _load
from _frozen_importlib_external import SourceFileLoader

AGENT_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
start_frames = set()  # code objects outside of that folder that started us


if sys.version_info >= (3, 11):
    _PEPS = "https://peps.python.org"
else:
    _PEPS = "http%s://python.org/dev/peps" % ("s" if sys.version_info >= (3, 9) else "")


def run(target, arguments):
    """Runs a target of spec.json to its end; what the program raises comes through.

    In a process that the program started, the target may also be a ``command`` (``code``), a folder or a zip archive, and
    ``original`` has the command line as the program gave it.
    """
    if target["kind"] == "module":
        _run_module(target["name"], arguments, target.get("original"))
    elif target["kind"] == "command":
        _run_command(target["code"], arguments, target["original"])
    elif target.get("call"):
        _run_call(target["path"], target["call"], arguments)
    else:
        _run_script(target["path"], arguments, target.get("original"))


def is_own(filename):
    """Whether a file belongs to the agent."""
    return filename.startswith(AGENT_FOLDER)


def _is_ours(code):
    return is_own(code.co_filename) or code in start_frames


def strip(error):
    """Takes the agent's frames off both ends of a traceback; returns the error.

    They stand at the end where the error arose within an event: Ctrl-C, a signal handler, too deep a recursion.
    """
    first = error.__traceback__
    while first is not None and _is_ours(first.tb_frame.f_code):
        first = first.tb_next
    last = trace = first
    while trace is not None:
        if not is_own(trace.tb_frame.f_code.co_filename):
            last = trace
        trace = trace.tb_next
    if last is not None:
        last.tb_next = None
    return error.with_traceback(first)


def _run_script(path, arguments, original):
    if original is not None and _is_importable(path):
        _run_main_within(path, arguments, original)
        return
    filename = _as_interpreter_names(path)
    main = _new_main()
    main.__file__ = filename
    main.__loader__ = SourceFileLoader("__main__", filename)
    main.__cached__ = None
    _set_arguments(path, arguments, [path], original)
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


def _is_importable(path):
    """Whether this is a folder or an archive, the ``__main__`` of which is to be run, as the interpreter finds out."""
    for hook in sys.path_hooks:
        try:
            hook(path)
        except ImportError:
            continue
        return True
    return False


def _run_main_within(path, arguments, original):
    import runpy

    _new_main()
    _set_arguments(path, arguments, [path], original)
    _set_first_path(_as_interpreter_names(path), always=True)
    runpy._run_module_as_main("__main__", False)


def _run_command(code, arguments, original):
    main = _new_main()
    main.__loader__ = BuiltinImporter
    _set_arguments("-c", arguments, [], original)
    _set_first_path("")
    compiled = compile(code, "<string>", "exec", 0, True)
    _register_lines(compiled, code)
    exec(compiled, main.__dict__)


def _register_lines(compiled, code):
    """Since 3.13 tracebacks show the lines of a command: so far they would show those that started us."""
    linecache = sys.modules.get("linecache")
    register = getattr(linecache, "_register_code", None)
    if register is not None:
        # 3.13.0 registers by name, later versions by code object.
        register("<string>" if "<string>" in linecache.cache else compiled, code, "<string>")


def _run_module(name, arguments, original):
    import runpy

    _new_main()
    _set_arguments("-m", arguments, ["-m", name], original)
    _set_first_path(os.getcwd())
    runpy._run_module_as_main(name)


def _run_call(path, statement, arguments):
    """Loads the script under its module name, then runs a statement in its namespace."""
    name = os.path.splitext(os.path.basename(path))[0]
    main = _new_main()
    main.__dict__.pop("__annotations__", None)
    _set_arguments(path, arguments, [path], None)
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
    return os.path.join(os.getcwd(), path)


def _set_arguments(first, arguments, named, original):
    """``named``: how the program was named on the command line; ``original``: that line, where it is known as a whole."""
    sys.argv[:] = [first] + arguments
    if original is not None:
        if hasattr(sys, "orig_argv"):
            sys.orig_argv[:] = original
    elif hasattr(sys, "orig_argv"):
        flags = sys.orig_argv[:-3]  # without the agent and its two arguments
        if flags and flags[-1] == "-B":
            flags.pop()
        sys.orig_argv[:] = flags + named + arguments


def _set_first_path(folder, always=False):
    """Replaces the agent's folder, which comes first; isolated interpreters put none there."""
    sys.path_importer_cache.pop(AGENT_FOLDER, None)
    if sys.path and os.path.abspath(sys.path[0]) == AGENT_FOLDER:
        if not always and (getattr(sys.flags, "safe_path", False) or sys.flags.isolated):
            del sys.path[0]
        else:
            sys.path[0] = folder
