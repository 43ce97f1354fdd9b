"""The magics in real kernels."""

import re
import unittest

from kernels import environment, run_cells
from support import MIB  # noqa: F401  (the path of the package)

LOAD = "%load_ext mebi"
DEFINE = """
def load(n=20):
    rows = [bytes(10_000) for _ in range(n * 100)]
    big = bytearray(n << 20)
    del big
    return rows
"""
TABLE = "Line #    Mem usage    Increment  Occurrences   Line Contents"


class MagicsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.python = environment()

    def run_after_load(self, *cells, **variables):
        outputs = run_cells(self.python, [LOAD, DEFINE] + list(cells), **variables)
        self.assertEqual([outputs[0]["text"], outputs[0]["error"], outputs[1]["error"]], ["", None, None])
        return outputs[2:]

    def test_functions_of_cells(self):
        first, again, kept, edited, after = self.run_after_load(
            "%mprun -f load rows = load()",
            "%mprun -f load load(1)",
            "len(rows)",
            DEFINE.replace("rows", "lines") + "\n%mprun -f load load()",
            "load.__code__.co_filename in str(__import__('sys').monitoring.get_tool(4)) if hasattr(__import__('sys'), 'monitoring')"
            " else 'mebi' in str(load.__code__.co_consts)",
        )
        (shown,) = first["displays"]
        self.assertEqual(sorted(shown), ["text/html", "text/plain"])
        rows = line_of(shown["text/plain"], "rows = ")
        self.assertAlmostEqual(rows[1], 19, delta=2)
        self.assertAlmostEqual(line_of(shown["text/plain"], "big = ")[1], 20, delta=1)
        self.assertAlmostEqual(line_of(shown["text/plain"], "del big")[1], -20, delta=1)
        self.assertIn("Filename: notebook [2]\n", shown["text/plain"])
        self.assertEqual(first["result"], None)
        self.assertIn("the process has kept memory that was freed and uses it again", again["displays"][0]["text/plain"])
        self.assertEqual(kept["result"]["text/plain"], "2000")
        self.assertIn("lines = ", edited["displays"][0]["text/plain"])
        self.assertEqual(after["result"]["text/plain"], "False")

    def test_the_cells_own_lines(self):
        cell, names, silent, fails, timed, body = self.run_after_load(
            "%%mprun\nrows = load()\nfor k in range(3):\n    total = k\n    print('step', k)\n"
            "def own():\n    return [7] * 3_000_000\nsum(own()[:4])",
            "total, len(rows), own()[0]",
            "%%mprun\n5;  # nothing",
            "%%mprun --backend heap\nx = [1] * 2_000_000\nx.missing",
            "%%time\n%%mprun\ny = 4\ny",
            "%%mprun -f load z = load(2)\nlen(z)",
        )
        text = cell["displays"][0]["text/plain"]
        self.assertEqual(cell["text"], "step 0\nstep 1\nstep 2\n")
        self.assertEqual(cell["result"]["text/plain"], "28")
        self.assertEqual(line_of(text, "total = k")[2], 3)
        self.assertAlmostEqual(line_of(text, "return [7]")[1], 23, delta=1)
        self.assertEqual(text.count(TABLE), 3)  # the cell, load, own
        self.assertNotIn("Other threads", text)
        self.assertEqual(names["result"]["text/plain"], "(2, 2000, 7)")
        self.assertEqual((silent["result"], silent["error"]), (None, None))
        self.assertEqual(fails["error"][0], "AttributeError")
        self.assertAlmostEqual(line_of(fails["displays"][0]["text/plain"], "x = ")[1], 15, delta=1)
        self.assertEqual(timed["result"]["text/plain"], "4")
        self.assertIn("Wall time", timed["text"])
        self.assertEqual(body["displays"][0]["text/plain"].count(TABLE), 1)
        self.assertEqual(body["result"]["text/plain"], "200")

    def test_what_is_awaited_and_threads(self):
        cell, value, line, assigned, seen, threads = self.run_after_load(
            "import asyncio\nasync def fetch(n):\n    part = [n] * 2_000_000\n    await asyncio.sleep(0.01)\n    return part",
            "%%mprun\nparts = await asyncio.gather(fetch(1), fetch(2))\nlen(parts)",
            "%mprun -f fetch kept = await fetch(3)",
            "result = %mprun -r -f fetch await fetch(3)",
            "result.functions[0].name, len(kept)",
            "%%mprun\nimport threading\ndef work():\n    return [5] * 1_000_000\nthreads = [threading.Thread(target=work) for _ in range(3)]\n"
            "for each in threads: each.start()\nfor each in threads: each.join()",
        )
        self.assertEqual(value["result"]["text/plain"], "2")
        part = line_of(value["displays"][0]["text/plain"], "part = ")
        self.assertEqual(part[2], 2)
        self.assertAlmostEqual(part[1], 30.5, delta=1)
        self.assertEqual(line_of(line["displays"][0]["text/plain"], "await asyncio.sleep")[2], 1)
        self.assertEqual(assigned["displays"], [])
        self.assertEqual(seen["result"]["text/plain"], "('fetch', 2000000)")
        self.assertEqual(line_of(threads["displays"][0]["text/plain"], "return [5]")[2], 3)

    def test_memit(self):
        cell, first, same, repeated, result, quiet, timeout = self.run_after_load(
            "%%memit size = 40 << 20\nbig = bytearray(size)\ndel big",
            "%memit load(30)",
            "%memit load(30)",
            "%memit -r 2 -t 5 -i 0.1 x = load(2)",
            "r = %memit -o -q -r3 {'a  b': 1}\n(len(r.mem_usage), r.repeat, r.timeout, r)",
            "%memit -q 1",
            "import time\ndef late():\n    time.sleep(1.2)\n    return bytearray(90 << 20)\n%memit -t 1 late()",
        )
        peak, increment = sentence_of(first["text"])
        self.assertAlmostEqual(increment, 59, delta=4)
        self.assertGreater(peak, increment)
        self.assertRegex(same["text"], r"^peak memory: [\d.]+ MiB, increment: [\d.]+ MiB\n")
        self.assertEqual(repeated["text"].count("peak memory"), 1)
        self.assertAlmostEqual(sentence_of(cell["text"])[1], 40, delta=3)
        self.assertRegex(result["result"]["text/plain"], r"^\(3, 3, None, <MemitResult : peak memory: .* MiB, increment: .* MiB>\)$")
        self.assertEqual(quiet["text"], "")
        self.assertLess(sentence_of(timeout["text"])[1], 20)

    def test_options(self):
        outputs = self.run_after_load(
            "class Loader:\n    def read(self):\n        return [1] * 2_000_000\n    def other(self):\n        return {}\nloaders = {'a  b': Loader()}",
            "%mprun -f loaders['a  b'].read -f load x = (loaders['a  b'].read(), 'c  d', '{x}')[1]",
            "x",
            "%mprun -f Loader -T table.txt loaders['a  b'].other()",
            "print(open('table.txt').read())",
            "r = %mprun -r -f Loader.read Loader().read()",
            "[(line.number, line.occurrences) for line in r.functions[0].lines], sorted(r._repr_html_())[:0], r.peak > 0",
            "%mprun --backend heap -f load load()",
            "%mprun -c -f load load()",
            "%mprun -f load raise SystemExit(3)",
            "@profile\ndef marked():\n    return 5\n'profile' in dir(__builtins__)",
            "%%mprun -f load\n@profile\ndef marked():\n    return 5\nmarked()",
            "import builtins; hasattr(builtins, 'profile')",
        )
        text = outputs[1]["displays"][0]["text/plain"]
        self.assertEqual(text.count(TABLE), 1)
        self.assertEqual(outputs[2]["result"]["text/plain"], "'c  d'")
        self.assertIn("*** Profile printout saved to text file table.txt.", outputs[3]["text"])
        self.assertIn("return {}", outputs[4]["text"])
        self.assertEqual(outputs[6]["result"]["text/plain"], "([(2, 0), (3, 1)], [], True)")
        heap = line_of(outputs[7]["displays"][0]["text/plain"], "rows = ")
        self.assertAlmostEqual(heap[1], 19.1, delta=0.3)
        self.assertIn(TABLE, outputs[8]["displays"][0]["text/plain"])
        self.assertIn("*** SystemExit exception caught in code being profiled.", outputs[9]["text"])
        self.assertEqual(outputs[10]["error"][0], "NameError")
        self.assertIn("def marked", outputs[11]["displays"][0]["text/plain"])
        self.assertEqual(outputs[12]["result"]["text/plain"], "False")

    def test_bad_input_is_a_usage_error(self):
        sentences = {
            "%mprun -f 5 load()": "5 has no Python code to watch.",
            "%mprun -f len load()": "len has no Python code to watch.",
            "%mprun -f nowhere load()": "Could not find function 'nowhere'.",
            "%mprun -f load.missing load()": "Could not find function 'load.missing'.",
            "%mprun load()": "Which functions?",
            "%mprun -f load": "There is nothing to run",
            "%mprun -f": "-f takes a value.",
            "%mprun -x load()": "There is no option -x.",
            "%mprun --backend disk -f load load()": "There is no backend 'disk'",
            "%mprun --backend heap -c -f load load()": "does not go with -c",
            "%memit": "There is nothing to run",
            "%memit -r many load()": "-r takes a number, not 'many'.",
        }
        outputs = self.run_after_load(*sentences)
        for (cell, sentence), output in zip(sentences.items(), outputs):
            with self.subTest(cell):
                self.assertIn(sentence, output["text"] + str(output["error"]))
        broken, twice, reloaded, works = self.run_after_load(
            "%mprun -f load load(", LOAD, "%reload_ext mebi", "%mprun -f load load(1)"
        )
        self.assertIn(broken["error"][0], ("SyntaxError", "_IncompleteInputError"))
        self.assertIn("already loaded", twice["text"])
        self.assertEqual((reloaded["text"], reloaded["error"]), ("", None))
        self.assertEqual(len(works["displays"]), 1)

    def test_which_of_two_answers(self):
        other = "from IPython.core.magic import register_line_magic\n@register_line_magic\ndef mprun(line): return 'other'"
        outputs = run_cells(self.python, [other, LOAD])
        self.assertIn("%mprun and %memit are Mebi's now", outputs[1]["text"])


def line_of(text, part):
    """Mem usage, increment and occurrences of the first line with that text, as the table has it."""
    row = r"^ *\d+ +(-?[\d.]+) MiB +(-?[\d.]+) MiB +(\d+) .*" + re.escape(part)
    numbers = re.search(row, text, re.MULTILINE)
    return float(numbers.group(1)), float(numbers.group(2)), int(numbers.group(3))


def sentence_of(text):
    numbers = re.match(r"peak memory: ([\d.]+) MiB, increment: (-?[\d.]+) MiB\n", text)
    return float(numbers.group(1)), float(numbers.group(2))


if __name__ == "__main__":
    unittest.main()
