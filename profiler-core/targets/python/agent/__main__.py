"""Starts the program that a run folder's spec.json names: ``python -B AGENT/__main__.py FOLDER/spec.json CACHE``."""

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
    os.chdir(spec["cwd"])
    if sys.stdout is not None and not sys.stdout.isatty():
        # On a terminal, which Mebi stands between, Python writes line by line.
        sys.stdout.reconfigure(line_buffering=True)
    return session.begin(spec, paths, _STARTED_NS)


if __name__ == "__main__":
    _session = _main()
    _session.run_program()
