"""Rewritten code reads as the code that it was made from (CPython 3.8 to 3.11).

Whoever looks at a watched function, to pickle, compile, decompile, disassemble or compare it, must find what the program
was compiled to: what reads the code object, not the code object, is exchanged. Its getters, and those of frames and
tracebacks that give an offset in it, stand in the dictionaries of their types; ``marshal`` reads in C, so its functions
are replaced. What C code takes from the structures themselves (``sys.settrace`` hooks in C, say) is not covered.
"""

import marshal
import sys

from .imports import named_as
from .kept import gc
from .program import start_frames

_CODE = type((lambda: 0).__code__)
_FRAME = type(sys._getframe())
# What a rewritten code object does not have from its original.
_READ = ("co_code", "co_consts", "co_stacksize", "co_lnotab", "co_linetable", "co_exceptiontable", "_co_code_adaptive")
_CALLED = ("co_lines", "co_positions", "__sizeof__")
_HAS_LINETABLE = hasattr(_CODE, "co_linetable")
_MOST_DEPTH = 100  # of containers, in what is marshalled


class Rewritten:
    """A code object, what it was made from, and the ``Code`` or ``Part`` that it belongs to.

    ``find_offsets()`` gives what ``bytecode.offsets`` does.
    """

    __slots__ = ("code", "original", "source", "_find_offsets", "_offsets")

    def __init__(self, code, original, source, find_offsets):
        self.code = code  # alive, so that its id stays its own
        self.original = original
        self.source = source
        self._find_offsets = find_offsets
        self._offsets = None

    def offset_in_original(self, offset):
        """Where the instruction at ``offset`` stands in the original; one that was inserted is where the one before is."""
        if offset < 0:
            return offset
        if self._offsets is None:
            self._offsets = self._find_offsets()
        found = 0
        for first, last, origin in self._offsets:
            if first > offset:
                break
            found = origin + min(offset, last) - first
        return found


class Disguise:
    """All code that was rewritten, and the getters that keep it to themselves."""

    def __init__(self):
        self._by_id = {}  # id of a rewritten code object -> Rewritten
        self._by_original = {}  # (file, line table, original) -> Rewritten

    def find(self, code):
        """Returns the ``Rewritten`` of a code object, or None."""
        return self._by_id.get(id(code))

    def find_made_from(self, original):
        """Returns the ``Rewritten`` of code that is equal, or None: what is equal for the program must stay so."""
        return self._by_original.get(_key(original))

    def add(self, code, original, source, find_offsets):
        self._by_original[_key(original)] = self._by_id[id(code)] = Rewritten(code, original, source, find_offsets)

    def forget(self):
        """Lets go of all code, where nothing reads it through us: what is in a code object, the collector of garbage does not see."""
        self._by_original.clear()
        self._by_id.clear()

    def install(self):
        code_dict = _dict_of(_CODE)
        for name in _READ:
            if name in code_dict:
                self._extend_getter(code_dict, name, self._read(code_dict[name]))
        for name in _CALLED:
            if name in code_dict:
                code_dict[name] = self._method(code_dict[name])
        code_dict["replace"] = self._replace(code_dict["replace"])
        frame_dict = _dict_of(_FRAME)
        trace_dict = _dict_of(_traceback_type())
        get_code = frame_dict["f_code"].__get__
        get_frame = trace_dict["tb_frame"].__get__
        for owner, name, code_of in (
            (frame_dict, "f_lasti", get_code),
            (trace_dict, "tb_lasti", lambda trace: get_code(get_frame(trace))),
        ):
            self._extend_getter(owner, name, self._offset(owner[name], code_of))
        self._extend_getter(frame_dict, "f_back", _back(frame_dict["f_back"].__get__, get_code))
        sys._clear_type_cache()
        marshal.dump, marshal.dumps = self._dump(marshal.dump), self._dump(marshal.dumps)

    def _extend_getter(self, owner, name, get):
        owner[name] = property(get, None, None, owner[name].__doc__)

    def _read(self, plain):
        by_id = self._by_id
        plain_get = plain.__get__

        def get(code):
            found = by_id.get(id(code))
            return plain_get(code if found is None else found.original)

        return get

    def _method(self, plain):
        by_id = self._by_id

        def method(code):
            found = by_id.get(id(code))
            return plain(code if found is None else found.original)

        return named_as(method, plain)

    def _replace(self, plain):
        by_id = self._by_id

        def replace(self_, **changes):
            found = by_id.get(id(self_))
            if found is None:
                return plain(self_, **changes)
            changes.setdefault("co_filename", self_.co_filename)  # importlib corrects it in place
            made = plain(found.original, **changes)
            same = self.find_made_from(made)
            return made if same is None else same.code

        return named_as(replace, plain)

    def _offset(self, plain, code_of):
        by_id = self._by_id
        plain_get = plain.__get__

        def get(owner):
            offset = plain_get(owner)
            found = by_id.get(id(code_of(owner)))
            return offset if found is None else found.offset_in_original(offset)

        return get

    def _dump(self, plain):
        def dump(value, *rest):
            return plain(self.reveal(value), *rest)

        return named_as(dump, plain)

    def reveal(self, value, depth=0):
        """Returns a value of ``marshal`` with the originals in place of rewritten code."""
        kind = type(value)
        if kind is _CODE:
            return self._reveal_code(value)
        if depth > _MOST_DEPTH:
            return value
        if kind in (tuple, list, set, frozenset):
            items = [self.reveal(item, depth + 1) for item in value]
            return value if all(map(_is, items, value)) else kind(items)
        if kind is dict:
            pairs = [(self.reveal(key, depth + 1), self.reveal(item, depth + 1)) for key, item in value.items()]
            same = all(key is pair[0] and value[key] is pair[1] for key, pair in zip(value, pairs))
            return value if same else dict(pairs)
        return value

    def _reveal_code(self, code):
        found = self._by_id.get(id(code))
        original = code if found is None else found.original
        consts = original.co_consts
        revealed = tuple([self._reveal_code(const) if type(const) is _CODE else const for const in consts])
        if found is None and all(map(_is, revealed, consts)):
            return code
        return _plain_replace(original, co_consts=revealed, co_filename=code.co_filename)


_plain_replace = _CODE.replace


def _back(plain_get, get_code):
    """Who walks up the stack does not come to the frame in which the program runs."""

    def get(frame):
        back = plain_get(frame)
        if back is None or id(get_code(back)) not in start_frames:
            return back
        return plain_get(back)

    return get


def _dict_of(kind):
    """The dictionary behind the read-only view that a type gives of it."""
    return gc.get_referents(kind.__dict__)[0]


def _traceback_type():
    try:
        raise ValueError
    except ValueError as error:
        return type(error.__traceback__)


def _is(one, other):
    return one is other


def _key(code):
    # Code objects compare equal whatever file they come from, and before 3.11 whatever lines.
    return code.co_filename, code.co_linetable if _HAS_LINETABLE else code.co_lnotab, code
