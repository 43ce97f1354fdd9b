"""The program's recursion ends where it ends without the agent, and nothing of the agent's is told of it."""

import sys
import unittest

from support import AgentTest

SOURCE = """
import sys

def dig():
    global count
    count += 1
    dig()

def guarded(n):
    global count
    count += 1
    try:
        guarded(n + 1)
    finally:
        n = 0

def through_lambda(n):
    global count
    count += 1
    return (lambda: through_lambda(n + 1))()

def generator(n):
    global count
    count += 1
    for _ in generator(n + 1):
        yield

class Shown:
    def __repr__(self):
        global count
        count += 1
        return repr(Shown())

for limit in (None, 700):
    if limit:
        sys.setrecursionlimit(limit)
    for start in (dig, lambda: guarded(0), lambda: through_lambda(0), lambda: list(generator(0)), lambda: repr(Shown())):
        count = 0
        try:
            start()
        except RecursionError:
            print(count)
for wrong in ("a", 0, None, 1.5):
    try:
        sys.setrecursionlimit(wrong)
    except (TypeError, ValueError) as error:
        print(error)
print(sys.getrecursionlimit(), sys.setrecursionlimit.__name__)
"""


class Recursion(AgentTest):
    def test_as_deep_as_without_us(self):
        self.write("main.py", SOURCE)
        plain = self.run_plain()
        outcome = self.run_agent(None)
        ours, plains = outcome.stdout.split(), plain[1].split()
        if sys.version_info[:2] == (3, 12):
            # It alone counts calls through C apart, to a limit that cannot be moved, and a callback takes some of those.
            for values in (ours, plains):
                del values[8:10], values[3:5]
        self.assertEqual((outcome.returncode, ours, outcome.stderr), (plain[0], plains, plain[2]))

    def test_no_less_deep_where_functions_or_nothing_is_watched(self):
        self.write("main.py", SOURCE)
        plain = self.run_plain()
        for options in ({"watch": []}, {"detail": "functions"}):
            with self.subTest(**options):
                outcome = self.run_agent(None, **options)
                self.assertEqual((outcome.returncode, outcome.stderr), (0, ""))
                deep, expected = outcome.stdout.split(), plain[1].split()
                self.assertEqual(len(deep), len(expected))
                for number in range(10):
                    through_c = number % 5 > 2
                    slack = 3 if options.get("detail") and through_c else 0
                    if not (through_c and sys.version_info[:2] == (3, 12)):
                        self.assertGreaterEqual(int(deep[number]), int(expected[number]) - slack)
                self.assertEqual(deep[10:], expected[10:])


if __name__ == "__main__":
    unittest.main()
