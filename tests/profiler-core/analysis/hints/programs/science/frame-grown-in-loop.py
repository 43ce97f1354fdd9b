import numpy as np
import pandas as pd


def part(i):
    return pd.DataFrame({'a': np.arange(20_000) + i, 'b': np.arange(20_000) / 7})


def main():
    table = pd.DataFrame(columns=['a', 'b'])
    for i in range(10):
        table = pd.concat([table, part(i)], ignore_index=True)
    return float(table['a'].sum())


print(main())
