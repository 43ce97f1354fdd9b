"""A pytest plugin that writes what became of each test, one JSON object a line, into the file MEBI_OUTCOMES names."""

import json
import os
import time

import pytest

_path = os.environ["MEBI_OUTCOMES"]
_pid = os.getpid()
_clock = time.perf_counter  # tests stop the clock, and open files in their own ways
_write, _open, _close, _flags = os.write, os.open, os.close, os.O_WRONLY | os.O_CREAT | os.O_APPEND
_dumps = json.dumps
_getpid = os.getpid


def _tell(**what):
    if _getpid() != _pid:
        return  # a fork that a test has made, or pytest within pytest
    file = _open(_path, _flags, 0o600)
    try:
        _write(file, _dumps(what).encode("ascii") + b"\n")
    finally:
        _close(file)


class Outcomes:
    def pytest_sessionstart(self):
        self.started = _clock()

    def pytest_collectreport(self, report):
        if report.failed:
            _tell(test=report.nodeid, when="collect", outcome="failed", why=str(report.longrepr)[-4000:])

    def pytest_runtest_logreport(self, report):
        outcome = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xfailed" if report.skipped else "xpassed"
        _tell(test=report.nodeid, when=report.when, outcome=outcome, why=str(report.longrepr)[-4000:] if report.failed else "")

    def pytest_sessionfinish(self, exitstatus):
        _tell(seconds=_clock() - self.started, exitstatus=int(exitstatus))


_outermost = []


@pytest.hookimpl(trylast=True)  # after what conftest.py chooses
def pytest_configure(config):
    # pytester runs pytest again, in this process too.
    if _outermost:
        return
    _outermost.append(config)
    config.pluginmanager.register(Outcomes(), "mebi-outcomes")
    if config.pluginmanager.hasplugin("hypothesispytest"):
        from hypothesis import HealthCheck, settings

        # The same examples each time, and nothing that depends on how long they take.
        options = {"derandomize": True, "deadline": None, "suppress_health_check": list(HealthCheck)}
        settings.register_profile("mebi", max_examples=20, database=None, **options)
        settings.load_profile("mebi")
