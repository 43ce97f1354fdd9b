"""The functions of a source file and the lines of their statements, from its syntax tree.

Works on the node classes of ``_ast`` that ``compile`` returns, without importing ``ast`` (2 MiB on 3.13).
"""

ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_DEFINITIONS = ("FunctionDef", "AsyncFunctionDef", "ClassDef")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


class Function(object):
    """One function, or the module level, of a file. All lines are 1-based."""

    def __init__(self, name, first_line, last_line, code, decorated=False):
        self.name = name
        self.first_line = first_line
        self.last_line = last_line
        self.decorated = decorated
        self.codes = [code]
        self.lines = set()
        self.continued = {}

    def add_statement(self, first, last):
        """Credits the physical lines ``first`` to ``last`` to one statement."""
        if first not in self.continued:
            self.lines.add(first)
        owner = self.continued.get(first, first)
        for line in range(first + 1, last + 1):
            if line not in self.lines:
                self.continued[line] = owner

    def as_dict(self):
        return {
            "name": self.name,
            "firstLine": self.first_line,
            "lastLine": self.last_line,
            "decorated": self.decorated,
            "codes": self.codes,
            "lines": sorted(self.lines),
            "continued": sorted(self.continued.items()),
        }


def outline(source, filename="<outline>"):
    """Returns the ``Function``s of ``source`` (bytes or str), the module level first.

    Raises SyntaxError or ValueError where the source does not parse.
    """
    tree = compile(source, filename, "exec", ONLY_AST, True)
    last_line = max(1, len(source.splitlines()))
    module = Function("<module>", 1, last_line, (0, "<module>"))
    functions = [module]
    # (statements, the function they belong to, prefix of the qualified names below them)
    pending = [(tree.body, module, "")]
    while pending:
        statements, owner, prefix = pending.pop()
        for statement in statements:
            _add(statement, owner, prefix, functions, pending)
    return functions


def _add(node, owner, prefix, functions, pending):
    kind = type(node).__name__
    first = _first_line(node)
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if isinstance(body, list) and body:
        owner.add_statement(first, max(first, _first_line(body[0]) - 1))
    else:
        owner.add_statement(first, getattr(node, "end_lineno", None) or first)
    if kind == "ClassDef":
        owner.codes.append((first, node.name))
        pending.append((node.body, owner, prefix + node.name + "."))
    elif kind in _DEFINITIONS:
        function = Function(prefix + node.name, first, node.end_lineno, (first, node.name), _is_decorated(node, ("profile",)))
        functions.append(function)
        pending.append((node.body, function, prefix + node.name + ".<locals>."))
    else:
        for field in _BLOCKS:
            block = getattr(node, field, None)
            if block and isinstance(block, list):
                pending.append((block, owner, prefix))
    _collect_lambdas(node, owner)


def _first_line(node):
    decorators = getattr(node, "decorator_list", None)
    if decorators:
        return decorators[0].lineno
    pattern = getattr(node, "pattern", None)  # match_case has no line of its own
    return (pattern or node).lineno


def _is_decorated(node, names):
    """Whether a decorator, called or not, is one of ``names`` or an attribute of that name."""
    for decorator in node.decorator_list:
        target = getattr(decorator, "func", decorator)
        if getattr(target, "id", getattr(target, "attr", None)) in names:
            return True
    return False


def _collect_lambdas(node, owner):
    """Adds the lambdas in the expressions of one statement to its function."""
    pending = [node]
    while pending:
        current = pending.pop()
        if type(current).__name__ == "Lambda":
            owner.codes.append((current.lineno, "<lambda>"))
        for field in current._fields:
            if field in _BLOCKS and type(current).__name__ not in ("Lambda", "IfExp"):
                continue
            value = getattr(current, field, None)
            if isinstance(value, list):
                pending.extend(item for item in value if hasattr(item, "_fields"))
            elif hasattr(value, "_fields"):
                pending.append(value)
