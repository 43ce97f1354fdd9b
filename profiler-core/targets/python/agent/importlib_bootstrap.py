"""Starts the program that a run folder's spec.json names: ``python -B importlib_bootstrap.py FOLDER/spec.json CACHE``.

The program runs in one frame above this file's own. Its name holds ``importlib`` and ``_bootstrap``: of such files Python's
``warnings`` takes no notice. From 3.12 on the interpreter runs most programs itself, see ``start/sitecustomize.py``.
"""

from time import perf_counter_ns

_STARTED_NS = perf_counter_ns()


def _main():
    import os
    import sys

    if sys.flags.isolated or getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # else the interpreter has put it there

    import mebi_boot

    paths = sys.argv[1:3]
    session, spec = mebi_boot.load(*paths)
    mebi_boot.settle(spec)
    return session.begin(spec, paths, _STARTED_NS)


if __name__ == "__main__":
    _session = _main()
    try:
        _run = _session.prepare()
        _run()
    except SystemExit:
        raise
    except BaseException as _error:
        _session.failed(_error)
        raise
