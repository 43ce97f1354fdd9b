"""Follows the program into the Python processes that it starts (those that it forks need no help).

``multiprocessing`` (spawn and forkserver) runs a statement in a new interpreter: ours is put before it. All others are
started with a command line of their own, by ``subprocess``, ``os.posix_spawn`` or ``os.exec``: see ``commandline``.
"""

import os

from .commandline import CommandLines

_FOLLOWED = ("from multiprocessing.spawn import", "from multiprocessing.forkserver import")
_HELPERS = ("resource_tracker import main", "semaphore_tracker import main")
_FOLLOW = """\
import sys;w=sys.dont_write_bytecode;sys.dont_write_bytecode=True;sys.path.insert(0,%a)
try:
 import mebi_boot;sys.dont_write_bytecode=w;mebi_boot.follow(%a,%a,%d)
except Exception:pass
finally:sys.dont_write_bytecode=w;del sys.path[0],w"""
_FOLLOW_START = ("exec('import sys;w=", 'exec("import sys;w=')


def follow_started(agent_folder, session):
    """Has Python processes that this one starts load the agent first.

    Returns the part of it that is due after an import, for ``imports.AfterImport``.
    """
    place = agent_folder, *session.paths, session.started_ns
    lines = CommandLines(*place)
    if os.name == "posix":
        _extend_exec(lines, session)
    if not session.spec["watchChildren"]:
        return {}
    callbacks = _follow_multiprocessing("exec(%a); " % (_FOLLOW % place))
    if os.name == "posix":
        _extend_spawn(lines)
        callbacks["subprocess"] = lambda module: _extend_subprocess(module, lines)
    return callbacks


def _follow_multiprocessing(follow):
    def extend(command):
        """Puts our start before the program of a command line ``[..., "-c", program, ...]``."""
        extended = list(command)
        for index in range(1, len(extended)):
            if extended[index - 1] == "-c" and extended[index].startswith(_FOLLOWED):
                extended[index] = follow + extended[index]
        return extended

    def extend_spawn(module):
        plain = module.get_command_line
        module.get_command_line = lambda **fields: extend(plain(**fields))

    def extend_util(module):
        plain = getattr(module, "spawnv_passfds", None)
        if plain is not None:
            module.spawnv_passfds = lambda path, args, passfds: plain(path, extend(args), passfds)

    return {"multiprocessing.spawn": extend_spawn, "multiprocessing.util": extend_util}


def _extend_subprocess(module, lines):
    """Extends the function of C in which ``subprocess`` ends: by then shells, ``PATH`` and ``cwd`` are resolved."""
    import _posixsubprocess

    plain = _posixsubprocess.fork_exec

    def fork_exec(args, executables, close_fds, pass_fds, cwd, env, *rest):
        args, found, added = _extended(lines, args, executables, cwd, env)
        if found is not executables:
            found = tuple(map(os.fsencode, found))
        with _Added(added, env):
            return plain(args, found, close_fds, pass_fds, cwd, _with(added, env), *rest)

    _posixsubprocess.fork_exec = fork_exec
    if hasattr(module, "_fork_exec"):  # 3.11
        module._fork_exec = fork_exec


def _extend_spawn(lines):
    def extend_spawn(plain, candidates):
        def posix_spawn(path, argv, env, **options):
            words, found, added = _extended(lines, argv, candidates(path), None, env)
            # Of posix_spawnp `path` is searched: it changes only where a script's interpreter stands in for it.
            with _Added(added, env):
                return plain(found[0] if len(found) == 1 else path, words, _with(added, env), **options)

        return posix_spawn

    def in_path(path):
        name = os.fsdecode(path)
        return [path] if "/" in name else [os.path.join(folder, name) for folder in os.get_exec_path()]

    for name, candidates in (("posix_spawn", lambda path: [path]), ("posix_spawnp", in_path)):
        plain = getattr(os, name, None)
        if plain is not None:
            setattr(os, name, extend_spawn(plain, candidates))


def _extend_exec(lines, session):
    plain_execv, plain_execve = os.execv, os.execve

    def extended(path, argv, env):
        if type(path) is int or not (session.is_first or session.spec["watchChildren"]):
            return argv, path, None
        words, (found,), added = _extended(lines, argv, [path], None, env)
        return words, found, added

    def execv(path, argv):
        words, found, added = extended(path, argv, None)
        with _Replaced(session, path, argv, words is not argv or added is not None), _Added(added, None):
            plain_execv(found, words)

    def execve(path, argv, env):
        words, found, added = extended(path, argv, env)
        with _Replaced(session, path, argv, words is not argv or added is not None):
            plain_execve(found, words, _with(added, env))

    os.execv, os.execve = execv, execve


class _Added:
    """Has our environment, where it is to be that of a process, hold some variables more: the program does not see it."""

    def __init__(self, added, env):
        self._added = added if added and env is None else {}

    def __enter__(self):
        for name, value in self._added.items():
            os.putenv(name, value)

    def __exit__(self, *error):
        for name in self._added:
            if name in os.environ:
                os.putenv(name, os.environ[name])
            else:
                os.unsetenv(name)


class _Replaced:
    """Tells the log that another program takes this one's place, and that it does not where it cannot be started."""

    def __init__(self, session, path, argv, followed):
        self._session = session
        self._path = path
        self._argv = argv
        self._followed = followed
        self._told = False

    def __enter__(self):
        try:
            if os.access(self._path, os.X_OK):  # `execvp` tries one place after the other
                command = " ".join(map(os.fsdecode, self._argv))
                self._session.log.write("exec", command=command, followed=self._followed)
                self._told = True
        except Exception:  # what is wrong with it the system says
            pass

    def __exit__(self, *error):
        if self._told:
            self._session.log.write("exec-failed")
        self._session.watcher.clean_next()


def _with(added, env):
    """An environment, a mapping or a list of ``NAME=value``, with some variables more; None, ours, as it is (``_Added``)."""
    if not added or env is None:
        return env
    if hasattr(env, "items"):
        names = {os.fsencode(name) for name in added}
        kept = {name: value for name, value in env.items() if os.fsencode(name) not in names}
        return dict(kept, **added)
    names = tuple([os.fsencode(name + "=") for name in added])
    kept = [entry for entry in env if not os.fsencode(entry).startswith(names)]
    return kept + [os.fsencode("=".join(item)) for item in added.items()]


def _extended(lines, args, executables, cwd, env):
    """A command line with the agent, or the very one that was given; what is wrong with it is its receiver's to say."""
    try:
        if _is_left_alone(args):
            return args, executables, None
        if hasattr(env, "items"):
            env = [os.fsencode(key) + b"=" + os.fsencode(value) for key, value in env.items()]
        return lines.extend(args, executables, cwd and os.fsdecode(cwd), env)
    except Exception:
        return args, executables, None


def _is_left_alone(args):
    """Whether this is a process of ``multiprocessing``'s own, or of joblib's: one that is followed, or a helper."""
    for index in range(1, len(args)):
        if args[index - 1] == "-c":
            program = os.fsdecode(args[index])
            return program.startswith(_FOLLOW_START) or any(name in program for name in _HELPERS)
    return False
