"""Runs the unittests of a folder, and prints one last line for build/agent-tests.mjs: how many passed, failed, were skipped.

unittest's own summary does not say that: CPython 3.12.1 counts a skipped test as not run, others as run.
"""

import json
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


def main(folder, pattern):
    suite = unittest.TestLoader().discover(folder, pattern)
    result = unittest.TextTestRunner(resultclass=CountingResult).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(json.dumps({"passed": result.passed, "failed": failed, "skipped": len(result.skipped)}), flush=True)


main(*sys.argv[1:])
