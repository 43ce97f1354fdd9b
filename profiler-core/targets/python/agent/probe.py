"""Says what interpreter this is and outlines source files; runs on its own, before the program does.

Reads ``{"files": [path, ...], "cwd": path, "notebooks": {path: cells}}`` from stdin and writes one JSON object to stdout. The first part runs on Python
2.7 too, so that an interpreter that is too old can be named.
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


def main():
    answer = describe()
    request = json.loads(sys.stdin.read() or "{}")
    if sys.version_info >= (3, 8):
        import warnings

        warnings.simplefilter("ignore")  # a SyntaxWarning is the program's own to show
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        if request.get("files"):
            from outlines import outlines_of
        notebooks = request.get("notebooks") or {}
        answer["files"] = [
            found for path in request.get("files", ()) for found in outlines_of(path, request.get("cwd"), notebooks.get(path))
        ]
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
