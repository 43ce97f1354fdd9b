"""JSON without the ``json`` module, whose ``re`` and ``enum`` would cost the program 1 MiB and 20 ms."""

from _json import encode_basestring_ascii as quote
from _json import make_scanner


class _Decoder:
    """The attributes that CPython's scanner reads from a ``json.JSONDecoder``."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo = {}


_scan = make_scanner(_Decoder)


def loads(text):
    """Parses one JSON value without white space around it. Raises StopIteration or ValueError on anything else."""
    return _scan(text, 0)[0]


def dumps(value):
    """Writes None, bool, int, float, str, lists and dicts with string keys as ASCII JSON."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return "{" + ",".join([quote(key) + ":" + dumps(item) for key, item in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([dumps(item) for item in value]) + "]"
    return repr(value)
