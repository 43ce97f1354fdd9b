"""Inserts calls of the recorder into watched code (CPython 3.8 to 3.11).

Before ``sys.monitoring`` the only events for lines are those of ``sys.settrace``, which slows down everything that a
watched function calls. A call at the start of each line costs less, leaves all other code at full speed, and does not
meet the program's own trace function.
"""

from opcode import opmap

from .bytecode import PY310, PY311, Instruction, Protected, assemble, disassemble
from .flow import Flow

_MOST_BLOCKS = 20  # that a frame has before 3.11
_YIELD_FROM = opmap.get("YIELD_FROM", -1)  # before 3.11
_SEND = opmap.get("SEND", -1)  # 3.11
_YIELD = opmap["YIELD_VALUE"]
_RETURN = opmap["RETURN_VALUE"]
_RESUME = opmap.get("RESUME", -1)
_GEN_START = opmap.get("GEN_START", -1)
_PY39 = "RERAISE" in opmap
_RAISE_AGAIN = opmap.get("RERAISE", opmap.get("END_FINALLY"))


class TooManyBlocks(Exception):
    """There is no block left around which, or within which, one of ours could be (before 3.11)."""


def insert_hooks(code, rows, hooks, source):
    """Returns ``code`` with the recorder's functions called where lines and frames begin and end, and its instructions.

    ``rows``: physical line -> row. ``hooks``: callables ``enter(source)``, ``line(row)``, ``leave(source)``,
    ``fail(source)``, where an exception leaves the frame, ``resume(source, row)``, and, around a ``YIELD_FROM``, which
    suspends the frame without running any instruction of its own, ``wait(source, row)`` and ``go_on()``.
    Raises TooManyBlocks.
    """
    editor = _Editor(code)
    body = editor.instructions[editor.started :]
    flow = Flow(body, editor.protected, rows)
    starts = flow.starts()
    leave = editor.call(hooks.leave, source)
    go_on = editor.call(hooks.go_on)
    most_blocks = 0
    for number, instruction in enumerate(body):
        if instruction in starts:
            editor.before(instruction, editor.call(hooks.line, starts[instruction]))
        if instruction.op == _YIELD:
            resume = editor.call(hooks.resume, source, flow.row(number))
            if body[number - 1].op == _SEND:
                editor.around_delegation(body[number - 1 : number + 3], leave, resume)
            else:
                editor.around_yield(instruction, leave, resume)
        elif instruction.op == _YIELD_FROM:
            editor.around(instruction, editor.call(hooks.wait, source, flow.row(number)), go_on)
        elif instruction.op == _RETURN:
            editor.before_privately(instruction, leave)
            continue
        else:
            continue
        if not PY311:
            most_blocks = max(most_blocks, 1 + len(flow.blocks[number]))
    editor.after_start(editor.call(hooks.enter, source))
    if not PY311 and 1 + max(most_blocks, flow.most_blocks()) > _MOST_BLOCKS:
        raise TooManyBlocks
    editor.protect(body, editor.call(hooks.fail, source))
    return editor.finish()


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
        self._covering = {}  # 3.11: instruction -> the range that it is in
        self._thrown = {}  # 3.11: instruction at which the frame is suspended -> handler of what is thrown in there, and depth of the stack to keep
        self._nowhere = self._find_nowhere()

    def _find_nowhere(self):
        """A position at which no line begins for the program's own trace function, or, on 3.9, one that has run anyway."""
        if PY310:
            return None
        return (self.code.co_firstlineno,) if _PY39 else self.instructions[-1].position  # 3.8: the last line goes on

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

    def around(self, instruction, before, after):
        """Before 3.11: calls ``before`` and, however the instruction is left, ``after``."""
        position = instruction.position
        handler = after(position) + [Instruction(_RAISE_AGAIN, 0, position)]
        setup = Instruction(opmap["SETUP_FINALLY"], 0, position, handler[0])
        end = Instruction(opmap["NOP"], 0, position)
        left = [Instruction(opmap["POP_BLOCK"], 0, position)] + after(position)
        left.append(Instruction(opmap["JUMP_FORWARD"], 0, position, end))
        self.before_privately(instruction, before)
        self.before_privately(instruction, lambda position: [setup])
        # Here, not at the end of all: from there a handler further up would be a jump back, which 3.8 takes for a new line.
        self.after(instruction, lambda position: left + handler + [end])

    def around_yield(self, yielding, leave, resume):
        """Calls ``leave`` before a yield, and ``resume`` when the frame goes on, be it by ``throw`` or ``close``."""
        if not PY311:
            return self.around(yielding, leave, resume)
        resumed = self.instructions[self.instructions.index(yielding) + 1]
        self.before_privately(yielding, leave)
        self.after(resumed, resume)
        self._handle_thrown((yielding, resumed), resume)

    def around_delegation(self, parts, leave, resume):
        """3.11: the same where the yield belongs to an ``await`` or a ``yield from``.

        These are ``SEND end``, YIELD_VALUE, RESUME, JUMP_BACKWARD to the SEND. ``throw`` takes the instruction before the
        yield for that SEND, and goes on at its target when what is awaited has ended. So there is one more, which is never
        run and leads to a call of ``resume``.
        """
        _, yielding, resumed, back = parts
        position = yielding.position
        ended = resume(position)
        skip = Instruction(opmap["JUMP_FORWARD"], 0, position, yielding)
        found_by_throw = Instruction(_SEND, 0, position, ended[0])
        self.before_privately(yielding, leave)
        self.before_privately(yielding, lambda position: [skip, found_by_throw])
        self.after(resumed, resume)
        self.after(back, lambda position: ended)
        # What is awaited stays on the stack until `resume` has been called: it may die there, and run code when it does.
        # `throw` takes it away, and lets what has been raised there arise just before that target.
        self._handle_thrown((yielding, resumed, back), resume, (1, 1, 0))

    def _handle_thrown(self, instructions, resume, depths=(0, 0)):
        position = instructions[0].position
        handler = resume(position) + [Instruction(_RAISE_AGAIN, 0, position)]
        self._tail.append((handler, instructions[0]))
        for instruction, depth in zip(instructions, depths):
            self._thrown[instruction] = handler[0], depth

    def protect(self, body, fail):
        """Calls ``fail`` when an exception leaves the frame."""
        position = self._nowhere
        if PY311:
            push = Instruction(opmap["PUSH_EXC_INFO"], 0, position)
            leaving = [push] + fail(position)
            leaving.append(Instruction(opmap["SWAP"], 2, position))
            leaving.append(Instruction(opmap["POP_EXCEPT"], 0, position))
            unprotected = Protected(None, None, push, 0, True)
            self._cover(body, unprotected)
        else:
            leaving = fail(position)
            setup = Instruction(opmap["SETUP_FINALLY"], 0, body[0].position, leaving[0])
            self.after_start(lambda position: [setup])
            for instruction in body:
                if instruction.op == _RETURN:
                    self.before_privately(instruction, lambda position: [Instruction(opmap["POP_BLOCK"], 0, position)])
        # From 3.10 on, the frame then is where the exception arose, not here.
        leaving.append(Instruction(_RAISE_AGAIN, 1 if PY310 else 0, position))
        self._tail.append((leaving, None))

    def _cover(self, body, unprotected):
        """3.11: the range of each instruction; where there is none, one that leads to ``fail``."""
        number_of = {instruction: number for number, instruction in enumerate(body)}
        self._covering = dict.fromkeys(body, unprotected)
        for entry in self.protected:
            end = number_of.get(entry.end, len(body))
            for instruction in body[number_of[entry.start] : end]:
                self._covering[instruction] = entry

    def finish(self):
        output, covering = [], []
        landing = {}  # instruction -> the first of what now stands in its place

        def emit(instructions, entry):
            output.extend(instructions)
            covering.extend([entry] * len(instructions))

        def emit_made(makers, position, entry):
            for make in makers:
                emit(make(position), entry)

        emit_made(self._after.get(None, ()), self.instructions[0].position, None)
        for number, instruction in enumerate(self.instructions):
            first = len(output)
            entry = self._covering.get(instruction)
            emit_made(self._before.get(instruction, ()), instruction.position, entry)
            emit_made(self._private.get(instruction, ()), instruction.position, entry)
            handler, depth = self._thrown.get(instruction, (None, 0))
            emit([instruction], entry if handler is None else Protected(None, None, handler, entry.depth + depth, False))
            landing[instruction] = output[first]
            following = self.instructions[min(number + 1, len(self.instructions) - 1)].position
            emit_made(self._after.get(instruction, ()), following or instruction.position, entry)
        for instructions, anchor in self._tail:
            emit(instructions, self._covering.get(anchor))
        for instruction in self.instructions:
            if instruction.target is not None:
                instruction.target = landing[instruction.target]
        protected = _ranges(output, covering, landing)
        return assemble(self.code, output, protected, self.consts, extra_stack=10), output

    def _const(self, value):
        number = self._added.get(id(value))
        if number is None:
            number = self._added[id(value)] = len(self.consts)
            self.consts.append(value)
        return number


def _ranges(output, covering, landing):
    """The ``Protected`` ranges of 3.11 from what covers each instruction."""
    protected = []
    start = 0
    for number in range(1, len(output) + 1):
        if number < len(output) and covering[number] is covering[start]:
            continue
        entry = covering[start]
        if entry is not None:
            end = output[number] if number < len(output) else None
            target = landing.get(entry.target, entry.target)
            protected.append(Protected(output[start], end, target, entry.depth, entry.lasti))
        start = number
    return protected
