"""Takes a code object apart and puts it together again with instructions added (CPython 3.8 to 3.11).

``disassemble`` gives instructions whose jumps point at instructions, not offsets; ``assemble`` lays them out anew and
rebuilds the line table and, on 3.11, the exception table. Formats: Objects/lnotab_notes.txt (3.8, 3.9),
PEP 626 (3.10), Objects/locations.md and Objects/exception_handling_notes.txt (3.11).
"""

from opcode import EXTENDED_ARG, hasjabs, hasjrel, opname

from .kept import sys

PY310 = sys.version_info >= (3, 10)
PY311 = sys.version_info >= (3, 11)
if PY311:
    from opcode import _inline_cache_entries as CACHES
else:
    CACHES = [0] * 256
_UNIT = 2 if PY310 else 1  # what one step of a jump argument is worth, in bytes
_JUMPS = frozenset(hasjabs) | frozenset(hasjrel)
_ABSOLUTE = frozenset(hasjabs)
_BACKWARD = frozenset(op for op, name in enumerate(opname) if "JUMP_BACKWARD" in name)


class Instruction:
    """``position`` is (line, end line, column, end column), each possibly None; ``target`` a jump's Instruction."""

    __slots__ = ("op", "arg", "position", "target", "units", "offset", "begins", "origin")

    def __init__(self, op, arg=0, position=None, target=None):
        self.begins = False  # whether an entry of the line table starts here
        self.origin = None  # its offset in the code that was taken apart; None: it was added
        self.op = op
        self.arg = arg
        self.position = position
        self.target = target

    @property
    def line(self):
        return self.position[0] if self.position else None


class Protected:
    """Instructions ``start`` up to and without ``end`` (None: the code's end) are handled at ``target`` (3.11)."""

    __slots__ = ("start", "end", "target", "depth", "lasti")

    def __init__(self, start, end, target, depth, lasti):
        self.start = start
        self.end = end
        self.target = target
        self.depth = depth
        self.lasti = lasti


def disassemble(code):
    """Returns (instructions, protected ranges) of ``code``."""
    raw = code.co_code
    positions = _positions(code)
    begins = _line_starts(code)
    instructions = []
    at = {}  # offset -> Instruction
    jumps = []
    offset = start = arg = 0
    while offset < len(raw):
        op = raw[offset]
        arg = arg << 8 | raw[offset + 1]
        if op == EXTENDED_ARG:
            offset += 2
            continue
        instruction = at[start] = Instruction(op, arg, positions[offset >> 1])
        instruction.begins = start in begins
        instruction.origin = offset if PY311 else start
        instructions.append(instruction)
        offset += 2 + 2 * CACHES[op]
        if op in _JUMPS:
            distance = -arg if op in _BACKWARD else arg
            jumps.append((instruction, distance * _UNIT + (0 if op in _ABSOLUTE else offset)))
        start = offset
        arg = 0
    for instruction, target in jumps:
        instruction.target = at[target]
    protected = []
    if PY311:
        for begin, end, target, depth, lasti in _parse_exception_table(code.co_exceptiontable):
            protected.append(Protected(at[begin], at.get(end), at[target], depth, lasti))
    return instructions, protected


def assemble(code, instructions, protected, consts, extra_stack):
    """Returns ``code`` with other instructions and constants, and ``extra_stack`` more cells of stack."""
    _lay_out(instructions)
    output = bytearray()
    for instruction in instructions:
        arg = instruction.arg
        for shift in range(8 * (instruction.units - 1 - CACHES[instruction.op]), 0, -8):
            output += bytes((EXTENDED_ARG, arg >> shift & 255))
        output += bytes((instruction.op, arg & 255))
        output += bytes(2 * CACHES[instruction.op])
    changes = {
        "co_code": bytes(output),
        "co_consts": tuple(consts),
        "co_stacksize": code.co_stacksize + extra_stack,
    }
    first = code.co_firstlineno
    if PY311:
        changes["co_linetable"] = _location_table(instructions, first)
        changes["co_exceptiontable"] = _exception_table(protected, len(output))
    elif PY310:
        changes["co_linetable"] = _line_ranges(instructions, first, len(output))
    else:
        changes["co_lnotab"] = _lnotab(instructions, first)
    return code.replace(**changes)


def offsets(instructions):
    """What was taken apart, where ``assemble`` has put it: (first offset, last offset, first offset before), ascending.

    Offsets are those that a frame's ``f_lasti`` can have: before 3.11 that of the first EXTENDED_ARG, since then that of
    the operation or, while it calls, of its cache.
    """
    ranges = []
    for instruction in instructions:
        if instruction.origin is not None:
            caches = CACHES[instruction.op]
            first = instruction.offset + (2 * (instruction.units - 1 - caches) if PY311 else 0)
            ranges.append((first, first + 2 * caches, instruction.origin))
    return ranges


def _lay_out(instructions):
    """Sets offsets, sizes and jump arguments; repeats while a longer jump pushes others over a size."""
    for instruction in instructions:
        instruction.units = _units(instruction)
    changed = True
    while changed:
        changed = False
        offset = 0
        for instruction in instructions:
            instruction.offset = offset
            offset += 2 * instruction.units
        for instruction in instructions:
            if instruction.target is None:
                continue
            distance = instruction.target.offset
            if instruction.op not in _ABSOLUTE:
                distance -= instruction.offset + 2 * instruction.units
                if instruction.op in _BACKWARD:
                    distance = -distance
            instruction.arg = distance // _UNIT
            units = _units(instruction)
            if units > instruction.units:
                instruction.units = units
                changed = True


def _units(instruction):
    size = 1 + CACHES[instruction.op]
    arg = instruction.arg
    while arg > 255:
        size += 1
        arg >>= 8
    return size


def _positions(code):
    """The position of each code unit."""
    if PY311:
        return [None if line is None else (line, *rest) for line, *rest in code.co_positions()]
    positions = [None] * (len(code.co_code) // 2)
    if PY310:
        for start, end, line in code.co_lines():
            for unit in range(start >> 1, end >> 1):
                positions[unit] = line and (line,)
        return positions
    line, unit = code.co_firstlineno, 0
    table = code.co_lnotab
    end = 0
    for delta, step in zip(table[::2], table[1::2]):
        end += delta  # of bytes: a line of more than 255 has entries that end within a code unit
        for unit in range(unit, end >> 1):
            positions[unit] = (line,)
        unit = end >> 1
        line += step if step < 128 else step - 256
    for unit in range(unit, len(positions)):
        positions[unit] = (line,)
    return positions


def _line_starts(code):
    """Offsets at which an entry of the line table starts that has a line."""
    if PY310:
        return {start for start, _, line in code.co_lines() if line is not None}
    offset = 0
    starts = {0}
    for delta, step in zip(code.co_lnotab[::2], code.co_lnotab[1::2]):
        offset += delta
        if step:
            starts.add(offset)
    return starts


def _lnotab(instructions, line):
    """Pairs of (bytes, signed lines), 3.8 and 3.9."""
    table = bytearray()
    last = 0
    for instruction in instructions:
        step = instruction.line - line
        if not step:
            continue
        delta = instruction.offset - last
        while delta > 255:
            table += b"\xff\x00"
            delta -= 255
        while not -128 <= step <= 127:
            part = 127 if step > 0 else -128
            table += bytes((delta, part & 255))
            delta = 0
            step -= part
        table += bytes((delta, step & 255))
        last, line = instruction.offset, instruction.line
    return bytes(table)


def _line_ranges(instructions, line, size):
    """Pairs of (length in bytes, signed lines since the last line), -128 for no line; 3.10."""
    table = bytearray()
    for index, instruction in enumerate(instructions):
        end = instructions[index + 1].offset if index + 1 < len(instructions) else size
        length = end - instruction.offset
        if instruction.line is None:
            table += bytes((length, 128))
            continue
        step = instruction.line - line
        while not -127 <= step <= 127:
            part = 127 if step > 0 else -127
            table += bytes((0, part & 255))
            step -= part
        table += bytes((length, step & 255))
        line = instruction.line
    return bytes(table)


def _location_table(instructions, line):
    """One long-form entry for each eight code units of an instruction, 3.11."""
    table = bytearray()
    for instruction in instructions:
        units = instruction.units
        while units:
            length = min(units, 8)
            units -= length
            position = instruction.position
            if position is None:
                table.append(0x80 | 15 << 3 | length - 1)
                continue
            start, end, column, end_column = position
            table.append(0x80 | (14 if column is not None else 13) << 3 | length - 1)
            step = start - line
            _varint(table, -step << 1 | 1 if step < 0 else step << 1)
            line = start
            if column is not None:
                _varint(table, end - start)
                _varint(table, column + 1)
                _varint(table, end_column + 1)
    return bytes(table)


def _varint(table, value):
    """Six bits a byte, the lowest first; 64 marks that more follow."""
    while value >= 64:
        table.append(64 | value & 63)
        value >>= 6
    table.append(value)


def _parse_exception_table(table):
    values = []
    position = 0
    while position < len(table):
        value = 0
        while True:
            byte = table[position]
            position += 1
            value = value << 6 | byte & 63
            if not byte & 64:
                break
        values.append(value)
    for index in range(0, len(values), 4):
        start, length, target, depth_lasti = values[index : index + 4]
        yield 2 * start, 2 * (start + length), 2 * target, depth_lasti >> 1, depth_lasti & 1


def _exception_table(protected, size):
    table = bytearray()
    for entry in protected:
        end = size if entry.end is None else entry.end.offset
        start = entry.start.offset
        if end <= start:
            continue
        mark = 128
        for value in (start >> 1, end - start >> 1, entry.target.offset >> 1, entry.depth << 1 | entry.lasti):
            groups = [value & 63]
            while value > 63:
                value >>= 6
                groups.append(value & 63)
            for index in range(len(groups) - 1, -1, -1):
                table.append(groups[index] | (64 if index else 0) | mark)
                mark = 0
    return bytes(table)
