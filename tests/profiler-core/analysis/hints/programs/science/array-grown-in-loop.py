import numpy as np


def main():
    series = np.empty(0)
    for i in range(40):
        series = np.append(series, np.full(100_000, float(i)))
    return float(series.sum())


print(main())
