"""The magics of IPython and of notebooks: ``%mprun`` and ``%memit``, as memory_profiler has them, and ``%mebi``."""

import contextlib

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand, line_cell_magic

from . import _options

_BACKENDS = ("rss", "heap", "uss", "pss")


@magics_class
class MebiMagics(Magics):
    """Each of ``mprun`` and ``memit`` is one piece of work that runs a ``CellCode`` in the middle, so that it can be awaited, too."""

    @no_var_expand
    @line_cell_magic
    def mprun(self, line="", cell=None):
        """Shows which lines take memory while a statement runs.

        Usage, in line mode:
          %mprun -f func1 -f func2 <statement>

        Usage, in cell mode:
          %%mprun [-f func1 -f func2] [statement]
          code...

        In cell mode the code is appended to the (possibly empty) statement. Without -f the cell's own lines are shown, and the
        functions that this notebook defines, as far as they are called; names that the cell binds stay, and the value of its last
        expression is shown.

        Options:

        -f <function>: a function, a method, or a class for all of its methods; any expression that gives one. May be repeated.

        -T <filename>: also write the table to a file.

        -r: return the result, an object with .functions, their .lines, .to_dataframe() and .peak; as the last of a cell it shows
        itself.

        -c: add the memory of all child processes.

        --backend <rss|heap|uss|pss>: what counts as memory: resident memory of the process (the default), what Python's
        allocators hold, to the byte, unique or proportional set size.

        --save / --no-save: keep it in the history of Mebi, which the app shows, or not. The default is to keep it.
        """
        work = self._mprun(line, cell)
        return _run_now(work, "mprun")

    @no_var_expand
    @line_cell_magic
    def memit(self, line="", cell=None):
        """Measures the peak memory of a statement.

        Usage, in line mode:
          %memit [-r<R>t<T>i<I>] statement

        Usage, in cell mode:
          %%memit [-r<R>t<T>i<I>] setup_code
          code...

        The set-up code is run, not measured.

        Options:
        -r<R>: repeat it R times and take the highest result. Default: 1

        -t<T>: what comes after T seconds is not measured. Default: no limit

        -i<I>: look every I seconds, where the system keeps no mark of the highest memory. Default: 0.01

        -c: add the memory of all child processes.

        -o: return the result.

        -q: do not print it.

        --backend <rss|heap|uss|pss>: as of %mprun.
        """
        return _run_now(self._memit(line, cell), "memit")

    @line_magic
    def mebi(self, line=""):
        """The memory of every cell: %mebi on, %mebi off, %mebi report.

        on: from now on each cell's memory is recorded, with its lines, and shown in a line under it. off: no more.
        report: the cells and the lines that took most.
        """
        from . import _cells

        commands = {"on": _cells.switch_on, "off": _cells.switch_off, "report": _cells.report}
        command = commands.get(line.strip())
        if command is None:
            raise UsageError("Usage: %mebi on, %mebi off or %mebi report.")
        command(self.shell)

    def _mprun(self, line, cell):
        """The work: a generator that gives the code to run."""
        options, statement = _split(line, "rf:T:c", ("backend=", "save", "no-save"))
        functions = [self._evaluated(name) for name in options.get("f", ())]
        own = cell is not None and not functions
        text = statement if cell is None else statement + "\n" + cell
        if not text.strip():
            raise UsageError("There is nothing to run: %mprun -f FUNCTION STATEMENT.")
        from ._measuring import functions_of_notebook

        code = self._compiled(text, shows_value=cell is not None)
        if own:
            functions = functions_of_notebook(self.shell)
        elif not functions:
            raise UsageError("Which functions? %mprun -f FUNCTION STATEMENT; %%mprun without -f shows the lines of the cell.")
        measurement = self._measurement(code, functions, own, options)
        with _told(self, measurement, options):
            yield code
        return measurement.result if "r" in options else code.value()

    def _memit(self, line, cell):
        options, statement = _split(line, "r:t:i:coq", ("backend=",))
        from ._memit import Memit

        repeat, timeout = _number(options, "r", int, 1), _number(options, "t", float, 0)
        memit = Memit(_backend_of(options), "c" in options, max(repeat, 1), timeout, _number(options, "i", float, 0.01))
        text = statement if cell is None else cell
        if not text.strip():
            raise UsageError("There is nothing to run: %memit STATEMENT.")
        code = self._compiled(text)
        if cell is not None and statement:
            yield self._compiled(statement)
        memit.begin()
        for _ in range(memit.repeat):
            with memit.once():
                yield code
        result = memit.result(text.strip())
        if "q" not in options:
            print("\n".join([str(result)] + result.notes))
        return result if "o" in options else None

    def _measurement(self, code, functions, own, options):
        from ._measuring import Measurement
        from ._errors import NotWatchable
        from _mebi.readers import Unavailable

        try:
            children = {"include_children": True} if "c" in options else {}
            saves = "no-save" not in options
            return Measurement(self.shell, code, functions, own, saves, backend=_backend_of(options), **children)
        except (NotWatchable, Unavailable) as error:
            raise UsageError(str(error))

    def _compiled(self, text, shows_value=False):
        from ._cellcode import CellCode

        return CellCode(self.shell, text, shows_value)

    def _evaluated(self, name):
        try:
            return eval(name, self.shell.user_global_ns, self.shell.user_ns)
        except Exception as error:
            raise UsageError("Could not find function %r.\n%s: %s" % (name, type(error).__name__, error))


@contextlib.contextmanager
def _told(magics, measurement, options):
    """Measures, and shows what was measured, however it ended."""
    message, failure = "", None
    measurement.start()
    try:
        yield
    except (SystemExit, KeyboardInterrupt) as error:
        message = "*** %s exception caught in code being profiled." % type(error).__name__
    except BaseException as error:
        failure = error
        raise
    finally:
        result = measurement.stop(failure)
        if "r" not in options:
            show(magics.shell, result)
        for file in options.get("T", ()):
            _write(file, result.table(), message)
    if message and "T" not in options:
        print(message)


def show(shell, result):
    """One display, as HTML and as text."""
    from IPython.display import display

    display({"text/html": result._repr_html_(), "text/plain": result.report()}, raw=True)


def _write(file, text, message):
    try:
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        print("The table could not be written to %s: %s." % (file, error.strerror))
    else:
        print("\n*** Profile printout saved to text file %s. %s" % (file, message))


def _split(line, letters, words):
    try:
        return _options.split(line, letters, words)
    except ValueError as error:
        raise UsageError(str(error))


def _number(options, letter, kind, default):
    text = options.get(letter, [default])[-1]
    try:
        return kind(text)
    except ValueError:
        raise UsageError("-%s takes a number, not %r." % (letter, text))


def _backend_of(options):
    backend = options.get("backend", ["rss"])[-1]
    if backend not in _BACKENDS:
        raise UsageError("There is no backend %r; there are %s." % (backend, ", ".join(_BACKENDS)))
    if backend == "heap" and "c" in options:
        raise UsageError("--backend heap is Python's own memory in this process: it does not go with -c.")
    return backend


def _run_now(work, name):
    """Does the work whose code awaits nothing."""
    answer = _Answer()
    for code in answer.of(work):
        if code.awaits:
            message = "A cell that awaits needs %%%%%s as its first line, and a line %%%s at its start." % (name, name)
            answer.throw(UsageError(message))
        else:
            answer.run(code)
    return answer.value


class _Answer(object):
    """Goes through a piece of work, whose errors come back to it, and keeps what it returns."""

    value = None

    def of(self, work):
        self._work = work
        self._error = None
        try:
            code = next(work)
            while True:
                yield code
                error, self._error = self._error, None
                code = work.throw(error) if error is not None else next(work)
        except StopIteration as end:
            self.value = end.value

    def throw(self, error):
        self._error = error

    def run(self, code):
        try:
            code.run()
        except BaseException as error:
            self._error = error

    async def run_awaiting(self, code):
        try:
            if code.awaits:
                await code.run()
            else:
                code.run()
        except BaseException as error:
            self._error = error


async def run_awaiting(name, line, cell):
    """A magic whose code awaits, as ``_awaiting`` has put it into the cell."""
    from IPython import get_ipython

    magics = get_ipython().magics_manager.registry[MebiMagics.__name__]
    work = magics._mprun(line, cell) if name == "mprun" else magics._memit(line, cell)
    answer = _Answer()
    for code in answer.of(work):
        await answer.run_awaiting(code)
    return answer.value
