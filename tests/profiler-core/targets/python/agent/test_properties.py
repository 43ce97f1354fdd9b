"""Random programs: the same output with and without the agent, and rows that can be."""

import unittest

from programs import PRELUDE, oldest_for, program
from support import AgentTest

SEEDS = [seed for seed in range(16) if oldest_for(seed) == (3, 8)]
HEADER = """
import os, sys, warnings

warnings.simplefilter("ignore")
sys.unraisablehook = lambda what: log.append(type(what.exc_value).__name__)
PROGRAM = os.path.abspath("main.py")
kept = []


def take(amount):
    kept.append(bytearray(amount))
"""


class RandomPrograms(AgentTest):
    def test_random_programs(self):
        self.write("prelude.py", HEADER + PRELUDE)
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.check("from prelude import *\n" + program(seed) + "print(len(kept), *log, sep='\\n')\n")

    def check(self, source):
        outcome = self.run_agent(source, backend="heap")
        code, stdout, stderr = self.run_plain()
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), (code, stdout, stderr), source)
        self.assertEqual(outcome.stack, [], source)
        module = outcome.functions["<module>"]
        for function in outcome.functions.values():
            for number, line in function.lines.items():
                self.assertGreater(line.occurrences, 0)
                self.assertGreaterEqual(line.peak, line.memory)
                self.assertGreaterEqual(line.time, 0)
                self.assertLessEqual(line.memory, module.baseline + sum(abs(one.increment) for one in self.rows(outcome)))
        last = max(module.lines)
        self.assertLessEqual(abs(module.baseline + module.growth - module.lines[last].memory), 4096, source)

    @staticmethod
    def rows(outcome):
        return [line for function in outcome.functions.values() for line in function.lines.values()]


if __name__ == "__main__":
    unittest.main()
