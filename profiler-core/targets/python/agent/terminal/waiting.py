"""For loops that wait with select."""

import os
import signal

PIECE = 65536


class Signals:
    """Those that came."""

    def __init__(self, *numbers):
        self.seen = set()
        self.fd, waker = os.pipe()
        for end in (self.fd, waker):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        for each in numbers:
            signal.signal(each, lambda number, frame: self.seen.add(number))

    def take(self):
        read(self.fd)
        seen, self.seen = self.seen, set()
        return seen


def read(fd):
    """What there is; nothing at the end, None where nothing has come yet."""
    try:
        return os.read(fd, PIECE)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def write(fd, data):
    """Returns how much of it is dealt with."""
    try:
        return os.write(fd, data)
    except BlockingIOError:
        return 0
    except OSError:
        return len(data)  # nobody reads it any more


def let_go(fds):
    """Whoever waits at their other ends is to see them closed; their numbers stay taken."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in fds:
        os.dup2(null, fd)
    os.close(null)
