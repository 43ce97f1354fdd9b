"""``%mebi on`` in real kernels, and what of them is kept."""

import json
import os
import tempfile
import unittest

from kernels import environment, run_cells
from support import MIB, newest_only  # noqa: F401  (the path of the package)

LOAD = "%load_ext mebi"
DEFINE = "def load(n):\n    return [1] * (n * 131_072)"


class CellsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        newest_only("kernels are watched")
        cls.python = environment()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mebi-cells-")
        self.addCleanup(folder.cleanup)
        self.home = folder.name

    def run_cells(self, *cells, **variables):
        variables.setdefault("MEBI_HOME", self.home)
        return run_cells(self.python, cells, JPY_SESSION_NAME="/notebooks/analysis.ipynb", **variables)

    def runs(self):
        """Of each folder: its name, meta.json, ending.json (or None) and log.jsonl."""
        running = os.path.join(self.home, "running")
        found = []
        for name in sorted(os.listdir(running)):
            read = lambda file: open(os.path.join(running, name, file)).read().strip()  # noqa: B023, E731
            ending = read("ending.json")
            log = [json.loads(line) for line in read("log.jsonl").split("\n")]
            found.append((json.loads(read("meta.json")), json.loads(ending) if ending else None, log))
        return sorted(found, key=lambda run: run[0]["known"]["startedAt"])

    def test_every_cell_and_a_report(self):
        outputs = self.run_cells(
            LOAD, "%mebi report", "%mebi on", DEFINE, "small = load(2)\nlarge = load(30)\n7",
            "for each in range(3):\n    part = load(5)\ndel part", "1 / 0", "%mebi on", "%mebi report", "%mebi off", "8", "%mebi off",
        )  # fmt: skip
        self.assertIn("No cell was recorded", outputs[1]["text"])
        self.assertEqual([outputs[2]["text"], outputs[2]["displays"]], ["", []])
        second = outputs[4]
        self.assertEqual(second["result"]["text/plain"], "7")
        self.assertRegex(second["displays"][0]["text/plain"], r"^\d+\.\d MiB \(\+3[12]\.\d\), peak \d+\.\d MiB$")
        self.assertEqual(outputs[6]["error"][0], "ZeroDivisionError")
        self.assertEqual(len(outputs[6]["displays"]), 1)
        self.assertIn("already", outputs[7]["text"])
        (report,) = outputs[8]["displays"]
        self.assertEqual(sorted(report), ["text/html", "text/plain"])
        self.assertRegex(report["text/plain"], r"(?s)Contents\n\[5\] .*small = load\(2\)\n")
        self.assertRegex(report["text/plain"], r"took most\n +\+30\.\d MiB   analysis.ipynb \[5\]:2   large = load\(30\)\n")
        self.assertNotRegex(report["text/html"], "<script|<iframe|http")
        self.assertEqual((outputs[10]["displays"], outputs[10]["result"]["text/plain"]), ([], "8"))
        self.assertIn("not being recorded", outputs[11]["text"])
        ((meta, ending, log),) = self.runs()
        self.assertEqual((meta["host"], ending["status"], meta["known"]["request"]["label"]), (None, "finished", "cells"))
        self.assertEqual(meta["known"]["request"]["target"]["path"], "/notebooks/analysis.ipynb")
        texts = {record["file"]: record["text"] for record in log if record["kind"] == "source"}
        self.assertIn("small = load(2)", texts["analysis.ipynb [5]"])

    def test_a_magic_is_kept_unless_it_is_not_to_be(self):
        outputs = self.run_cells(
            LOAD, DEFINE, "%mprun -f load x = load(10)", "%%mprun --no-save\nload(1);", "%%mprun\ny = load(3)\n1 / 0", "%memit load(1)"
        )
        self.assertEqual(outputs[4]["error"][0], "ZeroDivisionError")
        first, second = self.runs()
        self.assertEqual([each[1]["status"] for each in (first, second)], ["finished", "failed"])
        self.assertEqual([each[0]["known"]["request"]["label"] for each in (first, second)], ["cell 3", "cell 5"])
        self.assertEqual([record["type"] for record in second[2] if record["kind"] == "exception"], ["ZeroDivisionError"])

    def test_a_folder_that_cannot_be_written(self):
        blocked = os.path.join(self.home, "file")
        open(blocked, "w").close()
        outputs = self.run_cells(LOAD, DEFINE, "%mprun -f load x = load(10)", "%mebi on", "5", MEBI_HOME=blocked)
        text = outputs[2]["displays"][0]["text/plain"]
        self.assertIn("return [1] *", text)
        self.assertIn("This is not kept in the history: ", text)
        self.assertIn("This is not kept in the history: ", outputs[3]["text"])
        self.assertEqual(len(outputs[4]["displays"]), 1)

    def test_the_next_kernel_says_where_the_last_one_died(self):
        died = self.run_cells(LOAD, "%mebi on", DEFINE, "kept = load(40)\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
        self.assertEqual(len(died), 4)
        (run,) = self.runs()
        self.assertIsNone(run[1])
        after, again = self.run_cells(LOAD, "5"), self.run_cells(LOAD)
        sentence = r"^The last kernel of this notebook died in analysis.ipynb \[4\], line 3, at \d+\.\d MiB or more\. Mebi keeps"
        self.assertRegex(after[0]["text"], sentence)
        self.assertEqual(again[0]["text"], "")


if __name__ == "__main__":
    unittest.main()
