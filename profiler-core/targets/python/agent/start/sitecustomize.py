"""Loads the agent into an interpreter that then runs the program by itself: from 3.12 on, where no code is rewritten.

It is found on PYTHONPATH before the module of that name that the environment may have, undoes what it was found by, and
gives way to that one. Nothing of the agent stands below the program's frames then.
"""

from time import perf_counter_ns


def _give_way():
    """Returns what ``_begin`` needs to begin; None in a subinterpreter of the program."""
    import os
    import sys

    started_ns = perf_counter_ns()
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if entry != here]
    sys.path_importer_cache.pop(here, None)
    del sys.modules["sitecustomize"]
    start = os.environ.pop("MEBI_START", None)
    if start is None:
        return None
    had_path, first_started_ns, *paths = start.split("\n")
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if here in entries:
        entries.remove(here)
    if entries or had_path:
        os.environ["PYTHONPATH"] = os.pathsep.join(entries)
    else:
        del os.environ["PYTHONPATH"]
    return os.path.dirname(here), paths, first_started_ns, started_ns


def _begin(agent, paths, first_started_ns, started_ns):
    import sys

    written = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    sys.path.insert(0, agent)
    try:
        import mebi_boot

        sys.dont_write_bytecode = written
        mebi_boot.begin_natively(paths, first_started_ns, started_ns)
    finally:
        sys.dont_write_bytecode = written
        sys.path.remove(agent)
        sys.path_importer_cache.pop(agent, None)


_start = _give_way()
try:
    import sitecustomize  # noqa: F401
finally:
    if _start is not None:
        _begin(*_start)
