"""A measurement of a live process as a run folder in the data folder: any host of Mebi takes it into the history.

The live process is its host (docs/run-folder.md). If it dies, what it has measured is in the folder, and the run is one that was
interrupted.
"""

import binascii
import datetime
import json
import os
import shutil
import sys
import time

from . import _agent  # noqa: F401
from . import _host

_ROOM = 16384  # of ending.json, profiler-core/run/endingFile.ts
_EMPTY = ("outlines.jsonl", "log.jsonl", "samples.bin", "output.jsonl")


class SavedRun(object):
    """``begin`` gives its folder, into which the recording writes; ``end`` hands it over.

    ``path``: of the notebook or program. ``label``: what it is a run of. ``names``: the functions that were named, if any were. Raises
    OSError where nothing can be kept.
    """

    def __init__(self, path, backend, label, names=(), include_children=False):
        self._running = os.path.join(_host.data_folder(), "running")
        now = datetime.datetime.now(datetime.timezone.utc)
        key = "%s-%s" % (now.strftime("%Y%m%d%H%M%S"), binascii.hexlify(os.urandom(4)).decode())
        folder = os.path.dirname(path)
        self._meta = {
            "version": 1,
            "host": _host.identity(os.getpid()),
            "target": None,
            "startedNs": time.perf_counter_ns(),
            "known": {
                "key": key,
                "startedAt": now.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (now.microsecond // 1000),
                "warnings": [],
                "request": {
                    "target": {"kind": "script", "path": path},
                    "args": [],
                    "cwd": os.getcwd(),
                    "projectDir": _host.project_folder(folder),
                    "backend": backend,
                    "watch": {"kind": "functions", "names": list(names)} if names else {"kind": "auto"},
                    "includeChildren": include_children,
                    "label": label,
                },
                "toWatch": None,
                "interpreter": _host.interpreter(),
                "host": _host.machine(),
                "git": None,
                "dataset": None,
            },
            "main": None,
            "sources": [],
        }
        self.folder = os.path.join(self._running, key)
        self._make(os.path.join(self._running, ".new-" + key))

    def _make(self, draft):
        """It appears whole or not at all."""
        os.makedirs(self._running, 0o700, exist_ok=True)
        os.mkdir(draft, 0o700)
        for name in _EMPTY:
            _write(os.path.join(draft, name), "")
        _write(os.path.join(draft, "spec.json"), "{}")
        _write(os.path.join(draft, "ending.json"), " " * (_ROOM - 1) + "\n")
        _write(os.path.join(draft, "meta.json"), json.dumps(self._meta))
        os.rename(draft, self.folder)

    def discard(self):
        """Nothing was measured."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def started(self, recording):
        """Tells what the agent of a program tells at its start."""
        recording.log.write(
            "start",
            pid=os.getpid(),
            version=self._meta["known"]["interpreter"]["version"],
            implementation=sys.implementation.name,
            executable=sys.executable,
            baselineBytes=recording.memory(),
            clockNs=recording.started_ns,
            parentPid=os.getppid(),
            command=os.path.basename(self._meta["known"]["request"]["target"]["path"]),
        )

    def failed(self, log, error):
        """An exception ended what was measured."""
        trace, place = error.__traceback__, None
        while trace is not None:
            place = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
        name = type(error).__name__
        log.write("exception", type=name, message=_text_of(error), file=place and place[0], line=place and place[1])

    def end(self, log, peak, duration_ns, is_failed=False):
        """Says how it ended, and that this process has done with it: a host may take it in at once."""
        log.write("exit")
        ending = {
            "version": 1,
            "status": "failed" if is_failed else "finished",
            "exitCode": None,
            "signal": None,
            "durationNs": duration_ns,
            "limitAtNs": None,
            "firstPeakBytes": peak,
            "togetherPeakBytes": peak,
            "countsOthers": False,
            "end": {"request": None, "crossedBytes": None, "oom": None},
            "warnings": [],
        }
        with open(os.path.join(self.folder, "ending.json"), "r+") as file:
            file.write(json.dumps(ending).ljust(_ROOM - 1))
        self._meta["host"] = None
        new = os.path.join(self.folder, ".meta.json")
        _write(new, json.dumps(self._meta))
        os.replace(new, os.path.join(self.folder, "meta.json"))
        os.utime(self._running)  # hosts watch that folder, and not those in it


def _write(path, text):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _text_of(error):
    try:
        return str(error)
    except Exception:  # of the program's own class
        return ""
