"""Inserts calls of the recorder into watched code (CPython 3.8 to 3.11).

Before ``sys.monitoring`` the only events for lines are those of ``sys.settrace``, which slows down everything that a
watched function calls. A call at the start of each line costs less, leaves all other code at full speed, and does not
meet the program's own trace function.
"""

from opcode import opmap

from .bytecode import PY310, PY311, Instruction, Protected, assemble, disassemble

_SETUPS = frozenset(opmap[name] for name in ("SETUP_FINALLY", "SETUP_WITH", "SETUP_ASYNC_WITH") if name in opmap)
_MOST_BLOCKS = 18  # of the 20 that a frame has before 3.11
_DELEGATES = frozenset(opmap[name] for name in ("YIELD_FROM", "SEND") if name in opmap)
_YIELD = opmap["YIELD_VALUE"]
_RETURN = opmap["RETURN_VALUE"]
_RESUME = opmap.get("RESUME", -1)
_GEN_START = opmap.get("GEN_START", -1)
_RAISE_AGAIN = opmap.get("RERAISE", opmap.get("END_FINALLY"))


def delegates(code):
    """Whether ``code`` awaits or contains ``yield from``: where that suspends, no instruction of its own runs."""
    return any(op in _DELEGATES for op in code.co_code[::2])


def insert_start(code, start, argument):
    """Returns ``code`` with ``start(argument)`` called when a frame of it starts, and its instructions."""
    editor = _Editor(code)
    editor.after_start(editor.call(start, argument))
    return editor.finish()


def insert_hooks(code, rows, hooks, source):
    """Returns ``code`` with the recorder's functions called where lines and frames begin and end, and its instructions.

    ``rows``: physical line -> row. ``hooks``: callables ``enter(source)``, ``line(row)``, ``leave(source)``,
    ``fail(source)``, where an exception leaves the frame, and ``resume(source, row)``.
    """
    editor = _Editor(code)
    body = list(editor.instructions)
    leave = editor.call(hooks.leave, source)
    starts = _line_starts(body[editor.started :], editor.protected, rows)
    row = 0
    for instruction in body[editor.started :]:
        row = rows.get(instruction.line, row)
        if instruction in starts:
            editor.before(instruction, editor.call(hooks.line, starts[instruction]))
        if instruction.op == _YIELD:
            editor.before_privately(instruction, leave)
            editor.after_yield(instruction, editor.call(hooks.resume, source, row))
        elif instruction.op == _RETURN:
            editor.before_privately(instruction, leave)
    editor.after_start(editor.call(hooks.enter, source))
    editor.protect(body, editor.call(hooks.fail, source))
    return editor.finish()


def _line_starts(instructions, protected, rows):
    """Maps each instruction at which another line may begin to its row.

    That is where the line differs from the instruction's before, and the targets of jumps from other lines and of
    exceptions.
    """
    starts = {}
    row_of = {}
    row = 0
    for instruction in instructions:
        row_of[instruction] = own = rows.get(instruction.line, row)
        if own != row:
            starts[instruction] = row = own
    number = {instruction: index for index, instruction in enumerate(instructions)}
    handlers = {entry.target for entry in protected}
    # Before 3.10 the `return None` that ends a function carries the line of whatever stands before it.
    implicit_return = None if PY310 or len(instructions) < 2 else instructions[-2]
    for instruction in instructions:
        target = instruction.target
        if target is None:
            continue
        if instruction.op in _SETUPS:
            handlers.add(target)
        elif row_of.get(target, 0) != row_of[instruction] and target is not implicit_return:
            # The rule of sys.settrace: a jump forward into the middle of a line is no new line.
            if target.begins or number[target] <= number[instruction]:
                starts[target] = row_of[target]
    for handler in handlers:
        if handler.line in rows:
            starts[handler] = row_of[handler]
    return {instruction: row for instruction, row in starts.items() if row}


def _ranges(body, covering, end):
    """Makes ``Protected`` ranges of what covers each instruction of ``body``; ``end`` follows the last."""
    start = 0
    for number in range(1, len(body) + 1):
        if number < len(body) and covering[number] is covering[start]:
            continue
        entry = covering[start]
        if entry is not None:
            stop = body[number] if number < len(body) else end
            yield Protected(body[start], stop, entry.target, entry.depth, entry.lasti)
        start = number


class _Editor:
    """Inserts instructions into one code object; all insertions are made at once by ``finish``."""

    def __init__(self, code):
        self.code = code
        self.instructions, self.protected = disassemble(code)
        self.started = self._find_start()  # number of the instructions that set up the frame
        self.consts = list(code.co_consts)
        self._added = {}  # id of a constant of ours -> its number
        self._before = {}  # run by whoever comes to the instruction, by a jump too
        self._private = {}  # run between the line's call and the instruction
        self._after = {}  # run only by falling out of the instruction
        self._tail = []
        self._yields = []  # 3.11: (YIELD_VALUE, RESUME, handler of an exception thrown in there)

    def call(self, function, *arguments):
        """Returns a maker of the instructions that call ``function`` and drop its result."""
        constants = [self._const(value) for value in (function,) + arguments]
        count = len(arguments)

        def make(position):
            made = [Instruction(opmap["PUSH_NULL"], 0, position)] if PY311 else []
            made += [Instruction(opmap["LOAD_CONST"], constant, position) for constant in constants]
            if PY311:
                made.append(Instruction(opmap["PRECALL"], count, position))
                made.append(Instruction(opmap["CALL"], count, position))
            else:
                made.append(Instruction(opmap["CALL_FUNCTION"], count, position))
            made.append(Instruction(opmap["POP_TOP"], 0, position))
            return made

        return make

    def before(self, instruction, make):
        self._before.setdefault(instruction, []).append(make)

    def before_privately(self, instruction, make):
        self._private.setdefault(instruction, []).append(make)

    def after(self, instruction, make):
        self._after.setdefault(instruction, []).append(make)

    def _find_start(self):
        for number, instruction in enumerate(self.instructions):
            if instruction.op == _GEN_START or instruction.op == _RESUME and not instruction.arg & 3:
                return number + 1  # a generator's RESUME comes after RETURN_GENERATOR
        return 0

    def after_start(self, make):
        """Places ``make`` where the frame has been set up; first of all that was placed there."""
        anchor = self.instructions[self.started - 1] if self.started else None
        self._after.setdefault(anchor, []).insert(0, make)

    def after_yield(self, instruction, resume):
        """Calls ``resume`` when the frame goes on, be it by ``throw`` or ``close``."""
        position = instruction.position
        last = self.instructions[self.instructions.index(instruction) + 1] if PY311 else instruction  # RESUME
        self.after(last, resume)
        handler = resume(position)
        if PY311:
            handler.append(Instruction(opmap["RERAISE"], 0, position))
            self._yields.append((instruction, last, handler))
        else:
            handler.append(Instruction(_RAISE_AGAIN, 0, position))
            setup = Instruction(opmap["SETUP_FINALLY"], 0, position, handler[0])
            self.before_privately(instruction, lambda position: [setup])
            self._after[last].insert(0, lambda position: [Instruction(opmap["POP_BLOCK"], 0, position)])
        self._tail += handler

    def protect(self, body, fail):
        """Calls ``fail`` when an exception leaves the frame."""
        position = self.instructions[-1].position
        if PY311:
            self._protect_gaps(body, fail, position)
        elif sum(instruction.op in _SETUPS for instruction in body) < _MOST_BLOCKS:
            self._protect_with_block(body, fail, position)

    def _protect_gaps(self, body, fail, position):
        """3.11: what no range protects gets one that leads to ``fail``, and each yield one of its own."""
        push = Instruction(opmap["PUSH_EXC_INFO"], 0, position)
        leaving = [push] + fail(position)
        leaving += [
            Instruction(opmap["SWAP"], 2, position),
            Instruction(opmap["POP_EXCEPT"], 0, position),
            Instruction(opmap["RERAISE"], 0, position),
        ]
        index = {instruction: number for number, instruction in enumerate(body)}
        covering = [None] * len(body)
        for entry in self.protected:
            for number in range(index[entry.start], len(body) if entry.end is None else index[entry.end]):
                covering[number] = entry
        unprotected = Protected(None, None, push, 0, False)
        for number in range(self.started, len(body)):
            covering[number] = covering[number] or unprotected
        tail_ranges = []
        for yielding, resumed, handler in self._yields:
            outer = covering[index[yielding]]
            thrown = Protected(None, None, handler[0], outer.depth, False)
            covering[index[yielding]] = covering[index[resumed]] = thrown
            tail_ranges.append((handler, outer))
        self.protected = list(_ranges(body, covering, self._tail[0] if self._tail else push))
        for number, (handler, outer) in enumerate(tail_ranges):
            end = tail_ranges[number + 1][0][0] if number + 1 < len(tail_ranges) else push
            self.protected.append(Protected(handler[0], end, outer.target, outer.depth, outer.lasti))
        self._tail += leaving

    def _protect_with_block(self, body, fail, position):
        """3.8 to 3.10: a block around the whole frame."""
        handler = fail(position) + [Instruction(_RAISE_AGAIN, 0, position)]
        setup = Instruction(opmap["SETUP_FINALLY"], 0, body[0].position, handler[0])
        self._tail += handler
        self.after_start(lambda position: [setup])
        for instruction in body:
            if instruction.op == _RETURN:
                self._private[instruction].insert(0, lambda position: [Instruction(opmap["POP_BLOCK"], 0, position)])

    def finish(self):
        output = []
        landing = {}  # instruction -> the first of what now stands in its place
        self._emit(output, self._after.get(None, ()), self.instructions[0].position)
        for number, instruction in enumerate(self.instructions):
            first = len(output)
            self._emit(output, self._before.get(instruction, ()), instruction.position)
            self._emit(output, self._private.get(instruction, ()), instruction.position)
            output.append(instruction)
            landing[instruction] = output[first]
            following = self.instructions[min(number + 1, len(self.instructions) - 1)].position
            self._emit(output, self._after.get(instruction, ()), following or instruction.position)
        output += self._tail
        for instruction in output:
            if instruction.target is not None:
                instruction.target = landing.get(instruction.target, instruction.target)
        for entry in self.protected:
            entry.start = landing.get(entry.start, entry.start)
            entry.end = landing.get(entry.end, entry.end)
            entry.target = landing.get(entry.target, entry.target)
        return assemble(self.code, output, self.protected, self.consts, extra_stack=10), output

    @staticmethod
    def _emit(output, makers, position):
        for make in makers:
            output += make(position)

    def _const(self, value):
        number = self._added.get(id(value))
        if number is None:
            number = self._added[id(value)] = len(self.consts)
            self.consts.append(value)
        return number
