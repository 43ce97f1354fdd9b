"""The process in the person's session."""

import os
import select
import signal
import termios

from leader import BACK, FRONT, OVER
from waiting import Signals, read, write

HOST = 3
# How long the host is waited for to show what was written before a stop, seconds.
PATIENCE = 0.5


class Carrier:
    """Carries between the two terminals, and stops and continues the command together with the person's job."""

    def __init__(self, screen, master, leader, orders, output, is_wanted):
        self.screen = screen
        self.master = master  # None when it is closed
        self.leader, self.orders = leader, orders  # what the leader tells, and is told
        self.output = output
        self.is_wanted = is_wanted  # the command may have the person's terminal
        self.listens = False  # what the person types is for the command
        self.typed = self.shown = b""  # not passed on yet
        self.carried = 0  # bytes of output
        self.signals = Signals(signal.SIGWINCH, signal.SIGCONT, signal.SIGTSTP)
        for each in (master, output, screen.fd, leader):
            os.set_blocking(each, False)

    def go_on(self):
        """The command begins, or continues: in front where the job is."""
        self.screen.lend_size(self.master)
        self.listens = self.is_wanted and self.screen.is_ours()
        if self.listens:
            self.screen.take()
        self._tell_leader(FRONT if self.listens else BACK)

    def run(self):
        """Returns when the host has all it wants, or is dead."""
        while True:
            readable, writable = self._wait()
            if self.signals.fd in readable:
                self._on_signals()
            if HOST in readable and read(HOST) == b"":
                self._tell_leader(OVER)
                return
            if self.leader in readable:
                self._on_leader()
            if self.screen.fd in readable and self.listens:
                self._on_typing()
            if self.master in readable:
                self._on_output()
            if self.master in writable:
                self.typed = self.typed[write(self.master, self.typed) :]
            if self.output in writable:
                self._show()

    def _wait(self):
        reads, writes = [self.signals.fd, HOST], []
        if self.leader is not None:
            reads.append(self.leader)
        if self.listens and not self.typed:
            reads.append(self.screen.fd)
        if self.master is not None and not self.shown:
            reads.append(self.master)
        if self.master is not None and self.typed:
            writes.append(self.master)
        if self.shown:
            writes.append(self.output)
        return select.select(reads, writes, [])[:2]

    def _on_signals(self):
        signals = self.signals.take()
        if signal.SIGTSTP in signals:  # Ctrl-Z while the terminal is not taken
            self._tell_leader(b"%d\n" % signal.SIGTSTP)
        if signal.SIGCONT in signals:
            self.go_on()
        elif signal.SIGWINCH in signals:
            self.screen.lend_size(self.master)

    def _on_typing(self):
        data = read(self.screen.fd)
        if data == b"":
            self.listens = False  # it was hung up
        elif data:
            self.typed = data
            if _interrupts(self.master, data):
                tell_host("interrupt")

    def _on_output(self):
        """Returns whether there is something to be shown."""
        data = read(self.master)
        if data:
            self.shown = data
        elif data == b"":  # the command, and all that it has left behind, have let go of it
            os.close(self.master)
            self.master, self.listens = None, False
            if self.output != self.screen.fd:
                os.close(self.output)
        return bool(data)

    def _on_leader(self):
        data = read(self.leader)
        if data == b"":
            os.close(self.leader)
            self.leader = None
        for line in (data or b"").decode("utf-8", "surrogateescape").splitlines():
            word, _, number = line.partition(" ")
            if word == "stopped":
                self._on_stop(int(number))
            else:
                tell_host(line)
                self.listens = self.listens and word == "started"

    def _on_stop(self, number):
        """The command was stopped. So is the job, unless the command only asked for a terminal that it can have."""
        if number in (signal.SIGTTIN, signal.SIGTTOU):
            self.is_wanted = True
            if not self.listens and self.screen.is_ours():
                self.go_on()
                return
        else:
            number = signal.SIGTSTP
        self._show_all()
        self.listens = False
        self.screen.give_back()
        handler = signal.signal(number, signal.SIG_DFL)
        os.kill(0, number)
        signal.signal(number, handler)
        if signal.SIGCONT in self.signals.seen:
            return  # was stopped here, and goes on with the next look at the signals
        # The kernel stops no job that nobody can continue. Without a terminal the command waits for one.
        if number == signal.SIGTSTP:
            self.go_on()
        else:
            self._tell_leader(FRONT)

    def _show(self):
        length = write(self.output, self.shown)
        self.shown, self.carried = self.shown[length:], self.carried + length

    def _show_all(self):
        """The host, which is about to be stopped, passes on what was written before."""
        while self.master is not None and (self.shown or self._on_output()):
            if not select.select([], [self.output], [], PATIENCE)[1]:
                return
            self._show()
        if self.output != self.screen.fd:
            tell_host("stopping %d" % self.carried)
            select.select([HOST], [], [], PATIENCE)

    def _tell_leader(self, word):
        if self.leader is not None:
            write(self.orders, word)


def _interrupts(terminal, typed):
    """Whether the terminal will make an interrupt of what was typed."""
    try:
        modes = termios.tcgetattr(terminal)
    except termios.error:
        return False
    key = modes[6][termios.VINTR]
    return bool(modes[3] & termios.ISIG) and key not in (b"\0", b"\xff") and key in typed


def tell_host(line):
    write(HOST, line.encode("utf-8", "surrogateescape") + b"\n")
