import numpy as np


def farthest(count):
    rng = np.random.default_rng(1)
    seen = rng.random((count, 2))
    expected = np.ones((count, 2))
    worst = float(np.abs(seen - expected).max())
    return worst


print(farthest(2_000_000))
