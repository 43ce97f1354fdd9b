"""Objects by type at the end of the first watched call and of the last one: ``countObjects``."""

import unittest

from support import on_ends, AgentTest


@on_ends
class Objects(AgentTest):
    def counts(self, outcome):
        """The records that count: the last one of each."""
        return {event["when"]: event["counts"] for event in outcome.events("objects")}

    def test_what_each_call_keeps_shows(self):
        outcome = self.run_agent(
            """
            import time
            class Leaked:
                pass
            class Freed:
                pass
            kept = []
            def work():
                mine = [Freed() for _ in range(50)]
                kept.append([Leaked() for _ in range(10)])
            for _ in range(30):
                work()
                time.sleep(0.001)
            """,
            countObjects=True,
        )
        counts = self.counts(outcome)
        self.assertEqual(counts["first"]["__main__.Leaked"], 10, outcome.stderr)
        self.assertEqual(counts["last"]["__main__.Leaked"], 300)
        # At the end of a call its locals are still there: in each count the same, or none at the end of the program.
        self.assertLessEqual(counts["last"].get("__main__.Freed", 0), 50)
        self.assertGreater(counts["last"]["builtins.dict"], 100)
        self.assertLessEqual(len(counts["last"]), 400)
        self.assertFalse([name for name in counts["last"] if name.startswith("_mebi")])

    def test_a_call_that_ends_last_still_has_its_locals(self):
        outcome = self.run_agent(
            """
            import time
            class Item:
                pass
            def make():
                return Item()
            def main():
                held = [make() for _ in range(200)]
                time.sleep(0.2)
            main()
            """,
            countObjects=True,
        )
        counts = self.counts(outcome)
        self.assertEqual((counts["first"]["__main__.Item"], counts["last"]["__main__.Item"]), (1, 200))

    def test_no_code_of_the_program_runs_and_nothing_is_kept_alive(self):
        outcome = self.run_agent(
            """
            import gc, sys, weakref
            def loud(*_):
                print("asked")
                raise RuntimeError
            class Meta(type):
                __hash__ = __eq__ = __getattribute__ = __instancecheck__ = __repr__ = loud
            class Strange(metaclass=Meta):
                pass
            class Liar:
                __class__ = property(loud)
                __hash__ = __eq__ = __getattribute__ = __repr__ = loud
            class Placeless:
                pass
            class Word(str):
                __str__ = __add__ = __format__ = __hash__ = loud
                def __eq__(self, other):
                    loud()
            Placeless.__module__ = Word("here")
            Odd = type("Odd", (), {"__module__": 7})
            kept = [Liar(), Placeless(), Odd()] + [object.__new__(Strange) for _ in range(3)]
            class Mortal:
                pass
            def work():
                mortal = Mortal()
                kept.append(weakref.ref(mortal))
            for _ in range(20):
                work()
            print(sum(alive() is not None for alive in kept[6:]))
            """,
            countObjects=True,
        )
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "0\n"), outcome.stderr)
        first = self.counts(outcome)["first"]
        for name in ("__main__.Liar", "?.Placeless", "?.Odd"):
            self.assertEqual(first[name], 1, sorted(first))
        self.assertEqual(first["__main__.Strange"], 3)

    def test_counting_is_not_credited_to_the_program(self):
        source = """
            import time
            class Node:
                pass
            many = [Node() for _ in range(20000)]
            def leaf():
                return None
            def work():
                for _ in range(5):
                    leaf()
                    time.sleep(0.01)
            work()
            """
        plain, exact, resident = [
            self.run_agent(source, backend=backend, watch=["work", "leaf"], countObjects=asked)
            for backend, asked in (("heap", False), ("heap", True), ("rss", True))
        ]
        for line in 10, 11:
            # But for a few short-lived objects that the interpreter keeps for the next who needs one.
            self.assertLess(abs(exact.line("work", line).increment - plain.line("work", line).increment), 1000)
        self.assertLess(abs(resident.line("work", 10).increment), 300_000)
        for outcome in (exact, resident):
            self.assertGreaterEqual(self.counts(outcome)["first"]["__main__.Node"], 20000)

    def test_a_forked_child_counts_for_itself(self):
        outcome = self.run_agent(
            """
            import os
            class Mine:
                pass
            def work(n):
                return [Mine() for _ in range(n)]
            kept = work(3)
            if os.fork() == 0:
                more = work(50)
                os._exit(0)
            os.wait()
            """,
            countObjects=True,
        )
        (log,) = outcome.child_logs.values()
        (record,) = [event for event in log if event["kind"] == "objects"]
        self.assertEqual(record["counts"]["__main__.Mine"], 53)

    def test_only_when_asked(self):
        self.assertEqual(self.run_agent("def work(): pass\nwork()\n").events("objects"), [])


if __name__ == "__main__":
    unittest.main()
