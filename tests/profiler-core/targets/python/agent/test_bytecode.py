"""Taking code apart and putting it together again changes nothing (3.8 to 3.11)."""

import dis
import glob
import os
import sys
import types
import unittest
import warnings

import support  # noqa: F401  puts the agent on the path

if sys.version_info < (3, 12):
    from _mebi import bytecode


def instructions_of(code):
    """(operation, argument or number of the target instruction, line) without EXTENDED_ARG."""
    instructions, protected = bytecode.disassemble(code)
    number = {instruction: index for index, instruction in enumerate(instructions)}
    listing = [
        (one.op, one.arg if one.target is None else number[one.target], one.position) for one in instructions
    ]
    ranges = [
        (number[one.start], number.get(one.end), number[one.target], one.depth, one.lasti) for one in protected
    ]
    return listing, ranges


def code_objects(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from code_objects(const)


@unittest.skipIf(sys.version_info >= (3, 12), "3.12 and newer are watched by sys.monitoring")
class RoundTrip(unittest.TestCase):
    def check(self, code):
        parts = bytecode.disassemble(code)
        again = bytecode.assemble(code, *parts, code.co_consts, 0)
        self.assertEqual(instructions_of(again), instructions_of(code))
        self.assertEqual(list(dis.findlinestarts(again)) == [], list(dis.findlinestarts(code)) == [])
        self.assertEqual([line for _, line in dis.findlinestarts(again)], [line for _, line in dis.findlinestarts(code)])

    def test_standard_library(self):
        count = 0
        for path in sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "*.py"))):
            with open(path, "rb") as file, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = compile(file.read(), path, "exec")
            for code in code_objects(module):
                self.check(code)
                count += 1
        self.assertGreater(count, 5000)

    def test_long_jumps_and_far_lines(self):
        body = "".join("    x = %d + a\n" % (i + 1000) for i in range(3000))
        self.check(compile("def f(a):\n  while a:\n" + body + "\n" * 400 + "  return x\n", "far", "exec").co_consts[0])

    def test_lines_of_much_code(self):
        body = "; ".join("x%d = %d.5" % (i, i) for i in range(300))
        code = compile("def f(a):\n  %s\n  return (a[1],\n    a[2])\n" % body, "long", "exec").co_consts[0]
        again = bytecode.assemble(code, *bytecode.disassemble(code), code.co_consts, 0)
        self.assertEqual(list(dis.findlinestarts(again)), list(dis.findlinestarts(code)))


if __name__ == "__main__":
    unittest.main()
