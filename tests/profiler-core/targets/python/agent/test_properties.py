"""Random programs from a small grammar: the same output with and without the agent, and rows that can be."""

import random
import unittest

from support import AgentTest

PROGRAMS = 12


class Writer:
    """Writes a program of functions that call only those before them, so that it ends."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = ["import itertools", "log = []", "kept = []"]
        self.functions = []

    def program(self):
        for number in range(self.random.randint(2, 5)):
            self.function("f%d" % number)
        for name, generator in self.functions:
            self.lines.append("print(%s)" % ("list(%s(3))" % name if generator else "%s(3)" % name))
        self.lines.append("print(len(log), len(kept), sum(map(len, kept)))")
        return "\n".join(self.lines) + "\n"

    def function(self, name):
        self.generator = self.random.random() < 0.4
        self.lines.append("def %s(n):" % name)
        self.lines.append("    total = n")
        self.block(1, self.random.randint(2, 5))
        self.lines.append("    yield total" if self.generator else "    return total")
        self.functions.append((name, self.generator))

    def block(self, depth, count):
        for _ in range(count):
            getattr(self, self.random.choice(self.choices(depth)))("    " * depth, depth)

    def choices(self, depth):
        simple = ["allocate", "compute", "record", "comprehend", "lambda_", "call", "several"]
        nested = ["loop", "branch", "attempt", "repeat", "manage"] if depth < 4 else []
        return simple + nested + (["yield_"] if self.generator else [])

    def allocate(self, indent, depth):
        self.lines.append(indent + "kept.append(bytearray(%d))" % self.random.choice((10, 5000, 300000)))

    def compute(self, indent, depth):
        self.lines.append(indent + "total = (total * 7 + n) %% %d" % self.random.randint(5, 99))

    def record(self, indent, depth):
        self.lines.append(indent + "log.append(total)")

    def comprehend(self, indent, depth):
        self.lines += [indent + "total += sum(", indent + "    i", indent + "    for i in range(5) if i != n", indent + ")"]

    def lambda_(self, indent, depth):
        self.lines.append(indent + "total += max(range(4), key=lambda i: (i * n) % 3)")

    def several(self, indent, depth):
        self.lines.append(indent + "a = total; total = a + 1")

    def call(self, indent, depth):
        if not self.functions:
            return self.compute(indent, depth)
        name, generator = self.random.choice(self.functions)
        call = "next(%s(1))" % name if generator else "%s(1)" % name
        if generator and self.random.random() < 0.5:
            call = "sum(itertools.islice(%s(2), 2))" % name
        self.lines.append(indent + "total += " + call)

    def yield_(self, indent, depth):
        self.lines.append(indent + self.random.choice(("yield total", "total += (yield total) or 1")))

    def loop(self, indent, depth):
        self.lines.append(indent + "for i%d in range(%d):" % (depth, self.random.randint(0, 4)))
        self.block(depth + 1, self.random.randint(1, 3))
        if self.random.random() < 0.3:
            self.lines += [indent + "    if i%d == 1:" % depth, indent + "        break"]

    def repeat(self, indent, depth):
        self.lines.append(indent + "w%d = 3" % depth)
        self.lines.append(indent + "while w%d > 0:" % depth)
        self.lines.append(indent + "    w%d -= 1" % depth)
        self.block(depth + 1, 2)

    def branch(self, indent, depth):
        self.lines.append(indent + "if total % 2:")
        self.block(depth + 1, 2)
        self.lines.append(indent + "else:")
        self.block(depth + 1, 1)

    def attempt(self, indent, depth):
        self.lines.append(indent + "try:")
        self.block(depth + 1, 1)
        self.lines.append(indent + "    total += {1: 2}[total % 3]")
        self.lines.append(indent + "except KeyError as error:")
        self.block(depth + 1, 1)
        if self.random.random() < 0.5:
            self.lines.append(indent + "finally:")
            self.block(depth + 1, 1)

    def manage(self, indent, depth):
        self.lines.append(indent + "with open(__file__) as file%d:" % depth)
        self.block(depth + 1, 2)


class RandomPrograms(AgentTest):
    def test_random_programs(self):
        for seed in range(PROGRAMS):
            with self.subTest(seed=seed):
                self.check(Writer(seed).program())

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
