"""Runs the program as the interpreter itself would: as ``__main__``, with its own arguments, path and tracebacks."""

import builtins
import os
import sys
from _frozen_importlib import BuiltinImporter, ModuleSpec, _load
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader, SourcelessFileLoader

AGENT_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
start_frames = set()  # ids of the code in the frames of which programs run

_FUNCTION = type(lambda: None)

if sys.version_info >= (3, 11):
    _PEPS = "https://peps.python.org"
else:
    _PEPS = "http%s://python.org/dev/peps" % ("s" if sys.version_info >= (3, 9) else "")


def prepare(target, arguments):
    """Makes ready for a target of spec.json; returns the function that runs it to its end.

    In a process that the program started, the target may also be a ``command`` (``code``), a folder or a zip archive, and
    ``original`` has the command line as the program gave it.
    """
    if target["kind"] == "notebook":
        return _prepare_notebook(target, arguments)
    if target["kind"] == "module":
        return _prepare_module(target["name"], arguments, target.get("original"))
    if target["kind"] == "command":
        return _prepare_command(target["code"], arguments, target["original"])
    if target.get("call"):
        return _prepare_call(target["path"], target["call"], arguments)
    return _prepare_script(target["path"], arguments, target.get("original"))


def is_own(filename):
    """Whether a file belongs to the agent."""
    return filename.startswith(AGENT_FOLDER)


def _is_ours(code):
    return is_own(code.co_filename) or id(code) in start_frames


def strip(error):
    """Takes the agent's frames out of a traceback; returns the error.

    They stand at its end where the error arose within an event: Ctrl-C, a signal handler, too deep a recursion.
    """
    trace = first = _first_of_program(error.__traceback__)
    while trace is not None:
        following = _first_of_program(trace.tb_next)
        if following is not trace.tb_next:
            trace.tb_next = following
        trace = following
    return error.with_traceback(first)


def _first_of_program(trace):
    while trace is not None and _is_ours(trace.tb_frame.f_code):
        trace = trace.tb_next
    return trace


def ended_by():
    """The exception that the interpreter has shown because it ended the program, or None."""
    error = getattr(sys, "last_value", None)  # others set it, too: test runners, consoles
    trace = getattr(error, "__traceback__", None)
    if trace is not None and trace.tb_frame.f_back is not None:
        return None
    return error


def _prepare_script(path, arguments, original):
    if _is_importable(path):
        return _prepare_main_within(path, arguments, original)
    filename = _as_interpreter_names(path)
    main = _new_main()
    main.__file__ = filename
    main.__cached__ = None
    _set_arguments(path, arguments, [path], original)
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    with open(path, "rb") as file:
        source = file.read()
    if _is_bytecode(path, source):
        main.__loader__ = SourcelessFileLoader("__main__", filename)
        return _function_of(_load_bytecode(source), main)
    main.__loader__ = SourceFileLoader("__main__", filename)
    _check_encoding(source, path)
    return _function_of(builtins.compile(source, filename, "exec", 0, True), main)


def _function_of(code, module):
    """A function that runs code as the module's own: ``exec`` does as much, for one more level of recursion."""
    return _FUNCTION(code, module.__dict__)


def _bound(function, *arguments):
    """The same function with its arguments, which need not be given any more."""
    return _FUNCTION(function.__code__, function.__globals__, function.__name__, arguments)


def _is_bytecode(path, content):
    """As the interpreter tells: by the name, or by the first two bytes of what is no text."""
    return path.endswith(".pyc") or content[:2] == MAGIC_NUMBER[:2]


def _load_bytecode(content):
    import marshal

    if content[:4] != MAGIC_NUMBER:
        raise RuntimeError("Bad magic number in .pyc file")
    code = marshal.loads(content[16:])
    if type(code) is not type(is_own.__code__):
        raise RuntimeError("Bad code object in .pyc file")
    return code


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


def _prepare_main_within(path, arguments, original):
    import runpy

    _new_main()
    _set_arguments(path, arguments, [path], original)
    _set_first_path(_as_interpreter_names(path), always=True)
    return _bound(runpy._run_module_as_main, "__main__", False)


def _prepare_command(code, arguments, original):
    main = _new_main()
    main.__loader__ = BuiltinImporter
    _set_arguments("-c", arguments, [], original)
    _set_first_path("")
    compiled = builtins.compile(code, "<string>", "exec", 0, True)
    _register_lines(compiled, code)
    return _function_of(compiled, main)


def _register_lines(compiled, code):
    """Since 3.13 tracebacks show the lines of a command: so far they would show those that started us."""
    linecache = sys.modules.get("linecache")
    register = getattr(linecache, "_register_code", None)
    if register is not None:
        # 3.13.0 registers by name, later versions by code object.
        register("<string>" if "<string>" in linecache.cache else compiled, code, "<string>")


def _prepare_module(name, arguments, original):
    import runpy

    _new_main()
    _set_arguments("-m", arguments, ["-m", name], original)
    _set_first_path(os.getcwd())
    return _bound(runpy._run_module_as_main, name, True)


def _prepare_call(path, statement, arguments):
    """Loads the script under its module name; a statement in its namespace is what is to be run."""
    name = os.path.splitext(os.path.basename(path))[0]
    main = _new_main()
    main.__dict__.pop("__annotations__", None)
    _set_arguments(path, arguments, [path], None)
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    filename = _as_interpreter_names(path)
    spec = ModuleSpec(name, SourceFileLoader(name, filename), origin=filename)
    spec.has_location = True
    module = _load(spec)
    return _function_of(builtins.compile(statement, "<call>", "exec", 0, True), module)


def _prepare_notebook(target, arguments):
    from . import notebook

    _set_arguments(target["path"], arguments, [target["path"]], None)
    _set_first_path(os.path.dirname(os.path.realpath(target["path"])))
    return notebook.prepare(target, _new_main())


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
