import numpy as np


def main():
    a = np.arange(3_000_000.0)
    b = np.ones(3_000_000)
    distance = np.sqrt((a - b) ** 2 + 1.0)
    return float(distance.sum())


print(main())
