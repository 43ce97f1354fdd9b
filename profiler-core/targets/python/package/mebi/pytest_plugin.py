"""The pytest plugin: ``--mebi``, ``@pytest.mark.limit_memory("100 MB")`` and the ini option ``mebi_limit_memory``.

What a test takes is its own call's: fixtures are measured apart. Without a mark, a limit or ``--mebi`` nothing is measured.
"""

import pytest

_MARK = "limit_memory"
_INI = "mebi_limit_memory"


def pytest_addoption(parser):
    group = parser.getgroup("mebi", "memory")
    group.addoption("--mebi", action="store_true", help="measure the memory of each test, and show those that take most")
    group.addoption("--mebi-top", type=int, default=10, metavar="N", help="how many of them (default: 10)")
    parser.addini(_INI, "the most memory that a test may take at its peak, such as 100 MB", default="")


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        _MARK + "(size, backend='rss'): fails the test where its peak is more than that above what there was when it began",
    )
    default = config.getini(_INI)
    try:
        limit = _size_of(default) if default else None
    except ValueError as problem:
        raise pytest.UsageError("%s: %s" % (_INI, problem))
    config.pluginmanager.register(_Limits(limit, config), "mebi-limits")
    if config.getoption("--mebi"):
        from ._pytest_report import Report

        config.pluginmanager.register(Report(config), "mebi-report")


class _Limits(object):
    def __init__(self, default, config):
        self._default = default
        self._config = config

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_call(self, item):
        mark = item.get_closest_marker(_MARK)
        if mark is None and self._default is None:
            yield
            return
        limit, problem = self._begin(item, mark)
        outcome = yield
        sentence = problem if limit is None else limit.over()
        # A test that has failed by itself stays as it failed.
        if sentence is not None and outcome.excinfo is None:
            outcome.force_exception(pytest.fail.Exception(sentence, pytrace=False))

    def _begin(self, item, mark):
        """Returns the limit, or None and a sentence: a mark that says nothing, or memory that cannot be read, fails the test."""
        from ._pytest_limit import Limit

        try:
            return Limit(item, *self._wanted(mark)), None
        except Exception as problem:
            return None, "%s: %s" % (_MARK, problem)

    def _wanted(self, mark):
        if mark is None:
            return self._default, "rss"
        if len(mark.args) != 1 or set(mark.kwargs) - {"backend"}:
            raise ValueError('it is given a size, as @pytest.mark.limit_memory("100 MB"), and may be given a backend')
        return _size_of(mark.args[0]), mark.kwargs.get("backend", "rss")


def _size_of(text):
    from ._sizes import size_of

    return size_of(text)
