"""Amounts of memory as people write and read them."""

_UNITS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}


def size_of(text):
    """Bytes: a number, of K, M, G or T, each 1024 of the one before, as for ``mebi run --max-memory``. Raises ValueError."""
    word = str(text).strip().lower()
    number = word.rstrip("bikmgt ").replace(",", ".")
    unit = word[len(number) :].strip()
    try:
        size = float(number) * 2 ** _UNITS[unit.rstrip("b").rstrip("i") if unit != "b" else ""]
    except (ValueError, KeyError):
        size = float("nan")
    if not 1 <= size < 2**63:
        raise ValueError("%r is no size: write one such as 512M, 4GiB, or a number of bytes." % (text,))
    return int(size)


def mib(size, signed=False):
    return ("%+.1f MiB" if signed else "%.1f MiB") % (size / 2.0**20)
