import numpy as np


def encode(count):
    dummies = np.zeros((count, 40))
    codes = np.arange(count) % 40
    dummies[np.arange(count), codes] = 1.0
    scaled = (dummies - dummies.mean(axis=0)) / (dummies.std(axis=0) + 1e-9)
    return scaled


scaled = encode(150_000)
print(scaled.sum(), scaled[7].tobytes().hex())
