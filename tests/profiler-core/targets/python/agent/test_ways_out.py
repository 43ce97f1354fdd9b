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
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "program.py")  # of which there is none
# 3.8 and 3.9 compile some of these to nothing (docs/measurements.md); all versions may merge a `break` with the next jump.
UNTOLD = {"continue", "break", "return"} if sys.version_info < (3, 10) else {"break"}


def differences(source, path):
    """What the agent does not find as it is, in lines of text; none for a program that does not end as it should."""
    program = reference.Program(source, path)
    noted = program.run(program.code)
    agent_noted, found, running = reference.by_agent(program)
    lines = source.splitlines()
    wrong = ["running at the end: %s" % name for name in running]
    pairs = zip(map(told, noted), map(told, agent_noted))
    wrong += ["noted: %r, watched: %r" % pair for pair in pairs if pair[0] != pair[1]][:1]
    wrong += [] if len(noted) == len(agent_noted) else ["noted more or less when watched"]
    for kind, expected in references(program):
        # Before 3.12, Python tells a trace function of lines, too, that only end a block and were not run.
        counts = kind == "marks" or sys.version_info >= (3, 12)
        for name in sorted(set(expected) | set(found)):
            rows = expected.get(name, {}), found.get(name, {})
            for line in sorted(set(rows[0]) | set(rows[1])):
                one, other = rows[0].get(line, (0, 0)), rows[1].get(line, (0, 0))
                if one[1] != other[1] or one[0] != other[0] and counts and lines[line - 1].strip() not in UNTOLD:
                    wrong.append("%s, line %d: %s, the agent %s by %s" % (name, line, one, other, kind))
    return wrong


def told(noted):
    """3.9 to 3.11 lose frames of the traceback of what is thrown into a coroutine that handles another exception."""
    if not (3, 9) <= sys.version_info[:2] < (3, 12) or not isinstance(noted, (tuple, list)):
        return noted
    places = isinstance(noted, list) and bool(noted) and isinstance(noted[0], tuple) and len(noted[0]) == 2
    return type(noted)(map(told, noted[:1] if places else noted))


def references(program):
    """One is enough: marks do not depend on the version, but know the syntax of 3.8 only."""
    if reference.can_mark(program):
        yield "marks", reference.by_marks(program)[1]
    elif sys.version_info >= (3, 10):
        yield "sys.settrace", reference.by_trace(program)[1]
    if sys.version_info >= (3, 12):
        yield "sys.settrace", reference.by_trace(program)[1]


def traced(code, space, events):
    """Runs code under a trace function, as coverage tools have it, and notes the lines to which each frame comes.

    When something is thrown into a frame, its line may be told again; and on 3.9 its first line when it fails.
    """
    lines = {}  # id of a frame -> its line

    def trace(frame, event, arg):
        if frame.f_code.co_filename != PATH:
            return None
        line, first = frame.f_lineno, frame.f_code.co_firstlineno
        if event == "line" and lines[id(frame)] != line and (line != first or sys.version_info[:2] != (3, 9)):
            events.append((frame.f_code.co_name, line))
        if event in ("line", "call"):
            lines[id(frame)] = line
        return trace

    sys.settrace(trace)
    try:
        exec(code, space)
    finally:
        sys.settrace(None)


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


class Limits(AgentTest):
    def nested(self, depth, innermost):
        lines = ["def work(kept):"]
        lines += ["    " * (level + 1) + "try:" for level in range(depth)]
        lines += ["    " * (depth + 1) + line for line in innermost]
        for level in reversed(range(depth)):
            lines += ["    " * (level + 1) + "except ValueError:", "    " * (level + 2) + "pass"]
        lines += ["kept = []", "try:", "    list(work(kept) or ())", "except KeyError as error:", "    print(error.__traceback__.tb_next.tb_lineno)"]
        return "\n".join(lines) + "\n"

    def test_as_many_nested_blocks_as_there_are(self):
        for depth, innermost in ((18, ["yield 1"]), (19, ["yield 1"]), (19, [])):
            innermost = innermost + ["kept.append(bytearray(3 << 20)); raise KeyError"]
            with self.subTest(depth=depth, innermost=innermost):
                outcome = self.run_agent(self.nested(depth, innermost))
                raising = depth + len(innermost) + 1
                self.assertEqual((outcome.stdout, outcome.stderr), ("%d\n" % raising, ""))
                self.assertEqual(outcome.stack, [])
                if sys.version_info >= (3, 11) or depth + len(innermost) < 21:
                    self.assertMib(outcome.line("work", raising).increment, 3)
                    codes = []
                else:
                    codes = ["too-many-blocks"]
                self.assertEqual([event["code"] for event in outcome.events("warning")], codes)

    def test_many_constants_and_long_jumps(self):
        lines = ["def work():", "    total = 0", "    for number in range(3):", "        try:"]
        lines += ["            total += %d.5" % number for number in range(700)]
        lines += ["            if number: raise KeyError(number)", "        except KeyError:", "            kept.append(bytearray(2 << 20))"]
        lines += ["        finally:", "            yield total", "            kept.append(bytearray(1 << 20))", "kept = []", "print(list(work()))"]
        outcome = self.run_agent("\n".join(lines) + "\n")
        expected = sum(number + 0.5 for number in range(700))
        self.assertEqual(outcome.stdout, "%r\n" % [expected, 2 * expected, 3 * expected])
        self.assertMib(outcome.line("work", 707).increment, 4)
        self.assertMib(outcome.line("work", 710).increment, 3)


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

    def test_a_trace_function_of_the_program_sees_its_lines(self):
        for seed in SEEDS[::2]:
            if programs.oldest_for(seed) <= sys.version_info[:2]:
                program = reference.Program(programs.program(seed), PATH)
                plain, watched = [], []
                program.execute = lambda code, space: traced(code, space, plain)
                program.run(program.code)
                program.execute = lambda code, space: traced(code, space, watched)
                reference.by_agent(program)
                self.assertGreater(len(plain), 20)
                self.assertEqual(watched, plain, program.source)

    def differences(self, source):
        return differences(source, PATH)

    def fails(self, source):
        lines = source.splitlines()
        loops = [number for number, line in enumerate(lines, 1) if " while " in line]
        if any("-= 1" not in "".join(lines[number : number + 1]) for number in loops):
            return False  # would not end
        try:
            return bool(self.differences(source))
        except Exception:  # it is no program any more
            return False


if __name__ == "__main__":
    unittest.main()
