"""Modules of the interpreter as they were before the program started: what the agent uses of them, it takes from here.

A program may delete or replace any name (tests do), and must not meet an error of the agent's for it. So these are copies,
their functions in Python bound to the copies too; the builtins of the agent's modules are a copy as well (``mebi_boot``).
Some replace a function in every module that has it by its name (freezegun does, of ``time``): so none is imported by name.
Who means the module that the program sees, to extend it or to read what it holds, imports that.
"""

import gc
import mmap
import os
import sys
import time

import _signal
import _tracemalloc

_FUNCTION = type(lambda: 0)
_MODULE = type(sys)


def _keep(modules):
    """Returns copies of modules, which refer to each other where the originals do."""
    copies = {id(module): _MODULE(module.__name__) for module in modules}
    spaces = {id(module.__dict__): copies[id(module)].__dict__ for module in modules}
    for module in modules:
        space = spaces[id(module.__dict__)]
        for name, value in module.__dict__.items():
            if type(value) is _MODULE:
                value = copies.get(id(value), value)
            elif type(value) is _FUNCTION and id(value.__globals__) in spaces:
                value = _bind(value, spaces[id(value.__globals__)])
            space[name] = value
        space["__builtins__"] = __builtins__
    return [copies[id(module)] for module in modules]


def _bind(function, space):
    bound = _FUNCTION(function.__code__, space, function.__name__, function.__defaults__, function.__closure__)
    bound.__kwdefaults__ = function.__kwdefaults__
    return bound


_genericpath = sys.modules["genericpath"]
os, _, _, sys, time, gc, mmap, _signal, _tracemalloc = _keep(
    [os, os.path, _genericpath, sys, time, gc, mmap, _signal, _tracemalloc]
)
if hasattr(sys, "monitoring"):
    (sys.monitoring,) = _keep([sys.monitoring])
