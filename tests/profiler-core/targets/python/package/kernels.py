"""Real kernels of Jupyter, in environments that are made for the tests: with the oldest IPython that is supported, and the newest."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from support import HERE, PACKAGE

# Of an old Python, the oldest IPython as well; of a new one whatever is the newest.
_PACKAGES = ["ipykernel", "jupyter_client"] + (["ipython==7.34.0"] if sys.version_info < (3, 9) else [])
_made = {}  # packages -> the environment's Python


def environment(*more):
    """The Python of an environment with a kernel in it; skips the test where no index answers, or this Python is one between."""
    if os.environ.get("MEBI_TEST_BETWEEN"):
        raise unittest.SkipTest("kernels are run on the oldest and on the newest Python")
    if more not in _made:
        folder = tempfile.mkdtemp(prefix="mebi-kernels-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)  # for all test files
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=300)
        python = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
        install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1"]
        done = subprocess.run(install + _PACKAGES + list(more), stderr=subprocess.PIPE, timeout=600)
        if done.returncode != 0:
            raise unittest.SkipTest("no package index answers: " + done.stderr.decode("utf-8", "replace")[-200:].strip())
        _made[more] = python
    return _made[more]


def run_cells(python, cells, cwd=None, **variables):
    """Runs cells in a kernel, one after the other. Of each: ``text`` (what it printed), ``displays`` (each a dict by MIME type),
    ``result`` (that of its last expression, or None), ``error`` (name and message, or None). A kernel that dies gives ``error``
    the name ``dead``, and runs no further cell."""
    env = dict(os.environ, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1")
    env["PATH"] = os.path.dirname(python) + os.pathsep + env["PATH"]
    with tempfile.TemporaryDirectory(prefix="mebi-home-") as home:
        # Neither the person's history and settings, nor those of other tests.
        env.update(HOME=home, MEBI_HOME=os.path.join(home, "mebi"), IPYTHONDIR=os.path.join(home, "ipython"))
        env.update(variables)
        args = [python, "-B", os.path.join(HERE, "kernel_driver.py")]
        done = subprocess.run(
            args, input=json.dumps(cells).encode(), stdout=subprocess.PIPE, env=env, cwd=cwd or home, timeout=300, check=True
        )
    return json.loads(done.stdout.decode())
