"""The process in the session of the command's terminal."""

import fcntl
import os
import select
import signal
import termios
import time

from screen import set_modes
from waiting import PIECE, Signals, let_go, write

# What it is told: the command goes on in front, or in the background of its terminal; all is over.
FRONT, BACK, OVER = b"f", b"b", b"o"
# Ignored by this process, and by the one in the person's session; the command gets them as they are by default.
IGNORED = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGPIPE, signal.SIGTTOU]


class Leader:
    """The command's parent, in the command's session."""

    def __init__(self, slave, reports, orders):
        self.slave = slave
        self.reports, self.orders = reports, orders
        self.pid = 0
        self.is_front = False
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        self.signals = Signals(signal.SIGCHLD, signal.SIGWINCH)

    def start(self, streams, command):
        """Returns whether the command runs."""
        self.is_front = os.read(self.orders, 1) == FRONT
        watch, problem = os.pipe()
        now = time.monotonic_ns()
        self.pid = os.fork()
        if self.pid == 0:
            self._become(streams, command, problem)
        os.close(problem)
        reason = os.read(watch, PIECE)  # nothing, once it has become the command
        os.close(watch)
        let_go((0, 1, 2))
        self._report("refused %s" % reason.decode() if reason else "started %d %d" % (self.pid, now))
        return not reason

    def _become(self, streams, command, problem):
        try:
            os.setpgid(0, 0)
            if self.is_front:
                os.tcsetpgrp(self.slave, os.getpid())
            for each in IGNORED + [signal.SIGXFSZ]:
                signal.signal(each, signal.SIG_DFL)
            for fd, letter in enumerate(streams):
                if letter == "t":
                    os.dup2(self.slave, fd)
            os.execv(command[0], command)
        except OSError as error:
            os.write(problem, error.strerror.encode())
        finally:
            os._exit(127)

    def follow(self, screen):
        """Returns when the command has ended, or nobody wants to know any more."""
        while True:
            readable = select.select([self.orders, self.signals.fd], [], [])[0]
            if self.orders in readable:
                words = os.read(self.orders, PIECE)
                if words == b"":  # it was killed, and could not do it itself
                    set_modes(screen.fd, screen.modes)
                if words == b"" or OVER in words:
                    self._signal(signal.SIGHUP)
                    self._signal(signal.SIGCONT)
                    return
                self._on_order(words)
            if signal.SIGWINCH in self.signals.take() and not self.is_front:
                self._signal(signal.SIGWINCH)
            if self._has_ended():
                return

    def _on_order(self, words):
        if words[-1:] == b"\n":
            self._signal(int(words.split()[-1]))
            return
        self.is_front = words[-1:] == FRONT
        os.tcsetpgrp(self.slave, self.pid if self.is_front else os.getpgrp())
        self._signal(signal.SIGCONT)

    def _has_ended(self):
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid == 0:
                return False
            if os.WIFSTOPPED(status):
                self._report("stopped %d" % os.WSTOPSIG(status))
                continue
            # What the command has left behind is no longer in front: this process's end is not to end it too.
            os.tcsetpgrp(self.slave, os.getpgrp())
            self._report("ended %d" % (-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)))
            return True

    def _signal(self, number):
        try:
            os.killpg(self.pid, number)
        except OSError:
            pass  # all have ended

    def _report(self, line):
        write(self.reports, line.encode("utf-8", "surrogateescape") + b"\n")
