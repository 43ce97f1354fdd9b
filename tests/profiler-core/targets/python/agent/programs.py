"""Random programs from one grammar: every statement that has blocks, every kind of function, every way out of either.

A program is two sources: ``PRELUDE``, what it is made with, and functions that call only those before them, so that it
ends. Memory moves in ``use(n)`` only. The same seed gives the same program on every version that has its syntax.
"""

import os
import random

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "program_prelude.py"), encoding="ascii") as file:
    PRELUDE = file.read()

PLAIN, GENERATOR, COROUTINE, ASYNC_GENERATOR = "plain", "generator", "coroutine", "async generator"
ORDERS = ("nnnnnnnnnnnn", "nnt", "nst", "nk", "nnc", "nn", "n", "ntnnn", "nnktnn", "nx", "t", "c", "nsnsnsnnnn", "nnnkn")


def oldest_for(seed):
    """The first version of Python that has the syntax of a seed's program."""
    return ((3, 8), (3, 8), (3, 10), (3, 11))[seed % 4]


def program(seed):
    return _Writer(seed).program()


class _Place:
    """What may stand where a block is: loops to leave, handlers to raise again in, returns."""

    def __init__(self, depth, loop=False, handler=False, leaves=True):
        self.depth, self.loop, self.handler, self.leaves = depth, loop, handler, leaves

    def inner(self, **changes):
        made = _Place(self.depth + 1, self.loop, self.handler, self.leaves)
        made.__dict__.update(changes)
        return made


class _Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.syntax = oldest_for(seed)
        self.lines = []
        self.functions = []

    def program(self):
        kinds = (PLAIN, PLAIN, GENERATOR, COROUTINE, ASYNC_GENERATOR)
        for number in range(self.random.randint(2, 4)):
            self.function("f%d" % number, self.random.choice(kinds))
        for name, kind in self.functions:
            orders = ("n",) * 3 if kind == PLAIN else [self.random.choice(ORDERS) for _ in range(4)]
            self.lines.append("run(%s, %r)" % (name, tuple(orders)))
        return "\n".join(self.lines) + "\n"

    def function(self, name, kind):
        self.kind = kind
        self.write(0, "%sdef %s():" % ("async " if kind in (COROUTINE, ASYNC_GENERATOR) else "", name))
        if kind in (GENERATOR, ASYNC_GENERATOR):
            self.write(1, "if not more():", "    yield 0")
        self.block(_Place(1), self.random.randint(2, 4))
        self.functions.append((name, kind))

    def write(self, depth, *lines):
        self.lines += ["    " * depth + line for line in lines]

    def amount(self):
        return self.random.randint(10, 99999)

    def chance(self, probability):
        return self.random.random() < probability

    @property
    def is_async(self):
        return self.kind in (COROUTINE, ASYNC_GENERATOR)

    def block(self, place, count):
        if self.chance(0.5):
            self.use(place)
            count -= 1
        for _ in range(max(count, 0)):
            getattr(self, self.random.choice(self.choices(place)))(place)
        if self.chance(0.35) or count < 1:
            self.way_out(place)

    def choices(self, place):
        found = ["use", "use", "several", "spread", "branch_out", "branch_out", "call", "expression", "look"]
        if place.depth < 5:
            found += ["attempt", "attempt", "attempt", "manage", "manage", "loop", "repeat", "branch", "class_"]
            if self.syntax >= (3, 10):
                found += ["match"]
            if self.syntax >= (3, 11):
                found += ["attempt_group", "attempt_group"]
        if self.kind in (GENERATOR, ASYNC_GENERATOR):
            found += ["yield_", "yield_"]
        if self.is_async:
            found += ["await_", "await_"]
        return found

    # Statements

    def use(self, place):
        self.write(place.depth, "use(%d)" % self.amount())

    def several(self, place):
        self.write(place.depth, "a = use(%d); b = a + use(%d)" % (self.amount(), self.amount()))

    def spread(self, place):
        self.write(place.depth, "a = max(", "    use(%d)," % self.amount(), "    use(%d)," % self.amount(), ")")

    def look(self, place):
        self.write(place.depth, "seen()")

    def expression(self, place):
        one, two = self.amount(), self.amount()
        self.write(place.depth, *self.random.choice((
            ["a = [use(%d) for i in range(2)]" % one],
            ["a = sum(", "    use(%d)" % one, "    for i in range(3)", "    if use(%d) and i" % two, ")"],
            ["a = max((1, 2), key=lambda i: use(%d))" % one],
            ["g = lambda: use(%d)" % one, "a = g() + use(%d)" % two],
            ["a = use(%d) if flip() else fail(%d, Other)" % (one, two)],
            ["assert flip(3) or use(%d)" % one, "use(%d)" % two],
            ["a = (flip()", "     and use(%d)" % one, "     or use(%d))" % two],
        )))

    def class_(self, place):
        self.write(place.depth, "class Body:", "    a = use(%d)" % self.amount(), "    b = flip() or fail(%d, Wrong)" % self.amount())

    def yield_(self, place):
        self.write(place.depth, self.random.choice(("yield use(%d)", "a = (yield) or use(%d)", "use(%d); yield 1; use(2)")) % self.amount())

    def await_(self, place):
        self.write(place.depth, self.random.choice(("await pause(); use(%d)", "a = use(%d) + len(await pause() or '')", "a = [use(%d) async for i in Steps(2, 7)]")) % self.amount())

    def call(self, place):
        if not self.functions:
            return self.use(place)
        name, kind = self.random.choice(self.functions)
        orders = self.random.choice(ORDERS)
        forms = [["drive(%s(), %r)" % (name, orders)]]
        if kind == PLAIN:
            forms = [["a = %s()" % name]]
        elif kind == GENERATOR:
            forms += [["for v in %s():" % name, "    use(%d)" % self.amount()]]
            if self.kind == GENERATOR:
                forms += [["a = yield from %s()" % name]] * 2
        elif kind == COROUTINE:
            if self.is_async:
                forms += [["a = await %s()" % name]] * 3
        elif self.is_async:
            forms = [["async for v in %s():" % name, "    use(%d)" % self.amount()]]
        else:
            forms = [["drive(%s().asend(None), %r)" % (name, orders)]]
        self.write(place.depth, "if more():", *["    " + line for line in self.random.choice(forms)])

    # Ways out

    def way_out(self, place):
        kinds = ["raise Wrong(%d)", "raise Other(use(%d))", "fail(%d, Wrong)", "fail(%d, Stopped)", "fail(%d, StopIteration)"]
        if place.leaves:
            kinds += ["return"] if self.kind == ASYNC_GENERATOR else ["return", "return use(%d)", "return use(%d)", "return flip() or fail(%d, Other)"]
        if place.handler:
            kinds += ["raise", "raise Other(%d) from error", "raise"]
        if place.loop:
            kinds += ["break", "continue"] * 3
        chosen = self.random.choice(kinds)
        self.write(place.depth, chosen % self.amount() if "%" in chosen else chosen)

    def branch_out(self, place):
        self.write(place.depth, "if flip(%d):" % self.random.choice((2, 3, 5)))
        self.way_out(place.inner())

    # Statements with blocks

    def branch(self, place):
        self.write(place.depth, "if flip():")
        self.block(place.inner(), 1)
        if self.chance(0.4):
            self.write(place.depth, "elif flip() or use(%d) < 0:" % self.amount())
            self.block(place.inner(), 1)
        if self.chance(0.5):
            self.write(place.depth, "else:")
            self.block(place.inner(), 1)

    def attempt(self, place):
        self.write(place.depth, "try:")
        self.block(place.inner(), 2)
        handlers = self.random.choice((0, 1, 1, 2, 3))
        kinds = ["Wrong", "(Other, KeyError)", "Stopped", "flip() and Wrong or Other"]
        self.random.shuffle(kinds)
        for number in range(handlers):
            if number and number == handlers - 1 and self.chance(0.5):
                self.write(place.depth, "except:")
                self.handler(place, named=False)
            else:
                named = self.chance(0.6)
                self.write(place.depth, "except %s%s:" % (kinds[number], " as error" if named else ""))
                self.handler(place, named)
        if handlers and self.chance(0.3):
            self.write(place.depth, "else:")
            self.block(place.inner(), 1)
        if not handlers or self.chance(0.5):
            self.write(place.depth, "finally:")
            self.block(place.inner(), self.random.randint(1, 2))

    def handler(self, place, named):
        self.write(place.depth + 1, "error = None") if not named else None
        self.block(place.inner(handler=True), self.random.randint(1, 2))

    def attempt_group(self, place):
        self.write(place.depth, "try:")
        self.block(place.inner(), 1)
        self.write(place.depth + 1, "raise ExceptionGroup('', [Wrong(1), %s])" % self.random.choice(("Other(2)", "KeyError()", "Wrong(3)")))
        for kind in self.random.sample(("Wrong", "Other", "(KeyError, ValueError)"), self.random.randint(1, 2)):
            self.write(place.depth, "except* %s%s:" % (kind, self.random.choice(("", " as group"))))
            self.block(place.inner(handler=False, loop=False, leaves=False), 1)
        if self.chance(0.3):
            self.write(place.depth, "finally:")
            self.block(place.inner(), 1)

    def manager(self):
        options = self.random.choice(("", "", ", True", ", False, 'enter'", ", flip(), 'exit'", ", flip()"))
        return "Manager(%d, %d%s)%s" % (self.amount(), self.amount(), options, self.random.choice(("", " as m")))

    def manage(self, place):
        word = "async with" if self.is_async and self.chance(0.6) else "with"
        items = [self.manager() for _ in range(self.random.choice((1, 1, 2, 3)))]
        if self.syntax >= (3, 10) and len(items) > 1 and self.chance(0.5):
            self.write(place.depth, word + " (", *["    %s," % item for item in items], "):")
        else:
            self.write(place.depth, "%s %s:" % (word, ", ".join(items)))
        self.block(place.inner(), self.random.randint(1, 2))

    def loop(self, place):
        if self.is_async and self.chance(0.6):
            self.write(place.depth, "async for i in Steps(%d, %d):" % (self.random.randint(0, 3), self.amount()))
        else:
            source = self.random.choice(("range(%d)" % self.random.randint(0, 3), "Steps(%d, %d)" % (self.random.randint(0, 3), self.amount())))
            self.write(place.depth, "for i in %s:" % source)
        self.block(place.inner(loop=True), self.random.randint(1, 3))
        self.orelse(place)

    def repeat(self, place):
        name = "w%d" % place.depth
        self.write(place.depth, "%s = %d" % (name, self.random.randint(0, 3)), "while %s%s:" % (name, self.random.choice(("", " and use(%d)" % self.amount()))))
        self.write(place.depth + 1, "%s -= 1" % name)
        self.block(place.inner(loop=True), self.random.randint(1, 3))
        self.orelse(place)

    def orelse(self, place):
        if self.chance(0.3):
            self.write(place.depth, "else:")
            self.block(place.inner(), 1)

    def match(self, place):
        self.write(place.depth, "match %s:" % self.random.choice(("flip()", "[use(%d), 2]" % self.amount(), "{'a': flip()}")))
        for pattern in self.random.sample(("True", "[x, 2] if flip()", "{'a': bool(x)}", "[1, *_] | False", "x if use(%d) and flip()" % self.amount()), 2):
            self.write(place.depth + 1, "case %s:" % pattern)
            self.block(place.inner(depth=place.depth + 2), 1)
        if self.chance(0.5):
            self.write(place.depth + 1, "case _:")
            self.block(place.inner(depth=place.depth + 2), 1)
