"""Finds the agent, ``_mebi``: installed beside this package, loaded by ``mebi run``, or in the tree that both are built from."""

import os
import sys


def _load():
    try:
        import _mebi
    except ImportError:
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir, "agent")
        # For this one import: what else lies there is not for programs to import.
        sys.path.append(os.path.normpath(folder))
        try:
            import _mebi
        finally:
            sys.path.remove(os.path.normpath(folder))
    return _mebi


_load()
