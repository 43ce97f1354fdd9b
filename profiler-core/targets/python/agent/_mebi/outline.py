"""The functions of a source file and the lines of their statements, from its syntax tree.

Works on the node classes of ``_ast`` that ``compile`` returns, without importing ``ast`` (2 MiB on 3.13).
"""

ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_DEFINITIONS = ("FunctionDef", "AsyncFunctionDef", "ClassDef")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
PROFILE = "profile"
MOST_CHARACTERS = 16 << 20  # of all qualified names, which hold those of what is around
MARKERS = ("memory_profiler", "line_profiler", "mebi")  # modules whose ``profile`` is a mark; so is the builtin of that name


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
    is_mark = Marks(tree).is_mark
    # (statements, the function they belong to, prefix of the qualified names below them, within a class that is marked)
    pending = [(tree.body, module, "", False)]
    room = MOST_CHARACTERS
    while pending:
        statements, owner, prefix, marked = pending.pop()
        for statement in statements:
            if type(statement).__name__ in _DEFINITIONS:
                room -= len(prefix) + len(statement.name)
                if room < 0:
                    raise ValueError("the names of its functions are too long")
            _add(statement, owner, prefix, marked, is_mark, functions, pending)
    return functions


def _add(node, owner, prefix, marked, is_mark, functions, pending):
    kind = type(node).__name__
    first = _first_line(node)
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if isinstance(body, list) and body:
        owner.add_statement(first, max(first, _first_line(body[0]) - 1))
    else:
        owner.add_statement(first, getattr(node, "end_lineno", None) or first)
    if kind == "ClassDef":
        owner.codes.append((first, node.name))
        marked = marked or any(map(is_mark, node.decorator_list))
        pending.append((node.body, owner, prefix + node.name + ".", marked))
    elif kind in _DEFINITIONS:
        marked = marked or any(map(is_mark, node.decorator_list))
        function = Function(prefix + node.name, first, node.end_lineno, (first, node.name), marked)
        functions.append(function)
        pending.append((node.body, function, prefix + node.name + ".<locals>.", False))
    else:
        for field in _BLOCKS:
            block = getattr(node, field, None)
            if block and isinstance(block, list):
                pending.append((block, owner, prefix, marked))
    _collect_lambdas(node, owner)


def _first_line(node):
    decorators = getattr(node, "decorator_list", None)
    if decorators:
        return decorators[0].lineno
    pattern = getattr(node, "pattern", None)  # match_case has no line of its own
    return (pattern or node).lineno


class Marks(object):
    """What a file calls ``profile``, as far as its syntax tells: what cannot be told here is met at run time.

    The builtin, unless the file gives that name to something else, and what is imported from one of the ``MARKERS``. A
    stand-in for a ``profile`` that is not there (``except NameError: def profile``) takes nothing away.
    """

    def __init__(self, tree):
        self.names = set()
        self.modules = {"builtins"}
        foreign = False
        pending = [(statement, True) for statement in tree.body]
        while pending:
            node, is_certain = pending.pop()
            kind = type(node).__name__
            if kind in ("Import", "ImportFrom"):
                foreign = self._take_import(node, kind == "Import") or foreign
            elif is_certain:
                foreign = PROFILE in _bound(node, kind) or foreign
            for field in _BLOCKS:
                block = getattr(node, field, None)
                if isinstance(block, list):
                    pending.extend((inner, False) for inner in block)
        if not foreign:
            self.names.add(PROFILE)

    def _take_import(self, node, is_whole):
        """Returns whether something else of that name is imported."""
        for alias in node.names:
            bound = alias.asname or alias.name
            if is_whole and alias.name in MARKERS:
                self.modules.add(bound)
            elif not is_whole and not node.level and node.module in MARKERS and alias.name == PROFILE:
                self.names.add(bound)
            elif bound == PROFILE:
                return True
        return False

    def is_mark(self, decorator):
        """Whether a decorator, called or not, is the mark."""
        target = getattr(decorator, "func", decorator)
        name = getattr(target, "id", None)
        if name is not None:
            return name in self.names
        return getattr(target, "attr", None) == PROFILE and getattr(target.value, "id", None) in self.modules


def _bound(node, kind):
    """The names that a statement of the module level gives to something, imports apart."""
    if kind in _DEFINITIONS:
        return (node.name,)
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    names = [getattr(target, "id", None) for target in targets]
    # `profile = getattr(builtins, "profile", None)`, `profile = memory_profiler.profile`: the mark after all.
    return () if PROFILE in names and _mentions(getattr(node, "value", None), PROFILE) else names


def _mentions(node, word):
    if word in (getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "value", None)):
        return True
    values = [getattr(node, field, None) for field in getattr(node, "_fields", ())]
    return any(_mentions(item, word) for value in values for item in (value if isinstance(value, list) else [value]))


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
