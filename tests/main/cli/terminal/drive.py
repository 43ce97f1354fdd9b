"""Runs a command on a terminal, as a person would: drive.py STEPS COMMAND...

STEPS, in JSON: ``[[text, action], ...]``; when the text has come (after that of the step before), the action follows:
a string is typed, ``{"size": [rows, columns]}``, ``{"kill": "mebi" | "helper"}`` (SIGKILL). Prints, in JSON: what the
terminal showed, the exit code, whether its modes are those from before, and the steps that were not come to.
"""

import fcntl
import json
import os
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 40


def main(steps, command):
    master, slave = os.openpty()
    resize(master, 30, 100)
    before = termios.tcgetattr(slave)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.closerange(3, 64)
        os.execvp(command[0], command)
    shown, at, status = b"", 0, None
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        while select.select([master], [], [], 0.05)[0]:
            shown += os.read(master, 65536)
        if status is not None:
            break
        if steps and steps[0][0].encode() in shown[at:]:
            at = shown.index(steps[0][0].encode(), at) + len(steps[0][0].encode())
            # A signal between CPython's prompt and its wait for input is seen with the next key only.
            time.sleep(0.3)
            act(steps.pop(0)[1], master, pid)
        done, code = os.waitpid(pid, os.WNOHANG)
        if done:
            status = code
            time.sleep(0.3)  # what restores the modes may not be the process that has ended
    else:
        os.kill(pid, signal.SIGKILL)
    after = termios.tcgetattr(slave)
    code = None if status is None else -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    text = shown.decode("utf-8", "replace")
    print(json.dumps({"shown": text, "code": code, "restored": before == after, "left": steps}))


def act(action, master, pid):
    if isinstance(action, str):
        os.write(master, action.encode())
    elif "size" in action:
        resize(master, *action["size"])
    else:
        os.kill(pid if action["kill"] == "mebi" else child_of(pid), signal.SIGKILL)


def child_of(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
        return int(file.read().split()[0])


def resize(master, rows, columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


main(json.loads(sys.argv[1]), sys.argv[2:])
