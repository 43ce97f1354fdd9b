"""The rare events of a run, one JSON object a line (docs/run-folder.md)."""

from .kept import os, time
from .text import dumps, loads


class Log:
    def __init__(self, path, started_ns):
        self.path = path
        self.started_ns = started_ns

    def write(self, kind, **fields):
        """Appends one event."""
        self.write_all(kind, [fields])

    def write_all(self, kind, many):
        """Appends several events. Opens the file anew each time: the program may close descriptors as it likes."""
        at = time.perf_counter_ns() - self.started_ns
        lines = [dumps(dict({"kind": kind, "atNs": at}, **fields)) + "\n" for fields in many]
        try:
            fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError:  # the program gave up its rights, or the host is gone: the run itself goes on
            return
        try:
            os.write(fd, "".join(lines).encode("ascii"))
        except OSError:
            pass
        finally:
            os.close(fd)

    def read(self, kind):
        """Returns the events of a kind that it holds; a line of the program's own in it is passed over."""
        start = '{"kind":"%s",' % kind
        try:
            with open(self.path, "rb") as file:
                lines = file.read().decode("ascii", "replace").split("\n")
        except OSError:
            return []
        return [loads(line) for line in lines if line.startswith(start) and line.endswith("}")]

    def warn(self, code, message):
        self.write("warning", code=code, message=message)
