"""What is to be known of a notebook's kernel: who its own threads are, what its notebook and its cells are called."""

import os
import sys
import threading

_HOSTS = ("ipykernel", "IPython", "zmq", "tornado", "debugpy", "pydevd", "_pydevd_bundle", "_pydev_bundle")
_SCHEDULED = 6  # in the id of a clock: of one thread, in the time that it has had (Linux)


def quiet_clocks():
    """The clocks of the threads by which the kernel talks, whose work is not the program's."""
    if not sys.platform.startswith("linux"):
        return []
    ids = [thread.native_id for thread in threading.enumerate() if _is_hosts(thread)]
    # zmq's own are not Python's: they have names only.
    ids += [int(task) for task in os.listdir("/proc/self/task") if _name_of(task).startswith("ZMQbg")]
    return [(~number << 3) | _SCHEDULED for number in ids if number]


def _is_hosts(thread):
    if thread is threading.main_thread():
        return False
    target = getattr(thread, "_target", None)
    modules = [type(thread).__module__, getattr(target, "__module__", None) or ""]
    return any(module.split(".")[0] in _HOSTS for module in modules)


def _name_of(task):
    try:
        with open("/proc/self/task/%s/comm" % task) as file:
            return file.read()
    except OSError:  # it has just ended
        return ""


def notebook_path(shell):
    """The notebook's file, absolute; where the kernel is not told, a name in its folder."""
    named = shell.user_ns.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or ""
    if not named.endswith(".ipynb"):
        named = "notebook" if is_kernel(shell) else "ipython"
    return os.path.abspath(named)


def cell_number(shell):
    """The number of the cell that runs: later versions of IPython have counted on by now."""
    return max(len(shell.history_manager.input_hist_parsed) - 1, 1)


def is_kernel(shell):
    """Whether it is a notebook's or a console's kernel, and no terminal."""
    return getattr(shell, "kernel", None) is not None


class CellNames(object):
    """What the code of cells is called, by its file name: ``analysis.ipynb [3]``."""

    def __init__(self, shell):
        self._shell = shell
        self._known = {}

    def get(self, filename):
        """None: it is none of a cell."""
        name = self._known.get(filename)
        if name is None:
            number = self._number_of(filename)
            name = number and self.add(filename, number)
        return name

    def add(self, filename, number):
        """A cell that runs just now, whose text nobody knows yet."""
        name = self._known[filename] = self.title(number)
        return name

    def title(self, number):
        """What a cell is called."""
        return "%s [%d]" % (os.path.basename(notebook_path(self._shell)), number)

    def _number_of(self, filename):
        entry = getattr(sys.modules.get("linecache"), "cache", {}).get(filename)
        if entry is None or len(entry) == 1:
            return None
        text = "".join(entry[2]).rstrip()
        cells = self._shell.history_manager.input_hist_parsed
        for number in range(len(cells) - 1, 0, -1):
            if cells[number].rstrip() == text:
                return number
        return None
