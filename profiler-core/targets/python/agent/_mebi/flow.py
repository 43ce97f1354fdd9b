"""Where in a code object another line may begin, by every way in which its instructions are reached (CPython 3.8 to 3.11).

Two steps. ``own_rows`` says to which row each instruction belongs, or none: then it belongs to whatever ran before it, as
what the compiler adds to a program does (clean-ups, the return at the end). ``Flow`` follows all ways through the code,
those of exceptions too, and finds which row is the current one when an instruction is reached.
"""

from opcode import opmap

from .bytecode import PY310, PY311

MANY = -1  # rows: there are ways from several
_HANDLING = None  # among the open blocks: an exception is being handled


def _ops(*names):
    return frozenset(opmap[name] for name in names if name in opmap)


_WITHS = _ops("SETUP_WITH", "SETUP_ASYNC_WITH")
SETUPS = _ops("SETUP_FINALLY") | _WITHS
_BEGIN_FINALLY = opmap.get("BEGIN_FINALLY", -1)  # 3.8
_CALL_FINALLY = opmap.get("CALL_FINALLY", -1)  # 3.8
_HANDLED = _ops("POP_EXCEPT", "END_FINALLY", "POP_FINALLY", "END_ASYNC_FOR")
_POP_BLOCK = opmap.get("POP_BLOCK", -1)
_RETURN = opmap["RETURN_VALUE"]
_LOAD_CONST = opmap["LOAD_CONST"]
_JUMPS = _ops("JUMP_ABSOLUTE", "JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT")
_ENDS = _JUMPS | _ops("RETURN_VALUE", "RAISE_VARARGS", "RERAISE")
_UNWINDS = _JUMPS | _ops("RETURN_VALUE", "POP_TOP", "POP_BLOCK", "POP_EXCEPT", "ROT_TWO", "ROT_FOUR")
_CLOSES = _ops("POP_BLOCK", "POP_EXCEPT", "ROT_TWO", "ROT_FOUR")
_END_ASYNC_FOR = opmap["END_ASYNC_FOR"]
_JUMP_FORWARD = opmap["JUMP_FORWARD"]
_ADDED_HANDLERS = _ops("END_ASYNC_FOR", "WITH_EXCEPT_START", "WITH_CLEANUP_START")
_ADDED = _UNWINDS | _ADDED_HANDLERS | _ops("RERAISE", "END_FINALLY", "BEGIN_FINALLY", "CALL_FINALLY")
_STORES = _ops("STORE_FAST", "STORE_NAME", "STORE_GLOBAL", "STORE_DEREF")
_DELETES = _ops("DELETE_FAST", "DELETE_NAME", "DELETE_GLOBAL", "DELETE_DEREF")
# Never the first of a line. 3.11: nothing may come between KW_NAMES and a call, or before a handler has put away the
# exception of an outer one. Before, RERAISE may have the line of a statement that was not run.
_WITHIN = _ops("PRECALL", "CALL", "PUSH_EXC_INFO", "RERAISE", "END_FINALLY", "END_ASYNC_FOR")
_CLEAN_UP = [opmap.get(name) for name in ("COPY", "POP_EXCEPT", "RERAISE")]  # 3.11
_BLOCK_ENDS = _ops("NOP", "POP_BLOCK", "POP_EXCEPT", "JUMP_FORWARD")


class Flow:
    """The ways through ``instructions`` (after those that set up the frame) with their ``protected`` ranges.

    ``entry[number]`` is the row that is current when an instruction is reached: 0 where none is, ``MANY`` where it
    depends, None where no way leads. ``blocks[number]`` are the instructions that opened the blocks around it, the
    outermost first (before 3.11).
    """

    def __init__(self, instructions, protected, rows):
        self.instructions = instructions
        self.number = {instruction: number for number, instruction in enumerate(instructions)}
        self.blocks = None if PY311 else self._find_blocks()
        self.handlers = self._find_protected(protected) if PY311 else [_innermost(open_) for open_ in self.blocks]
        self.own = own_rows(self, rows)
        self.entry = self._follow()

    def starts(self):
        """Maps each instruction at which another line may begin to its row."""
        return {
            instruction: own
            for instruction, own, entry in zip(self.instructions, self.own, self.entry)
            if own and entry is not None and entry != own
        }

    def row(self, number):
        """The row to which an instruction belongs, 0 where that depends on the way."""
        row = self.own[number] or self.entry[number]
        return 0 if row is None or row == MANY else row

    def most_blocks(self):
        return max(map(len, self.blocks), default=0)

    def _find_protected(self, protected):
        handlers = [None] * len(self.instructions)
        for entry in protected:
            end = self.number.get(entry.end, len(handlers))
            for number in range(self.number[entry.start], end):
                handlers[number] = entry.target
        return handlers

    def _find_blocks(self):
        blocks = [()] * len(self.instructions)
        seen = set()
        waiting = [(0, ())]
        while waiting:
            number, open_ = waiting.pop()
            while number < len(blocks) and number not in seen:
                seen.add(number)
                blocks[number] = open_
                instruction = self.instructions[number]
                op, target = instruction.op, self.number.get(instruction.target)
                if op in SETUPS:
                    waiting.append((target, open_ + (_HANDLING,)))
                    open_ += (instruction,)
                elif op == _CALL_FINALLY:
                    waiting.append((target, open_ + (_HANDLING,)))
                elif target is not None:
                    waiting.append((target, open_))
                elif op == _BEGIN_FINALLY:
                    open_ += (_HANDLING,)  # what its END_FINALLY takes away, as where an exception has led there
                elif op == _POP_BLOCK or op in _HANDLED:
                    open_ = open_[:-1]
                if op in _ENDS:
                    break
                number += 1
        return blocks

    def _follow(self):
        entry = [None] * len(self.instructions)
        waiting = []

        def reach(number, row):
            if number is not None and number < len(entry) and entry[number] != row and entry[number] != MANY:
                entry[number] = row if entry[number] is None else MANY
                waiting.append(number)

        reach(0, 0)
        while waiting:
            number = waiting.pop()
            instruction = self.instructions[number]
            row = self.own[number] or entry[number]
            handler = self.handlers[number]
            if handler is not None:
                reach(self.number[handler], row)
            if instruction.op not in SETUPS:
                reach(self.number.get(instruction.target), row)
            if instruction.op == _CALL_FINALLY:
                reach(number + 1, MANY)
            elif instruction.op not in _ENDS:
                reach(number + 1, row)
        return entry


def _innermost(open_):
    """The handler to which an exception within these blocks leads."""
    for setup in reversed(open_):
        if setup is not _HANDLING:
            return setup.target
    return None


def own_rows(flow, rows):
    """The row of each instruction, 0 for what belongs to whatever ran before it. ``rows``: physical line -> row."""
    own = [0 if one.op in _WITHIN else rows.get(one.line, 0) for one in flow.instructions]
    if PY310:
        _take_from_ends(flow.instructions, own)
        return own
    begins = _beginnings(flow)
    _take_from_added(flow, own, begins)
    _give_exits_to_with(flow, own, begins)
    return own


def _take_from_ends(instructions, own):
    """3.10 and 3.11 may give what ends a block the line of its last statement, run or not."""
    for number in range(1, len(own)):
        if [one.op for one in instructions[number : number + 3]] == _CLEAN_UP:
            own[number : number + 3] = 0, 0, 0
        elif instructions[number].op in _BLOCK_ENDS and instructions[number - 1].op in _ENDS and own[number - 1] == own[number]:
            own[number] = 0


def _take_from_added(flow, own, begins):
    """3.8 and 3.9 give what the compiler adds the line of the code before it."""
    added = set(_implicit_return(begins)) | _rests(flow.instructions, own, begins)
    for number, instruction in enumerate(flow.instructions):
        target = flow.number.get(instruction.target)
        if instruction.op == _CALL_FINALLY:
            added.add(number + 1)
        elif target is None:
            continue
        elif instruction.op in SETUPS:
            if not begins[target] or _is_added(flow.instructions, target, _ADDED_HANDLERS):
                added.add(target)
        # A jump forward into the middle of a line comes from another one only to what was added there.
        elif not begins[target] and target > number and own[target] != own[number]:
            added.add(target)
    for number in added:
        own[number] = 0
        _clear(own, begins, number + 1)


def _beginnings(flow):
    """Whether the code of a line begins at each instruction: the line table does not tell the same line twice in a row."""
    instructions = flow.instructions
    begins = [instruction.begins for instruction in instructions]
    for number, instruction in enumerate(instructions):
        if instruction.op == _END_ASYNC_FOR:
            begins[number + 1] |= begins[number]  # it may have the line of the `else`
        target = flow.number.get(instruction.target)
        if target and instructions[target - 1].op in _ENDS:
            added = _ADDED_HANDLERS if instruction.op in SETUPS else _ADDED
            begins[target] |= not _is_added(instructions, target, added)
    return begins


def _is_added(instructions, number, added):
    op = instructions[number].op
    if op != _LOAD_CONST:
        return op in added
    # The implicit return, or the end of `except ... as error`: error = None; del error.
    following = [one.op for one in instructions[number + 1 : number + 3]]
    return following[:1] == [_RETURN] or len(following) == 2 and following[0] in _STORES and following[1] in _DELETES


def _implicit_return(begins):
    if len(begins) > 1 and not begins[-2]:
        yield len(begins) - 2


def _rests(instructions, own, begins):
    """3.9 compiles a ``finally`` into the middle of each statement that leaves its ``try``: what follows it there."""
    found = set()
    fell_through = set()  # rows whose last piece of code goes on with another row's
    start = 0
    for number in range(1, len(own) + 1):
        if number < len(own) and own[number] == own[start] and instructions[number - 1].op not in _ENDS:
            continue
        ops = [one.op for one in instructions[start:number]]
        last = ops[-1]
        unwinds = ops[0] in _UNWINDS or ops[0] == _LOAD_CONST and ops[1:] == [_RETURN]
        if unwinds and own[start] in fell_through and (last in _ENDS or not _CLOSES.isdisjoint(ops)):
            found.add(start)
        elif last == _JUMP_FORWARD and ops[0] in _BLOCK_ENDS:
            found.add(start)  # the end of a handler, with the line of a statement that can never be reached
        if last in _ENDS:
            fell_through.discard(own[start])
        elif begins[start]:
            fell_through.add(own[start])
        start = number
    return found


def _give_exits_to_with(flow, own, begins):
    """A ``with`` is left on its own line, as from 3.10 on."""
    rows = {one: own[number] for number, one in enumerate(flow.instructions) if one.op in _WITHS}
    exits = {flow.number[setup.target]: row for setup, row in rows.items()}
    for number, instruction in enumerate(flow.instructions):
        if instruction.op == _POP_BLOCK and flow.blocks[number] and flow.blocks[number][-1] in rows:
            exits[number + 1] = rows[flow.blocks[number][-1]]
    for number in exits:
        _clear(own, begins, number + 1)
    for number, row in exits.items():
        own[number] = row


def _clear(own, begins, number):
    """Up to the next line, all belongs to whatever ran before."""
    while number < len(own) and not begins[number]:
        own[number] = 0
        number += 1
