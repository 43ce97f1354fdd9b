"""How results are shown, and the small parts of the magics that need no kernel."""

import os
import re
import tempfile
import time
import unittest

from support import MIB, PACKAGE, run_cell  # noqa: F401

import mebi
from mebi import _options
from mebi._limits import memory_limit

LONG = "def long(rows):\n    kept = []\n%s    return '<b>&' and kept\n" % "".join(
    "    kept.append([%d] * 20_000)  # a comment as long as such lines are in notebooks\n" % line for line in range(57)
)


class HtmlTest(unittest.TestCase):
    def setUp(self):
        space = run_cell(LONG, {"__name__": "__main__"})
        with mebi.watch(space["long"]) as result:
            space["long"]([])
        self.result = result

    def test_it_is_one_small_static_piece(self):
        page = self.result._repr_html_()
        self.assertLess(len(page.encode()), 30_000)
        self.assertNotRegex(page, r"<script|<iframe|https?:|url\(|@import| on\w+=")
        self.assertEqual(page.count("<tr"), 61)
        self.assertIn("return &#x27;&lt;b&gt;&amp;&#x27; and kept", page)
        # Nothing outside of it is given a style.
        style = re.search("<style>(.*?)</style>", page, re.DOTALL).group(1)
        for selector in re.findall(r"([^{}]+)\{", re.sub(r"@media\([^)]*\)\{", "", style)):
            for part in selector.split(","):
                self.assertIn(".mebi", part)

    def test_the_curve_of_what_takes_its_time(self):
        self.assertNotIn("<svg", self.result._repr_html_())
        self.result.timeline.extend((at * 1_000_000, 50 * MIB + at) for at in range(5000))
        page = self.result._repr_html_()
        self.assertIn("<svg", page)
        self.assertLess(len(page.encode()), 30_000)


@unittest.skipUnless(os.path.exists("/proc/self/statm"), "needs /proc")
class CurveTest(unittest.TestCase):
    def test_memory_is_seen_from_outside(self):
        from mebi._curve import Curve

        curve = Curve(time.perf_counter_ns())
        until = time.monotonic() + 20
        while os.fstat(curve._file).st_size < 2000 and time.monotonic() < until:
            time.sleep(0.01)
        large = bytearray(b"x") * 50_000_000
        seen = os.fstat(curve._file).st_size
        while os.fstat(curve._file).st_size < seen + 200 and time.monotonic() < until:
            time.sleep(0.01)
        points = curve.stop()
        del large
        sizes = [size for _, size in points]
        self.assertAlmostEqual((max(sizes) - sizes[0]) / MIB, 50_000_000 / MIB, delta=3)
        self.assertEqual(sorted(points), points)
        with self.assertRaises(OSError):
            os.kill(curve.pid, 0)


class OptionsTest(unittest.TestCase):
    def test_options_at_the_start_and_the_rest_as_typed(self):
        split = _options.split
        self.assertEqual(split("-f a -fb.c  x = 'a  -f b'", "rf:"), ({"f": ["a", "b.c"]}, "x = 'a  -f b'"))
        self.assertEqual(split("-r3 -t 2 -f d['a b'] f(1)", "r:t:f:"), ({"r": ["3"], "t": ["2"], "f": ["d['a b']"]}, "f(1)"))
        self.assertEqual(split("-rc -T 'my file.txt' f()", "rcT:"), ({"r": [""], "c": [""], "T": ["my file.txt"]}, "f()"))
        self.assertEqual(split("--backend=heap --save -1 + 2", "r", ("backend=", "save")), ({"backend": ["heap"], "save": [""]}, "-1 + 2"))
        self.assertEqual(split("-r -- -x + 1", "r"), ({"r": [""]}, "-x + 1"))
        self.assertEqual(split("  f( 1,  2 )", "r"), ({}, "f( 1,  2 )"))

    def test_what_is_no_option(self):
        for line, sentence in (
            ("-z f()", "There is no option -z."),
            ("--more f()", "There is no option --more."),
            ("-f", "-f takes a value."),
            ("--backend", "--backend takes a value."),
        ):
            with self.subTest(line), self.assertRaisesRegex(ValueError, "^%s$" % re.escape(sentence)):
                _options.split(line, "rf:", ("backend=",))


class LimitTest(unittest.TestCase):
    def test_the_limit_is_the_containers(self):
        with tempfile.TemporaryDirectory() as folder:
            self._write(folder, "app/inner/memory.max", "max\n")
            self._write(folder, "app/memory.max", "%d\n" % (300 * MIB))
            self._write(folder, "memory/docker/memory.limit_in_bytes", "%d\n" % (200 * MIB))
            membership = self._write(folder, "cgroup", "0::/app/inner\n")
            self.assertEqual(memory_limit(folder, membership), (300 * MIB, "container"))
            membership = self._write(folder, "cgroup", "9:name=systemd:/x\n4:cpu,memory:/docker\n")
            self.assertEqual(memory_limit(folder, membership), (200 * MIB, "container"))
            membership = self._write(folder, "cgroup", "0::/other\n")
            self.assertEqual(memory_limit(folder, membership)[1], "machine")

    def _write(self, folder, name, text):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path


if __name__ == "__main__":
    unittest.main()
