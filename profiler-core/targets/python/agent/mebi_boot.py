"""Loads the agent, in the program's process or in one that ``multiprocessing`` starts afresh."""

import os
import sys


def load(spec_path, cache):
    """Returns the agent's ``session`` module and the content of spec.json.

    The agent's bytecode, and nothing else, is kept in the folder ``cache``: compiling it at each start would take three
    times as long, and 2 MiB of the program's memory.
    """
    before = sys.pycache_prefix, sys.dont_write_bytecode
    sys.pycache_prefix, sys.dont_write_bytecode = cache, False
    try:
        from _mebi import session, text
    finally:
        sys.pycache_prefix, sys.dont_write_bytecode = before
    with open(spec_path, "rb") as file:
        return session, text.loads(file.read().decode("ascii").strip())


def follow(spec_path, cache, started_ns):
    """Watches this process, a child of the program, into a table of its own."""
    session, spec = load(spec_path, cache)
    session.begin_child(spec, (spec_path, cache), started_ns)
