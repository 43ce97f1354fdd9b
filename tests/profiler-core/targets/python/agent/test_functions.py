"""Whole functions, not lines: ``"detail": "functions"``."""

import unittest

from functions_support import Functions, ranked
from support import MIB, on_ends


@on_ends
class Numbers(Functions):
    def test_functions_that_are_called_seldom_are_exact(self):
        outcome = self.watch(
            """
            import time
            kept = []

            def leak():
                kept.append(bytearray(20 << 20))

            def spike():
                return len(bytearray(50 << 20))

            def slow():
                time.sleep(0.15)

            def main():
                for i in range(3):
                    leak()
                spike()
                slow()

            main()
            """
        )
        self.assertSame(outcome)
        spots = self.spots
        self.assertEqual({name: spot.calls for name, spot in spots.items()}, dict(dict.fromkeys(spots, 1), leak=3))
        self.assertEqual({name: function.calls for name, function in outcome.functions.items()}["leak"], 3)
        self.assertEqual(self.estimated, set())
        self.assertMib(spots["leak"].growth, 60)
        self.assertMib(spots["main"].growth, 60, within_mib=0.5)
        self.assertMib(spots["spike"].growth, 0, within_mib=0.5)
        self.assertGreater(spots["slow"].time, 0.15e9)
        self.assertLess(spots["leak"].time + spots["spike"].time, spots["main"].time - spots["slow"].time + 5e6)
        self.assertEqual({spot.open for spot in spots.values()}, {0})
        self.assertEqual([function.lines for function in outcome.functions.values()], [{}] * 5)
        self.assertEqual(outcome.functions["leak"].record["lines"], [])

    def test_a_tiny_function_that_leaks_in_masses_ranks_high(self):
        outcome = self.watch(
            """
            kept = []

            def tiny(i):
                kept.append(b"%d" % i + bytes(60))

            def other(i):
                return i + 1

            def fill(n):
                for i in range(n):
                    tiny(i)

            def work(n):
                for i in range(n):
                    other(i)

            fill(400_000)
            work(400_000)
            print(len(kept))
            """
        )
        self.assertSame(outcome)
        self.assertEqual(self.estimated, {"tiny", "other"})
        self.assertGreater(self.spots["fill"].growth, 30 * MIB)
        self.assertEqual(set(ranked(self.spots, "growth")[:3]), {"<module>", "fill", "tiny"})
        self.assertGreater(self.spots["tiny"].growth, self.spots["fill"].growth / 8)
        self.assertLess(self.spots["tiny"].growth, self.spots["fill"].growth * 1.2)
        self.assertLess(self.spots["other"].growth, 2 * MIB)
        self.assertGreater(self.spots["tiny"].calls, 2000)

    def test_the_one_that_takes_the_time_ranks_first(self):
        outcome = self.watch(
            """
            def quick(x):
                return x + 1

            def hog(x):
                total = 0
                for i in range(300):
                    total += i ^ x
                return total

            def main():
                for i in range(12_000):
                    quick(i)
                    hog(i)

            main()
            """
        )
        self.assertSame(outcome)
        self.assertEqual(self.estimated, {"quick", "hog"})
        self.assertEqual(set(ranked(self.spots, "time")[:3]), {"<module>", "main", "hog"})
        self.assertGreater(self.spots["hog"].time, self.spots["quick"].time * 3)

    def test_a_recursion_that_is_paused_in_its_depth(self):
        outcome = self.watch(
            """
            kept = []

            def fib(n):
                if n == 3:
                    kept.append(bytearray(1600))
                return n if n < 2 else fib(n - 1) + fib(n - 2)

            def main():
                return fib(26)

            print(main())
            """
        )
        self.assertSame(outcome)
        self.assertIn("fib", self.estimated)
        main, fib = self.spots["main"], self.spots["fib"]
        self.assertGreater(fib.time, 0)
        self.assertLess(fib.time, main.time * 1.5)
        self.assertGreater(main.growth, 30 * MIB)
        # How much of it fib itself shows depends on the moments in which it was followed.
        self.assertGreaterEqual(fib.growth, 0)
        self.assertLess(fib.growth, main.growth * 1.5)
        self.assertEqual(fib.open, 0)

    def test_paths_lead_through_paused_functions(self):
        outcome = self.watch(
            """
            kept = []

            def rare(i):
                kept.append(bytearray(8 << 20))

            def hot(i):
                if i % 20_000 == 19_999:
                    rare(i)

            def main():
                for i in range(100_000):
                    hot(i)

            main()
            """
        )
        self.assertSame(outcome)
        self.assertEqual(self.spots["rare"].calls, 5)
        self.assertMib(self.spots["rare"].growth, 40)
        self.assertEqual(self.spots["rare"].callers, {"hot"})
        self.assertEqual(self.spots["hot"].callers, {"main"})

    def test_heap_backend(self):
        outcome = self.watch(
            """
            kept = []

            def leak(i):
                kept.append(bytes(100_000))

            def main():
                for i in range(4):
                    leak(i)

            def spike():
                return len(bytes(10 << 20))

            main()
            spike()
            """,
            backend="heap",
        )
        self.assertSame(outcome)
        self.assertAlmostEqual(self.spots["leak"].growth, 400_000, delta=3000)
        self.assertAlmostEqual(self.spots["main"].growth, self.spots["leak"].growth, delta=3000)
        self.assertEqual(set(ranked(self.spots, "peak")[:2]), {"spike", "<module>"})


if __name__ == "__main__":
    unittest.main()
