"""``%load_ext mebi``: registers the magics. What they need is imported when they are first used."""

import re

_MAGIC = re.compile(r"^((?:\w+\s*=\s*)?)%(%?)(mprun|memit)\b[ \t]*(.*)$")
_AWAITING = "%sawait __import__('mebi')._magics.run_awaiting(%r, %r, %r)\n"


def load(shell):
    from ._magics import MebiMagics

    others = _others(shell)
    shell.register_magics(MebiMagics)
    if not any(isinstance(each, Awaiting) for each in shell.input_transformers_cleanup):
        shell.input_transformers_cleanup.append(Awaiting(shell))
    _tell_of_the_dead(shell)
    if others:
        print("%%mprun and %%memit are Mebi's now, no more those of %s." % others)


def _tell_of_the_dead(shell):
    from ._died import sentence_of
    from ._kernel import notebook_path

    sentence = sentence_of(notebook_path(shell))
    if sentence is not None:
        print(sentence)


def unload(shell):
    transformers = shell.input_transformers_cleanup
    transformers[:] = [each for each in transformers if not isinstance(each, Awaiting)]


def _others(shell):
    """Whose ``%mprun`` there is already; empty: nobody else's."""
    known = shell.magics_manager.magics["line"].get("mprun")
    module = type(getattr(known, "__self__", None)).__module__ if known is not None else ""
    return "" if module.startswith("mebi") else module


class Awaiting(object):
    """Has a cell awaited whose magic of ours runs code that awaits: as a magic it could not be.

    A cell magic runs within the loop that would have to go on meanwhile.
    """

    has_side_effects = False

    def __init__(self, shell):
        self._shell = shell

    def __call__(self, lines):
        if not any("await" in line or "async" in line for line in lines):
            return lines
        found = _MAGIC.match(lines[0].rstrip("\n"))
        if found and found.group(2) and not found.group(1):
            body = "".join(lines[1:])
            if self._awaits(body):
                return [_AWAITING % ("", found.group(3), found.group(4), body)]
            return lines
        return [self._line(line) for line in lines]

    def _line(self, line):
        found = _MAGIC.match(line.rstrip("\n"))
        if not found or found.group(2) or "await" not in line:
            return line
        return _AWAITING % (found.group(1), found.group(3), found.group(4), None)

    def _awaits(self, text):
        try:
            code = compile(self._shell.transform_cell(text), "<cell>", "exec", 0x2000, True)  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        except (SyntaxError, ValueError):
            return False
        return bool(code.co_flags & 0x80)  # inspect.CO_COROUTINE
