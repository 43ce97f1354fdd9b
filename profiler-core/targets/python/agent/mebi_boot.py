"""Loads the agent, in the program's process or in one that the program starts."""

import builtins
import os
import sys
from _frozen_importlib_external import PathFinder, SourceFileLoader


class _Loader(SourceFileLoader):
    """Gives the agent's modules builtins of their own: those of the program may be replaced (``_mebi.kept``)."""

    builtins = dict(builtins.__dict__)

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] != "_mebi":
            return None
        found = PathFinder.find_spec(name, path)
        found.loader = cls(name, found.origin)
        return found

    def create_module(self, spec):
        module = type(sys)(spec.name)
        module.__builtins__ = self.builtins
        return module


def load(spec_path, cache):
    """Returns the agent's ``session`` module and the content of spec.json.

    The agent's bytecode, and nothing else, is kept in the folder ``cache``: compiling it at each start would take three
    times as long, and 2 MiB of the program's memory.
    """
    before = sys.pycache_prefix, sys.dont_write_bytecode
    sys.pycache_prefix, sys.dont_write_bytecode = cache, False
    sys.meta_path.insert(0, _Loader)
    try:
        from _mebi import session, text

        with open(spec_path, "rb") as file:
            spec = text.loads(file.read().decode("ascii").strip())
        session.load_parts(spec)
    finally:
        sys.meta_path.remove(_Loader)
        sys.pycache_prefix, sys.dont_write_bytecode = before
    return session, spec


def settle(spec):
    """Gives the first process the folder and the output that the program is to have."""
    os.chdir(spec["cwd"])
    if spec["lineBuffered"] and sys.stdout is not None and not sys.stdout.isatty():
        # A person reads at the other end of the pipe, as at a terminal, where Python writes line by line.
        sys.stdout.reconfigure(line_buffering=True)


def begin_natively(paths, first_started_ns, started_ns):
    """Begins to watch; the interpreter itself runs the program afterwards (``start/sitecustomize.py``).

    ``paths``: of spec.json and of the bytecode cache. ``first_started_ns``: when the first process started, in words; empty
    in that process.
    """
    if not first_started_ns:
        del sys.orig_argv[1]  # -B
        session, spec = load(*paths)
        settle(spec)
        session.begin(spec, paths, started_ns)
        return
    try:
        session, spec = load(*paths)
        session.begin_child(spec, paths, int(first_started_ns), _program_words())
    except Exception:  # the run is over, or its folder out of reach: the program runs all the same
        pass


def _program_words():
    from _mebi.commandline import split

    return (split(sys.orig_argv) or (None, sys.argv))[1]


def follow(spec_path, cache, started_ns):
    """Watches this process, which ``multiprocessing`` has started, into a table of its own."""
    session, spec = load(spec_path, cache)
    try:
        session.begin_child(spec, (spec_path, cache), started_ns, sys.argv)
    except (OSError, session.Unavailable):
        pass


def begin(spec_path, cache, started_ns, plain):
    """Returns the session that is to run what ``sys.argv[1:]`` names: the program of a process that the program started.

    ``plain``: the interpreter and its flags, as the program gave them (``_mebi.commandline``). Raises an Exception where
    that program cannot be watched.
    """
    if not sys.flags.isolated and not getattr(sys.flags, "safe_path", False):
        del sys.path[1]  # the '' of `-c`
    sys.argv[:] = words = sys.argv[1:]
    session, spec = load(spec_path, cache)
    if words[0] == "-m":
        spec["target"], spec["args"] = {"kind": "module", "name": words[1]}, words[2:]
    elif words[0] == "-c":
        spec["target"], spec["args"] = {"kind": "command", "code": words[1]}, words[2:]
    else:
        if not (os.path.isfile(words[0]) or os.path.isdir(words[0])) or not os.access(words[0], os.R_OK):
            raise OSError("Python itself is to say what is wrong with it")
        spec["target"], spec["args"] = {"kind": "script", "path": words[0]}, words[1:]
    spec["target"]["original"] = plain + words
    return session.begin_child(spec, (spec_path, cache), started_ns, words)
