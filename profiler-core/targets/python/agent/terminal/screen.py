"""The person's terminal."""

import fcntl
import os
import termios

FD = 4


class Screen:
    """Taken, it passes on what is typed and written; all else is done by the terminal that stands for it."""

    def __init__(self, is_shared):
        self.is_shared = is_shared  # other commands of the job may write to it as well
        self.fd = _reopened(FD)
        self.modes = termios.tcgetattr(self.fd)  # to be given back
        self.is_taken = False

    def is_ours(self):
        """Whether the job that this process belongs to is in the foreground."""
        try:
            return os.tcgetpgrp(self.fd) == os.getpgrp()
        except OSError:
            return True  # another session's: no shell gives it to one job or another

    def take(self):
        if not self.is_taken:
            self.modes = termios.tcgetattr(self.fd)
            self.is_taken = True
            set_modes(self.fd, _raw(self.modes, self.is_shared))

    def give_back(self):
        if self.is_taken:
            self.is_taken = False
            set_modes(self.fd, self.modes)

    def lend_size(self, other):
        try:
            fcntl.ioctl(other, termios.TIOCSWINSZ, fcntl.ioctl(self.fd, termios.TIOCGWINSZ, b"\0" * 8))
        except OSError:
            pass  # one of them is gone


def _reopened(fd):
    """The same terminal to read and write, with flags that are nobody else's."""
    try:
        return os.open(os.ttyname(fd), os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return os.dup(fd)


def set_modes(fd, modes):
    try:
        termios.tcsetattr(fd, termios.TCSANOW, modes)
    except termios.error:
        pass  # it is gone


def _raw(modes, keeps_output):
    """Every key as it is typed, every byte as it is written: the new terminal does all the rest."""
    # A line's end gets one more carriage return from the kernel where that goes on for the others; it shows nowhere.
    iflag, oflag, cflag, lflag, ispeed, ospeed, characters = modes
    iflag &= ~(termios.BRKINT | termios.PARMRK | termios.ISTRIP | termios.INLCR | termios.IGNCR | termios.ICRNL)
    iflag &= ~(termios.IGNBRK | termios.IXON | termios.IXOFF)
    lflag &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN)
    characters = list(characters)
    characters[termios.VMIN], characters[termios.VTIME] = 1, 0
    return [iflag, oflag if keeps_output else oflag & ~termios.OPOST, cflag, lflag, ispeed, ospeed, characters]
