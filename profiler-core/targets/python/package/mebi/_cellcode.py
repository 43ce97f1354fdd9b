"""Code of a notebook's cell: compiled as IPython compiles it, so that tracebacks and sources know it, and run."""

import ast
import io
import tokenize

_AWAITS = 0x80  # inspect.CO_COROUTINE
_TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_VALUE = "_mebi_value"


class CellCode(object):
    """A statement or the body of a cell. Raises SyntaxError where it is no Python.

    ``shows_value``: the value of its last expression is wanted, as IPython shows it.
    """

    def __init__(self, shell, text, shows_value=False):
        self._shell = shell
        source = shell.transform_cell(text)
        self.name = _name(shell.compile, source, shell.execution_count)
        with shell.compile.extra_flags(_TOP_LEVEL_AWAIT):
            tree = shell.transform_ast(shell.compile.ast_parse(source, self.name))
            if shows_value and shell.ast_node_interactivity != "none" and not _is_silenced(source):
                _keep_value(tree)
            self.code = shell.compile(tree, self.name, "exec")
        self.awaits = bool(self.code.co_flags & _AWAITS)

    def run(self):
        """Runs it in the notebook's names; what it awaits comes back as a coroutine. The value is ``value()``, afterwards."""
        space, local = self._shell.user_global_ns, self._shell.user_ns
        return eval(self.code, space, local)

    def value(self):
        """The value of the last expression; None where it has none."""
        return self._shell.user_ns.pop(_VALUE, None)


def _name(compiler, source, number):
    try:
        return compiler.cache(source, number, raw_code=source)
    except TypeError:  # IPython before 7.23
        return compiler.cache(source, number)


def _keep_value(tree):
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        target = ast.copy_location(ast.Name(_VALUE, ast.Store()), last)
        tree.body[-1] = ast.copy_location(ast.Assign([target], last.value, lineno=last.lineno), last)


def _is_silenced(source):
    """Whether it ends with a semicolon."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return False
    blank = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT)
    solid = [token.string for token in tokens if token.type not in blank]
    return bool(solid) and solid[-1] == ";"
