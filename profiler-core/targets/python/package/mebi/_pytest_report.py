"""``pytest --mebi``: memory of each test and of its fixtures, the highest first, and against the last run in which it passed."""

import os

import pytest

from . import _agent  # noqa: F401
from ._memory import HighWater
from ._sizes import mib
from _mebi.readers import open_reader

_CACHE = "mebi/tests"
_NOISE = 1 << 20  # what a process may have more or less for no reason of the test's
_PARTS = ("setup", "call", "teardown")


class Report(object):
    def __init__(self, config):
        self._config = config
        self._reader = open_reader("rss")
        self._high_water = HighWater()
        self._parts = {}  # of the test that runs: part -> its numbers
        self._tests = {}  # node id -> its numbers
        self._workers = {}  # worker of xdist -> its highest memory
        self._passed = set()

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_setup(self, item):
        self._parts = {}
        yield from self._measure("setup")

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_call(self, item):
        yield from self._measure("call")

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item):
        yield from self._measure("teardown")

    def _measure(self, part):
        before = self._reader.read()
        self._high_water.take()
        yield
        after = self._reader.read()
        high = max(before, after, self._high_water.take())
        self._parts[part] = {"before": before, "growth": after - before, "peak": high}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        # With the report it travels from xdist's workers to the process that shows it.
        report = outcome.get_result()
        if report.when in self._parts:
            report.mebi = dict(self._parts[report.when], worker=os.environ.get("PYTEST_XDIST_WORKER", ""))

    def pytest_runtest_logreport(self, report):
        own = getattr(report, "mebi", None)
        if own is None:
            return
        self._workers[own["worker"]] = max(self._workers.get(own["worker"], 0), own["peak"])
        numbers = self._tests.setdefault(report.nodeid, {})
        numbers[report.when] = own
        if report.when == "call" and report.passed:
            self._passed.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter):
        tests = {name: parts for name, parts in self._tests.items() if "call" in parts}
        if not tests:
            return
        known = self._known()
        ranked = sorted(tests, key=lambda name: -_taken(tests[name]["call"]))
        write = terminalreporter.write_line
        terminalreporter.write_sep("=", "memory of tests")
        write("     peak      kept  fixtures  test")
        for name in ranked[: max(self._config.getoption("--mebi-top"), 0)]:
            parts = tests[name]
            fixtures = parts.get("setup", {}).get("growth", 0)
            cells = _taken(parts["call"]), parts["call"]["growth"], fixtures
            write(" ".join("%9.1f" % (cell / 2.0**20) for cell in cells) + "  " + name + _change(parts["call"], known.get(name)))
        self._write_sum(write, len(tests))
        self._keep(known)

    def _write_sum(self, write, count):
        how = "" if self._high_water.is_exact else "; peaks are the highest that were seen between the parts of a test"
        write("in MiB; peak: above what there was when the test began, fixtures: what they kept%s" % how)
        total = mib(sum(self._workers.values()))
        if len(self._workers) == 1:
            write("%d tests, highest memory of the process: %s" % (count, total))
        else:
            write("%d tests, highest memory of %d workers, added up: %s" % (count, len(self._workers), total))

    def _known(self):
        cache = getattr(self._config, "cache", None)  # none with -p no:cacheprovider
        kept = cache.get(_CACHE, {}) if cache is not None else {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, known):
        """The last passing run of each test is what the next is compared with."""
        cache = getattr(self._config, "cache", None)
        if cache is not None and self._passed:
            for name in self._passed:
                call = self._tests[name]["call"]
                known[name] = {"peak": _taken(call), "growth": call["growth"]}
            cache.set(_CACHE, known)

    def pytest_unconfigure(self):
        self._high_water.close()
        self._reader.close()


def _taken(call):
    return call["peak"] - call["before"]


def _change(call, before):
    try:
        change = _taken(call) - before["peak"]
    except (TypeError, KeyError):
        return ""
    return "  (%s)" % mib(change, signed=True) if abs(change) > _NOISE else ""
