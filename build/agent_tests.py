"""Runs the unittests of some folders, and prints one last line for build/agent-tests.mjs: how many passed, failed, were skipped.

unittest's own summary does not say that: CPython 3.12.1 counts a skipped test as not run, others as run.
"""

import json
import os
import sys
import unittest


class CountingResult(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        self.passed += 1
        super().addSuccess(test)

    def addExpectedFailure(self, test, err):
        self.passed += 1
        super().addExpectedFailure(test, err)


def main(pattern, *folders):
    # Each with modules of its own, which may have the same names: support.
    suite = unittest.TestSuite()
    for folder in folders:
        sys.modules.pop("support", None)
        suite.addTests(unittest.TestLoader().discover(folder, pattern))
    result = run(suite)
    passed, failed = result.passed, failures(result)
    # Real processes, threads and page counters on a busy machine: in CI, one that fails twice in a row has failed.
    if failed and os.environ.get("CI") and all(can_repeat(test) for test in failed):
        second = run(unittest.TestSuite(type(test)(test._testMethodName) for test in failed))
        passed, failed = passed + second.passed, failures(second)
    print(json.dumps({"passed": passed, "failed": len(failed), "skipped": len(result.skipped)}), flush=True)


def can_repeat(test):
    """Whether it is a test, and not a file or a fixture that failed (unittest's stand-ins for those are private to it)."""
    return isinstance(test, unittest.TestCase) and not type(test).__module__.startswith("unittest")


def run(suite):
    return unittest.TextTestRunner(resultclass=CountingResult).run(suite)


def failures(result):
    """The tests that failed; a subtest stands for its test, and what failed to load for itself."""
    failed = [test for test, _ in result.failures + result.errors] + list(result.unexpectedSuccesses)
    return list({id(test): test for test in (getattr(each, "test_case", each) for each in failed)}.values())


main(*sys.argv[1:])
