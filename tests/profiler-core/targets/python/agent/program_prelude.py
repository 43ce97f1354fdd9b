"""What random programs (programs.py) are made with.

Whoever runs one gives ``take(amount)``, which is memory that a test counts, or a real one, and the path PROGRAM.
"""

import gc
import sys
import types

log = []
budget = 60
state = 1


class Wrong(Exception):
    pass


class Other(Exception):
    pass


class Stopped(BaseException):
    """As KeyboardInterrupt."""


def use(amount):
    take(amount)
    return amount


def flip(of=2):
    """Chance that is the same in every run."""
    global state
    state = (state * 1103515245 + 12345) % 2147483648
    return (state >> 16) % of == 0


def more():
    """Whether there is anything left to spend on calls."""
    global budget
    budget -= 1
    return budget > 0


def fail(amount, kind):
    take(amount)
    raise kind(amount)


def places(trace):
    """The lines of the program on a traceback."""
    found = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM:
            found.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
        trace = trace.tb_next
    return found


def describe(error, depth=0):
    if error is None or depth > 6:
        return None
    nested = [describe(one, depth + 1) for one in getattr(error, "exceptions", ())]
    context = describe(error.__context__, depth + 1)
    return type(error).__name__, places(error.__traceback__), context, error.__suppress_context__, nested


def seen():
    """Notes what the program can see of where it is."""
    kind, error, trace = sys.exc_info()
    log.append(("seen", sys._getframe(1).f_lineno, kind and kind.__name__, describe(error), places(trace)))


class Steps:
    def __init__(self, count, amount):
        self.count, self.amount = count, amount

    def __iter__(self):
        return self

    def __next__(self):
        take(self.amount)
        self.count -= 1
        if self.count < 0:
            raise StopIteration
        return self.count

    __aiter__ = __iter__

    async def __anext__(self):
        await pause()
        try:
            return next(self)
        except StopIteration:
            raise StopAsyncIteration from None


class Manager:
    def __init__(self, enter, leave, swallows=False, fails=""):
        self.enter, self.leave, self.swallows, self.fails = enter, leave, swallows, fails

    def __enter__(self):
        take(self.enter)
        if self.fails == "enter":
            raise Wrong("enter")
        return self

    def __exit__(self, kind, error, trace):
        take(self.leave)
        log.append(("exit", kind and kind.__name__, places(trace)))
        if self.fails == "exit":
            raise Other("exit")
        return self.swallows

    async def __aenter__(self):
        await pause()
        return self.__enter__()

    async def __aexit__(self, *info):
        await pause()
        return self.__exit__(*info)


@types.coroutine
def pause():
    take(3)
    return (yield "paused")


def drive(source, orders):
    """Moves a generator, a coroutine or a step of an async generator on; what it does not handle goes to the caller."""
    try:
        for order in orders:
            look(source)
            if order == "n":
                source.send(None)
            elif order == "s":
                source.send(order)
            elif order == "t":
                source.throw(Wrong("thrown"))
            elif order == "k":
                source.throw(Stopped("thrown"))
            elif order == "x":
                source.throw(GeneratorExit())
            elif order == "c":
                source.close()
        look(source)
    except StopIteration as stop:
        log.append(("returned", stop.value))
    except StopAsyncIteration:
        log.append(("ended",))
    except TypeError as error:
        log.append(("refused", str(error)[:20]))


def look(source):
    frame = getattr(source, "gi_frame", None) or getattr(source, "cr_frame", None)
    inner = getattr(source, "gi_yieldfrom", None) or getattr(source, "cr_await", None)
    log.append((frame and frame.f_lineno, type(inner).__name__, type(getattr(inner, "cr_await", None)).__name__))


def run(call, orders):
    """Calls a function of the program, or drives what it gives, as often as there are orders."""
    for order in orders:
        if more():
            try:
                given = call()
                if hasattr(given, "asend"):
                    while more():
                        drive(given.asend(None), order)
                        if flip(3):
                            break
                    drive(given.aclose(), "nnnnnn")
                elif hasattr(given, "throw"):
                    drive(given, order)
                else:
                    log.append(given)
                given = None
            except BaseException as error:
                given = None
                log.append(describe(error))
            gc.collect()  # what is left over runs its last lines here, not whenever the interpreter likes
        log.append(sys.exc_info()[0])
