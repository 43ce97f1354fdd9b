import numpy as np


def main():
    size = 100_000
    series = np.empty(len(range(40)) * size)
    for i in range(40):
        series[i * size:(i + 1) * size] = np.full(100_000, float(i))
    return float(series.sum())


print(main())
