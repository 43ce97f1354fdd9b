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


def follow_started(agent_folder, paths, started_ns, is_child):
    """Has Python processes that this one starts load the agent first.

    Returns the part of it that is due after an import, for ``imports.AfterImport``. ``is_child() -> bool``: whether
    this process is one of the program's children.
    """
    follow = "exec(%a); " % (_FOLLOW % (agent_folder, *paths, started_ns))
    callbacks = _follow_multiprocessing(follow)
    if os.name == "posix":
        lines = CommandLines(agent_folder, paths, started_ns)
        _extend_os(lines, is_child)
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
        args, found = _extended(lines, args, executables, cwd, env)
        if found is not executables:
            found = tuple(map(os.fsencode, found))
        return plain(args, found, close_fds, pass_fds, cwd, env, *rest)

    _posixsubprocess.fork_exec = fork_exec
    if hasattr(module, "_fork_exec"):  # 3.11
        module._fork_exec = fork_exec


def _extend_os(lines, is_child):
    def extend_spawn(plain, candidates):
        def posix_spawn(path, argv, env, **options):
            words, found = _extended(lines, argv, candidates(path), None, env)
            # Of posix_spawnp `path` is searched: it changes only where a script's interpreter stands in for it.
            return plain(found[0] if len(found) == 1 else path, words, env, **options)

        return posix_spawn

    def in_path(path):
        name = os.fsdecode(path)
        return [path] if "/" in name else [os.path.join(folder, name) for folder in os.get_exec_path()]

    for name, candidates in (("posix_spawn", lambda path: [path]), ("posix_spawnp", in_path)):
        plain = getattr(os, name, None)
        if plain is not None:
            setattr(os, name, extend_spawn(plain, candidates))
    plain_execv, plain_execve = os.execv, os.execve

    def execv(path, argv):
        if is_child():
            argv, (path,) = _extended(lines, argv, [path], None, None)
        plain_execv(path, argv)

    def execve(path, argv, env):
        if is_child() and type(path) is not int:
            argv, (path,) = _extended(lines, argv, [path], None, env)
        plain_execve(path, argv, env)

    os.execv, os.execve = execv, execve


def _extended(lines, args, executables, cwd, env):
    """A command line with the agent, or the very one that was given; what is wrong with it is its receiver's to say."""
    try:
        if _is_left_alone(args):
            return args, executables
        if hasattr(env, "items"):
            env = [os.fsencode(key) + b"=" + os.fsencode(value) for key, value in env.items()]
        return lines.extend(args, executables, cwd and os.fsdecode(cwd), env)
    except Exception:
        return args, executables


def _is_left_alone(args):
    """Whether this is a process of ``multiprocessing``'s own, or of joblib's: one that is followed, or a helper."""
    for index in range(1, len(args)):
        if args[index - 1] == "-c":
            program = os.fsdecode(args[index])
            return program.startswith(_FOLLOW_START) or any(name in program for name in _HELPERS)
    return False
