"""What a host of Mebi says of itself, its machine and its project in a run folder (docs/run-folder.md), said by a live process."""

import os
import platform
import socket
import sys

_MARKERS = (".git", "pyproject.toml", "setup.py", "requirements.txt")
_ARCHITECTURES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64"}


def data_folder():
    """The folder in which every host keeps its data; whoever changes this changes profiler-core/store/dataFolder.ts."""
    home = os.path.expanduser("~")
    named = os.environ.get("MEBI_HOME")
    if named:
        return os.path.abspath(named)
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Mebi")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "Mebi")
    xdg = os.environ.get("XDG_DATA_HOME", "")
    return os.path.join(xdg if os.path.isabs(xdg) else os.path.join(home, ".local", "share"), "mebi")


def project_folder(start):
    """The project that a folder belongs to, as the command line finds it; below the home folder."""
    home, folder = os.path.expanduser("~"), start
    while folder not in (home, os.path.dirname(folder)):
        if any(os.path.exists(os.path.join(folder, marker)) for marker in _MARKERS):
            return folder
        folder = os.path.dirname(folder)
    return start


def identity(pid):
    """A process, told from a later one of the same id."""
    return {"pid": pid, "start": start_of(pid), "name": socket.gethostname()}


def start_of(pid):
    """None where there is no such process, or the system does not say."""
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            boot = file.read().strip()
        with open("/proc/%d/stat" % pid) as file:
            fields = file.read().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if fields[0] in "ZX" else "%s:%s" % (boot, fields[19])


def machine():
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        memory = 0
    return {
        "name": socket.gethostname(),
        "platform": "linux" if sys.platform.startswith("linux") else sys.platform,
        "arch": _ARCHITECTURES.get(platform.machine(), platform.machine()),
        "cpus": os.cpu_count() or 1,
        "memoryBytes": memory,
    }


def interpreter():
    return {
        "path": sys.executable or "python",
        "version": "%d.%d.%d" % sys.version_info[:3],
        "implementation": sys.implementation.name,
    }
