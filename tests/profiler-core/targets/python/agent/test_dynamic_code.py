"""Code without a file, and code that bears the name of a file whose text it is not."""

import os
import unittest
import zipfile

from support import AgentTest

SOURCE = '''
SOURCE = """
def made(size):
    block = b"1" * (size << 20)
    return block
"""
'''


class WithoutFile(AgentTest):
    def sources(self, outcome):
        return {event["file"]: event["text"] for event in outcome.events("source")}

    def test_what_calls_it_grows_and_nothing_else(self):
        outcome = self.run_agent(
            SOURCE
            + """
import types
kept = []
def by_exec():
    space = {}
    exec(SOURCE, space)
    kept.append(space["made"](6))  # line 13
def by_empty_name():
    space = {}
    eval(compile(SOURCE, "", "exec"), space)
    kept.append(space["made"](5))
def by_own_name():
    space = {}
    exec(compile(SOURCE, __file__, "exec"), space)
    kept.append(space["made"](4))
def by_lambda():
    kept.append(eval("(lambda n: b'1' * (n << 20))(3)"))
def never():
    kept.append(b"1" * (3 << 20))
def by_function_type():
    again = types.FunctionType(never.__code__.replace(co_name="other"), globals())
    again()  # line 28
by_exec(), by_empty_name(), by_own_name(), by_lambda(), by_function_type()
"""
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        for name, line, size in (("by_exec", 13, 6), ("by_empty_name", 17, 5), ("by_own_name", 21, 4), ("by_lambda", 23, 3), ("by_function_type", 28, 3)):
            self.assertMib(outcome.line(name, line).increment, size)
        self.assertEqual(outcome.functions["<module>"].calls, 1)
        self.assertEqual([line for line, data in outcome.functions["<module>"].lines.items() if data.occurrences != 1], [])
        self.assertEqual({event["file"] for event in outcome.events("function")}, {os.path.join(self.project, "main.py")})

    def test_marked_stands_under_its_own_name(self):
        outcome = self.run_agent(
            SOURCE
            + """
kept = []
for name in ("<string>", "", "made-up.py", __file__):
    space = {}
    for _ in range(2):  # the same text once more
        exec(compile("@profile" + SOURCE, name, "exec"), space)
        kept.append(space["made"](2))
exec("\\n@profile\\ndef made(n):\\n    return n\\n@profile\\ndef more(n):\\n    return n\\n", space)
space["made"](1), space["more"](1)
exec("\\n@profile\\ndef made(n):\\n    return n\\n@profile\\ndef less(n):\\n    return -n\\n", space)
exec("@profile\\ndef made(n):\\n    return -n\\n", space)
space["made"](1)
""",
            watch=[],
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        told = [(event["file"], event["name"], event["firstLine"]) for event in outcome.events("function")]
        self.assertEqual(
            told,
            [
                ("<string>", "made", 1),
                ("<unnamed>", "made", 1),
                ("made-up.py", "made", 1),
                ("<main.py>", "made", 1),
                ("<string>", "made", 2),
                ("<string>", "more", 5),
                ("<string>", "less", 5),
                ("<string> (2)", "made", 1),
            ],
        )
        self.assertEqual(self.sources(outcome), {})
        self.assertMib(outcome.functions["made"].growth, 4)

    def test_its_text_is_told_where_somebody_knows_it(self):
        source = """
import linecache, sys

def make(name, text):
    linecache.cache[name] = len(text), None, text.splitlines(True), name
    space = {}
    exec(compile(text, name, "exec"), space)
    return space

TEXT = '''@profile
def cell(n):
    block = [
        b"1" * (n << 20)
    ]
    return block
'''
kept = [make("<ipython-input-1>", TEXT)["cell"](3), make("<ipython-input-1>", TEXT)["cell"](3)]
kept.append(make("<ipython-input-1>", TEXT.replace("return block", "return [block]"))["cell"](2))
linecache.cache["<other>"] = 1, None, ["x = 1"], "<other>"
exec(compile(TEXT, "<other>", "exec"))
cell(1)
"""
        outcome = self.run_agent(source, watch=[])
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        told = self.sources(outcome)
        self.assertEqual(sorted(told), ["<ipython-input-1>", "<ipython-input-1> (2)"])
        self.assertIn("return [block]", told["<ipython-input-1> (2)"])
        records = {event["file"]: event for event in outcome.events("function")}
        self.assertEqual(records["<ipython-input-1>"]["lines"], [3, 6])
        self.assertEqual((records["<ipython-input-1>"]["firstLine"], records["<ipython-input-1>"]["lastLine"]), (1, 6))
        self.assertEqual(outcome.functions["cell"].calls, 2)
        self.assertMib(outcome.line("cell", 3).increment, 6)
        self.assertEqual(records["<other>"]["lines"][-1], 6)

    def test_archives_have_texts_too(self):
        with zipfile.ZipFile(os.path.join(self.project, "lib.zip"), "w") as archive:
            archive.writestr("inside.py", "@profile\ndef work():\n    return b'1' * (3 << 20)\n")
        outcome = self.run_agent("import sys\nsys.path.insert(0, 'lib.zip')\nimport inside\nkept = inside.work()\n", watch=[])
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(list(self.sources(outcome).values()), ["@profile\ndef work():\n    return b'1' * (3 << 20)\n"])
        self.assertMib(outcome.line("work", 3).increment, 3)

    def test_where_it_fails(self):
        outcome = self.run_agent("exec(compile('\\nraise ValueError(1)', '<made>', 'exec'))\n")
        self.assertEqual([(event["file"], event["line"]) for event in outcome.events("exception")], [(os.path.join(self.project, "main.py"), 1)])
        outcome = self.run_agent("exec('x = (')\n", watch=[])
        self.assertNotIn(self.project + "/<", str(outcome.events("exception")))


class Lambdas(AgentTest):
    def test_a_marked_lambda_stands_in_its_file(self):
        outcome = self.run_agent("kept = profile(lambda size: (\n    b'1' * (size << 20)\n))(3)\n", watch=[])
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(
            [(event["file"], event["name"]) for event in outcome.events("function")],
            [(os.path.join(self.project, "main.py"), "<lambda>")],
        )
        self.assertMib(outcome.functions["<lambda>"].growth, 3)


class OtherText(AgentTest):
    """A name that is watched, with lines that are not its."""

    def test_is_not_believed(self):
        outcome = self.run_agent(
            '''
kept = []
def work(size):
    kept.append(b"1" * (size << 20))

def more():
    return 1

OTHER = "x = 1\\n\\ndef work(size):\\n    pass\\n\\n\\n    kept.append(2)\\n"
space = {"kept": kept}
exec(compile(OTHER, __file__, "exec"), space)
exec(compile("\\nlist()\\n", __file__, "exec"), space)
space["work"](1)
work(2)
''',
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(outcome.functions["work"].calls, 1)
        self.assertEqual(outcome.functions["<module>"].calls, 1)
        self.assertEqual(outcome.line("<module>", 2).occurrences, 1)

    def test_the_same_text_once_more_is(self):
        self.write("tool.py", "def use():\n    return 1\nkept = use()\n")
        outcome = self.run_agent(
            "import tool, importlib, runpy\nimportlib.reload(tool)\nrunpy.run_path('tool.py')\n", files=["tool.py"]
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual((outcome.functions["use"].calls, outcome.functions["tool.py:<module>"].calls), (3, 3))


if __name__ == "__main__":
    unittest.main()
