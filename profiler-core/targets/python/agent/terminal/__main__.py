"""Starts a command on a terminal of its own that stands for the person's, and carries between the two.

    python -I -S terminal STREAMS WHEN KEEP COMMAND...

STREAMS has a letter each for input, output and errors: ``t`` where the command gets the new terminal, ``-`` where it gets
what this process has. WHEN tells when the person's terminal is taken, that is put into raw mode and read: at once
(``now``), or when the command asks for it (``later``), since other commands of a pipeline may read from it too. KEEP is
``keep`` where LC_CTYPE belongs to the command's environment; else the interpreter may have set it for itself.

What the command's terminal shows goes to this process's output, or where that is the command's own, to its errors; where
both are, to the person's terminal. That one is descriptor 4. Through descriptor 3 the host hears, a line each:
``started PID NS`` (when, by the monotonic clock), ``interrupt`` (the person pressed Ctrl-C), ``ended CODE`` or
``ended -SIGNAL``, ``refused REASON`` (nothing was started), ``stopping BYTES``: the job is about to be stopped, and the host
answers when it has passed on so much of the output. When the host closes it, all is over.

This process stays in the person's session, where it is stopped and continued with the job that it belongs to. A child of
it leads the session of the new terminal and is the command's parent: without one there, Ctrl-Z could not stop the command.
"""

import os
import signal
import sys
import termios

from carrier import HOST, Carrier, tell_host
from leader import IGNORED, Leader
from screen import FD, Screen
from waiting import let_go


def main(streams, when, keep, *command):
    for fd in (HOST, FD):
        os.set_inheritable(fd, False)
    for each in IGNORED:
        signal.signal(each, signal.SIG_IGN)
    if keep != "keep":
        os.environ.pop("LC_CTYPE", None)
    try:
        screen = Screen(is_shared=when == "later")
        master, slave = os.openpty()
        termios.tcsetattr(slave, termios.TCSANOW, screen.modes)
        screen.lend_size(master)
        (told, reports), (ordered, orders) = os.pipe(), os.pipe()
        pid = os.fork()
    except (OSError, termios.error) as error:
        tell_host("refused %s" % error.args[-1])
        return
    if pid == 0:
        for fd in (master, told, orders, HOST):
            os.close(fd)
        leader = Leader(slave, reports, ordered)
        if leader.start(streams, list(command)):
            leader.follow(screen)
        return
    for fd in (slave, reports, ordered):
        os.close(fd)
    output = 1 if streams[1] == "t" else 2 if streams[2] == "t" else screen.fd
    let_go({0, 1, 2} - {output})
    carrier = Carrier(screen, master, told, orders, output, when == "now")
    try:
        carrier.go_on()
        carrier.run()
    finally:
        screen.give_back()


main(*sys.argv[1:])
