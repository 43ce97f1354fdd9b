"""Says what interpreter this is and outlines source files; runs on its own, before the program does.

Reads ``{"files": [path, ...]}`` from stdin and writes one JSON object to stdout. The first part runs on Python 2.7
too, so that an interpreter that is too old can be named.
"""

import json
import os
import sys


def describe():
    implementation = getattr(sys, "implementation", None)
    return {
        "version": "%d.%d.%d" % sys.version_info[:3],
        "implementation": implementation.name if implementation else "cpython",
        "executable": sys.executable,
        "prefix": sys.prefix,
    }


def outline_file(path):
    from _mebi.outline import outline

    real = os.path.realpath(path)
    try:
        with open(real, "rb") as file:
            functions = outline(file.read(), real)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = getattr(error, "msg", None) or str(error)
        line = getattr(error, "lineno", None)
        return {"file": real, "error": {"type": type(error).__name__, "message": message, "line": line}}
    return {"file": real, "functions": [function.as_dict() for function in functions]}


def main():
    answer = describe()
    request = json.loads(sys.stdin.read() or "{}")
    if sys.version_info >= (3, 8):
        import warnings

        warnings.simplefilter("ignore")  # a SyntaxWarning is the program's own to show
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        answer["files"] = [outline_file(path) for path in request.get("files", ())]
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
