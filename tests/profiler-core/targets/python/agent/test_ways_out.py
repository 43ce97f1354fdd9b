"""However a line is reached or left, what it takes stands on it: cases, and random programs against references."""

import os
import re
import sys
import unittest

import programs
import reference
from support import MIB, ROOT, AgentTest

# Fixed seeds; with MEBI_TEST_LONG=1 twenty times as many.
SEEDS = range(2400 if os.environ.get("MEBI_TEST_LONG") else 80)
# 3.8 and 3.9 compile some of these to nothing (docs/measurements.md); all versions may merge a `break` with the next jump.
UNTOLD = {"continue", "break", "return"} if sys.version_info < (3, 10) else {"break"}


def differences(source, path):
    """What the agent does not find as it is, in lines of text; none for a program that does not end as it should."""
    program = reference.Program(source, path)
    noted = program.run(program.code)
    agent_noted, found, running = reference.by_agent(program)
    lines = source.splitlines()
    wrong = ["running at the end: %s" % name for name in running]
    wrong += ["noted: %r, watched: %r" % pair for pair in zip(noted, agent_noted) if pair[0] != pair[1]][:1]
    wrong += [] if len(noted) == len(agent_noted) else ["noted more or less when watched"]
    for kind, expected in references(program):
        for name in sorted(set(expected) | set(found)):
            rows = expected.get(name, {}), found.get(name, {})
            for line in sorted(set(rows[0]) | set(rows[1])):
                one, other = rows[0].get(line, (0, 0)), rows[1].get(line, (0, 0))
                if one != other and (one[1] != other[1] or lines[line - 1].strip() not in UNTOLD):
                    wrong.append("%s, line %d: %s, the agent %s by %s" % (name, line, one, other, kind))
    return wrong


def references(program):
    """One is enough: marks do not depend on the version, but know the syntax of 3.8 only."""
    if reference.can_mark(program):
        yield "marks", reference.by_marks(program)[1]
    elif sys.version_info >= (3, 10):
        yield "sys.settrace", reference.by_trace(program)[1]
    if sys.version_info >= (3, 12):
        yield "sys.settrace", reference.by_trace(program)[1]


def shrunk(source, fails):
    """The program with all lines removed without which it still fails."""
    lines = source.splitlines()
    size = len(lines) // 2
    while size:
        number = 0
        while number < len(lines):
            fewer = lines[:number] + lines[number + size :]
            if fails("\n".join(fewer) + "\n"):
                lines = fewer
            else:
                number += size
        size //= 2
    return "\n".join(lines) + "\n"


class Cases(AgentTest):
    def test_what_stands_beside_each_line(self):
        for name in ("finally", "exceptions", "generators", "relatives"):
            with self.subTest(name=name):
                self.check(os.path.join(ROOT, "tests", "fixtures", "ways_out", name + ".py"))

    def check(self, path):
        with open(path, encoding="ascii") as file:
            source = file.read()
        outcome = self.run_agent(source)
        self.assertEqual((outcome.returncode, outcome.stderr), (0, ""))
        found = {}
        for function in outcome.functions.values():
            if function.name != "<module>":
                found.update({number: line.increment for number, line in function.lines.items()})
        text = source.splitlines()
        marked = {number: re.search(r"# \+(\d+)$", line) for number, line in enumerate(text, 1)}
        expected = {number: int(mark.group(1)) << 20 for number, mark in marked.items() if mark}
        self.assertGreater(len(expected), 3)
        for number, size in expected.items():
            self.assertMib(found.get(number, 0), size / MIB, within_mib=0.6)
        callers = {number for number, line in enumerate(text, 1) if not marked[number] and "(" in line}
        for number, increment in found.items():
            if number not in expected and number not in callers:
                self.assertMib(increment, 0, within_mib=0.6)


class RandomPrograms(unittest.TestCase):
    maxDiff = None

    def test_tables_are_those_of_the_references(self):
        failed = []
        for seed in SEEDS:
            if programs.oldest_for(seed) <= sys.version_info[:2] and len(failed) < 3:
                source = programs.program(seed)
                wrong = self.differences(source)
                if wrong:
                    failed.append("seed %d: %s" % (seed, "\n".join(wrong[:6])))
                    source = shrunk(source, self.fails)
                    failed.append(source + "\n".join(self.differences(source)))
        self.assertEqual(failed, [], "\n\n".join(failed))

    def differences(self, source):
        return differences(source, os.path.join(os.path.dirname(os.path.abspath(__file__)), "program.py"))

    def fails(self, source):
        if "while" in source and "-= 1" not in source:
            return False  # would not end
        try:
            return bool(self.differences(source))
        except (SyntaxError, RecursionError):
            return False


if __name__ == "__main__":
    unittest.main()
