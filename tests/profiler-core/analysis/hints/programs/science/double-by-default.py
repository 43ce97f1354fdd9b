import numpy as np


def main():
    weights = np.ones(4_000_000)
    return float(weights[:1000].sum())


print(main())
