import numpy as np
import pandas as pd


def main():
    table = pd.DataFrame({'a': np.arange(2_000_000), 'b': np.arange(2_000_000) * 2.0})
    work = table.copy()
    work['c'] = work['a'] * 2.0
    work['d'] = work['a'] * 3.0
    return float(work['a'].sum())


print(main())
