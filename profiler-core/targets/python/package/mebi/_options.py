"""The options of a magic: at the start of its line; what comes after them is a statement, and stays as it was typed.

IPython's own splitting joins the rest with single spaces again, string literals and all, so it is not used.
"""

_OPENING, _CLOSING = "([{", ")]}"


def split(line, letters, words=()):
    """Returns the options, each with the list of its values (``""`` where it takes none), and the rest of the line.

    ``letters``: as for getopt, ``"rf:"``. ``words``: long ones, ``"backend="`` where a value follows. Raises ValueError with a
    sentence.
    """
    options = {}
    rest = line.strip()
    while rest.startswith("-"):
        word, after = _first_word(rest)
        if word == "--":
            return options, after
        if word.startswith("--"):
            rest = _take_word(word[2:], after, words, options)
        elif word[1:2].isalpha():
            rest = _take_letters(word[1:], after, letters, options)
        else:
            break  # a number, say
    return options, rest


def _take_word(word, after, words, options):
    name, sign, value = word.partition("=")
    if name + "=" in words:
        if not sign:
            value, after = _first_word(after)
        if not value:
            raise ValueError("--%s takes a value." % name)
    elif name not in words or sign:
        raise ValueError("There is no option --%s." % word)
    options.setdefault(name, []).append(_unquoted(value))
    return after


def _take_letters(word, after, letters, options):
    while word:
        letter, word = word[0], word[1:]
        at = letters.find(letter)
        if at < 0 or letter == ":":
            raise ValueError("There is no option -%s." % letter)
        value = ""
        if letters[at + 1 : at + 2] == ":":
            value, word = word, ""
            if not value:
                value, after = _first_word(after)
            if not value:
                raise ValueError("-%s takes a value." % letter)
        options.setdefault(letter, []).append(_unquoted(value))
    return after


def _first_word(text):
    """Up to the first space that stands in no quotes and no brackets; and the rest."""
    depth, quote = 0, None
    for at, sign in enumerate(text):
        if quote:
            quote = None if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif sign.isspace() and depth <= 0:
            return text[:at], text[at:].lstrip()
    return text, ""


def _unquoted(word):
    is_quoted = len(word) > 1 and word[0] in "'\"" and word[0] not in word[1:-1] and word[-1] == word[0]
    return word[1:-1] if is_quoted else word
