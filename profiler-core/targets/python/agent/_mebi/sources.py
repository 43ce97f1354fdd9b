"""The text of code that the host has not outlined: of files, and of what has no file (``exec``, notebooks, archives)."""

from .kept import os, sys

_MOST_TEXT = 4 << 20  # characters of what is told to the host


def is_file(filename):
    return filename != "" and os.path.isfile(filename)


def read(filename):
    """The bytes of a file, None where it cannot be read."""
    try:
        with open(filename, "rb") as file:
            return file.read()
    except (OSError, ValueError):
        return None


def text_of(code, space):
    """The text from which code without a file was compiled, where somebody knows it; else None. Whether it is that text is
    for the caller to find out.

    ``space``: the globals of its function.
    """
    try:
        text = _known_lines(code) or _loaded(code, space)
    except Exception:  # of the program's own loader, or of what it has put into the cache
        return None
    return text if type(text) is str and len(text) <= _MOST_TEXT else None


def lines_of(text):
    """The lines of a text as Python counts them, without their ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def decode(content):
    """The text of a source file's bytes (PEP 263), as far as it can be had."""
    encoding = "utf-8-sig"
    for line in content.split(b"\n")[:2]:
        if line.lstrip()[:1] == b"#" and b"coding" in line:
            named = line.split(b"coding", 1)[1].lstrip(b":= \t").split()[:1]
            encoding = named[0].decode("latin-1") if named and not named[0].lower().startswith(b"utf") else encoding
            break
    try:
        return content.decode(encoding)
    except (LookupError, ValueError):
        return content.decode("latin-1")


def _known_lines(code):
    """What ``linecache`` knows, if the program has loaded it: notebooks, doctest and makers of code leave their texts there."""
    linecache = sys.modules.get("linecache")
    if linecache is None:
        return None
    entry = linecache.cache.get(code.co_filename)
    if entry is not None:
        return entry[0]() if len(entry) == 1 else "".join(entry[2])
    by_code = getattr(linecache, "_getlines_from_code", None)  # 3.13: of `-c` and of the prompt
    return "".join(by_code(code)) if by_code is not None else None


def _loaded(code, space):
    """What the loader of its module says: code of an archive. A text that was handed to ``exec`` has another's loader."""
    get_source = getattr((space or {}).get("__loader__"), "get_source", None)
    if get_source is None or code.co_filename.startswith("<"):
        return None
    return get_source(space.get("__name__"))
