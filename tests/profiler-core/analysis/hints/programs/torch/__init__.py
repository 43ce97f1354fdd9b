"""
A stand-in for PyTorch, as far as memory goes: a tensor that results from others holds them, as PyTorch's graph does,
except within `inference_mode`.
"""
from contextlib import contextmanager

_records = True


@contextmanager
def inference_mode():
    global _records
    before, _records = _records, False
    try:
        yield
    finally:
        _records = before


class Tensor:
    def __init__(self, number, size=1, made_of=()):
        self.number = number
        self.memory = bytearray([number % 251]) * size
        self.made_of = made_of if _records else ()

    def __mul__(self, other):
        return Tensor(self.number * number_of(other), len(self.memory), (self, other))

    def __add__(self, other):
        return Tensor(self.number + number_of(other), len(self.memory), (self, other))

    __radd__ = __add__

    def sum(self):
        return Tensor(self.number, 1, (self,))

    def item(self):
        return self.number

    def backward(self):
        """Frees nothing: the graph belongs to whoever holds the tensor."""

    def __float__(self):
        return float(self.number)


def number_of(value):
    return value.number if isinstance(value, Tensor) else value


class Model:
    def eval(self):
        return self

    def __call__(self, batch):
        return (batch * 2 + 1) * 3


def batch(seed, size):
    return Tensor(seed, size)
