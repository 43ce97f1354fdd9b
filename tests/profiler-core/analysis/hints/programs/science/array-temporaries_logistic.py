import numpy as np


def main():
    scores = np.linspace(-5.0, 5.0, 4_000_000)
    chances = 1.0 / (1.0 + np.exp(-scores))
    return chances


chances = main()
print(chances.sum(), chances[:9].tobytes().hex())
