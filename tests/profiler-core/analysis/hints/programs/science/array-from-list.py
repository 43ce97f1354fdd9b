import math

import numpy as np


def main():
    roots = np.array([math.sqrt(i) for i in range(400_000)])
    return float(roots.sum())


print(main())
