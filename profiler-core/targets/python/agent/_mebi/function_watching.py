"""The parts of a session in which whole functions are watched, not lines."""

from .functions import FunctionRecorder as Recorder
from .heap import HeapRecorder as _HeapRecorder
from .kept import sys

if sys.version_info >= (3, 12):
    from .function_monitor import FunctionMonitor as Watcher
else:
    from .function_hooks import FunctionHooks as Watcher

__all__ = ("HeapRecorder", "Recorder", "Watcher")


class HeapRecorder(_HeapRecorder, Recorder):
    """Whole functions, by tracemalloc."""
