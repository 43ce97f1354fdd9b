"""Which command lines start a Python program, and the same ones with the agent in front (``children``).

The interpreter that is started need not be ours: what is put in front runs on any, and on one that the agent does not
support, or where it cannot start, replaces itself with the plain command.
"""

from .kept import os, sys

_DEAF = frozenset("EIS")
_ALONE = "bBdEIOPqRsStu"  # flags that stand for themselves
_WITH_VALUE = "WX"
_FOREIGN_OPTIONS = ("importtime", "help")
_SHELLS = ("sh", "bash", "dash", "zsh", "ksh")
# A word of these is the same to a shell as to us.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+=")
_FIRST_LINES = 4096  # bytes
_TRAMPOLINE, _TRAMPOLINED = "'''exec' ", ' "$0" "$@"'
_BESIDE = '"$(dirname -- "$(realpath -- "$0")")"/'
_MOST_BYTES = 1 << 19  # of a command line: a longer one might not fit any more with us in front

_START = """\
import sys;a=sys.argv[1:]
try:
 if sys.version_info<(3,8) or sys.implementation.name!="cpython":raise ImportError
 w=sys.dont_write_bytecode;sys.dont_write_bytecode=True;sys.path.insert(0,%a);import mebi_boot
 sys.dont_write_bytecode=w;s=mebi_boot.begin(%a,%a,%d,%a)
except Exception:
 import posix;posix.execv(sys.executable,%a+a)
try:
 f=s.prepare();f()
except SystemExit:raise
except BaseException as e:s.failed(e);raise"""
_IS_NATIVE = sys.version_info >= (3, 12)  # start/sitecustomize.py


class CommandLines:
    def __init__(self, agent_folder, spec_path, cache, started_ns):
        self._place = agent_folder, spec_path, cache, started_ns

    def extend(self, args, executables, cwd=None, env=None):
        """Returns ``(args, executables, added)`` of a process to be started, with the agent if that process is Python.

        ``args`` and ``executables``, the files of which the first that exists is run, are str, bytes or path-like. Both
        come back as they are where the agent has no place. ``added``: what is to be set in its environment, ``env``
        (``NAME=value`` each, or None for ours); None where the agent comes in by ``args``, or not at all.
        """
        plain = args, executables, None
        words = [os.fsdecode(word) for word in args]
        file = _first_file([os.fsdecode(path) for path in executables], cwd)
        if file is None or not words or sum(map(len, words)) > _MOST_BYTES:
            return plain
        if os.path.basename(file) in _SHELLS:
            line, added = self._extend_shell(words, cwd, env)
            return args if line is None else [*words[:2], line], executables, added
        kind = _kind_of(os.path.join(cwd or "", file))
        if kind is None:
            return plain
        if kind != "python":
            script, file = _expand_first_line(kind, file, words, cwd, env)
            if file is None:
                return plain
        else:
            script = None
        parts = split(script or words)
        if parts is None:
            return plain
        if self._runs_natively(os.path.join(cwd or "", file), parts[0]):
            return args, executables, self._variables(env)
        return self._with_start(script or words, *parts), executables if script is None else [file], None

    def _runs_natively(self, file, flags):
        """Whether that interpreter, once it has loaded the agent, needs no help to run the program."""
        if not _IS_NATIVE or not sys.executable or not os.path.samefile(file, sys.executable):
            return False
        plain = "\n" not in "".join(self._place[1:3])
        return plain and not any(_deafens(flags[index - 1] if index else "", flag) for index, flag in enumerate(flags))

    def _variables(self, env):
        agent, spec_path, cache, started_ns = self._place
        former = _variable("PYTHONPATH", env)
        start = os.path.join(agent, "start")
        return {
            "PYTHONPATH": start + os.pathsep + former if former else start,
            "MEBI_START": "\n".join(["" if former is None else "1", str(started_ns), spec_path, cache]),
        }

    def _with_start(self, words, flags, program):
        plain = [words[0], *flags]
        if flags[-1:] == ["--"]:
            flags.pop()
        start = _START % (*self._place, plain, plain)
        return [words[0], *flags, "-c", start, *program]

    def _extend_shell(self, words, cwd, env):
        """The same for what a shell is to run, where that is one plain command."""
        if len(words) != 3 or words[1] != "-c" or not _PLAIN.issuperset(words[2].replace(" ", "")):
            return None, None
        command = words[2].split()
        if not command or "=" in command[0]:
            return None, None
        extended, _, added = self.extend(command, _candidates(command[0], env), cwd, env)
        return None if extended is command else " ".join(map(_quote, extended)), added


def split(words):
    """Returns the flags of a Python command line, with ``--`` if it is there, and what is to be run, with its arguments.

    None: it is not known to run a program, or flags say that one is to see how Python itself goes about it.
    """
    flags = []
    index = 1
    while index < len(words):
        word = words[index]
        if word == "--":
            flags.append(word)
            index += 1
            break
        if word == "--check-hash-based-pycs":
            flags += words[index : index + 2]
            index += 2
            continue
        if word[:1] != "-":
            break
        if word == "-" or word[:2] == "--":
            return None
        found, at, rest = _split_cluster(word)
        if at is None:
            return None
        flags += found
        index += 1
        if at == "":
            continue
        if not rest:
            rest = words[index : index + 1]
            index += 1
            if not rest:
                return None
        if at in "cm":
            return flags, ["-" + at, *rest, *words[index:]]
        if rest[0].startswith(_FOREIGN_OPTIONS):
            return None
        flags += ["-" + at, *rest]
    program = words[index:]
    return None if not program or program[0] == "-" else (flags, program)


def _split_cluster(word):
    """``-uIm`` gives ``["-uI"], "m", []``: flags, the one that takes a value ("": none; None: unknown), that value."""
    for place in range(1, len(word)):
        letter = word[place]
        if letter in "cm" or letter in _WITH_VALUE:
            before = ["-" + word[1:place]] if place > 1 else []
            return before, letter, [word[place + 1 :]] if place + 1 < len(word) else []
        if letter not in _ALONE:
            return [], None, []
    return [word], "", []


def _first_file(paths, cwd):
    for path in paths:
        whole = os.path.join(cwd or "", path)
        if os.path.isfile(whole) and os.access(whole, os.X_OK):
            return path
    return None


def _candidates(name, env):
    if os.path.dirname(name):
        return [name]
    return [os.path.join(folder, name) for folder in _search_path(env)]


def _search_path(env):
    path = _variable("PATH", env)
    return (os.defpath if path is None else path).split(os.pathsep)


def _variable(name, env):
    if env is None:
        return os.environ.get(name)
    for entry in env:
        key, _, value = os.fsdecode(entry).partition("=")
        if key == name:
            return value
    return None


def _deafens(before, flag):
    """Whether a flag has the interpreter take no notice of PYTHONPATH, or of ``sitecustomize``."""
    return before not in ("-W", "-X") and flag[:2] not in ("--", "-W", "-X") and not _DEAF.isdisjoint(flag)


def _kind_of(file):
    """``"python"`` for an interpreter, the first lines of a script, or None."""
    with open(file, "rb", 0) as opened:
        start = opened.read(_FIRST_LINES)
    named = _is_python_name(os.path.basename(file))
    if not start.startswith(b"#!"):
        return "python" if named else None
    if named:
        # A wrapper may look at its arguments; those of pyenv and asdf pass them on.
        return "python" if os.path.basename(os.path.dirname(file)) == "shims" else None
    return os.fsdecode(start[2:]) if b"\n" in start else None


def _is_python_name(name):
    return name.startswith("python") and not name[6:].strip("0123456789.td")


def _expand_first_line(lines, file, words, cwd, env):
    """Starts a script as the kernel would: the words and the interpreter that its first line names, if Python."""
    line, second = lines.split("\n")[:2]
    first = line.split(None, 1)
    if first and os.path.basename(first[0]) == "env":
        rest = first[1].strip() if len(first) > 1 else ""
        first = rest[3:].split() if rest.startswith("-S ") else [rest]
        interpreter = _first_file(_candidates(first[0], env), cwd) if first and "=" not in first[0] else None
    else:
        if first[:1] == ["/bin/sh"] and second.startswith(_TRAMPOLINE):
            first = _behind_trampoline(second[len(_TRAMPOLINE) :], os.path.join(cwd or "", file))
        interpreter = _first_file(first[:1], cwd)
    if interpreter is None or _kind_of(os.path.join(cwd or "", interpreter)) != "python":
        return words, None
    return [first[0], *[word.strip() for word in first[1:]], file, *words[1:]], interpreter


def _behind_trampoline(command, file):
    """The interpreter and its flags of a script that pip or uv has written where a first line would not do.

    Its second line is the start of a text to Python, and a command to the shell.
    """
    if not command.endswith(_TRAMPOLINED):
        return []
    command = command[: -len(_TRAMPOLINED)]
    if command.startswith(_BESIDE):
        return [os.path.join(os.path.dirname(os.path.realpath(file)), command[len(_BESIDE) :].strip("'"))]
    quote = command[:1] if command[:1] in ("'", '"') else ""
    path, _, flags = command[len(quote) :].partition(quote or " ")
    return [] if "$" in path or "`" in path or "\\" in path else [path, *flags.split()]


def _quote(word):
    return word if _PLAIN.issuperset(word) and word else "'" + word.replace("'", "'\"'\"'") + "'"
