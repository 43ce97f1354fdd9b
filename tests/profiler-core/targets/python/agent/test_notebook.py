import unittest

import support  # noqa: F401  puts the agent on the path
from _mebi.notebook import cell_magic, python_of


class PythonOfTest(unittest.TestCase):
    def check(self, cell, python):
        self.assertEqual(python_of(cell), python)

    def test_python_stays_as_it_is(self):
        for cell in ("", "x = 1", "x = 5 % 3\ny = '''\n%time\n!ls\n'''\n", "await f()\nz = [\n  1\n  % 2]"):
            self.check(cell, cell)

    def test_magics_of_a_line(self):
        self.check("%matplotlib inline\nx = 1", "pass\nx = 1")
        self.check("if x:\n    %time f(1)\n", "if x:\n    f(1)\n")
        self.check("%timeit -n 3 -r 1 f(1)", "f(1)")
        self.check("%mprun -f f -f g f(1)", "f(1)")
        self.check("%memit f(1)", "f(1)")
        self.check("%cd data", "__import__('os').chdir('data')")
        self.check("f?\n?f\nx = 1", "pass\npass\nx = 1")

    def test_magics_of_a_cell(self):
        self.check("%%time\nx = 1\ny = 2", "\nx = 1\ny = 2")
        self.check("%%bash\nls -l", "\n")
        self.assertEqual(cell_magic("%%time -n 1\nx"), "time")
        self.assertIsNone(cell_magic("# %% a title\nx"))
        self.assertIsNone(cell_magic("x = 1\n%%time"))

    def test_what_needs_ipython_is_told(self):
        for cell, what in (("!ls", "!ls"), ("x = !ls", "x = !ls"), ("%run a.py", "%run a.py"), ("%%bash\nls", "%%bash")):
            told = []
            python_of(cell, told.append)
            self.assertEqual(told, [what])

    def test_what_is_wrong_is_the_persons_own(self):
        with self.assertRaises(SyntaxError) as caught:
            python_of("x = 1\ny = = 2")
        self.assertEqual(caught.exception.lineno, 2)


if __name__ == "__main__":
    unittest.main()
