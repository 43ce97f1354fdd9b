"""What must not be spoken of: each function takes as much as one that is, for a reason. Named after the rules."""
import os
import tempfile

import numpy as np
import pandas as pd
import polars as pl

COUNT = 1_500_000


def double_by_default():
    weights = np.ones(2 * COUNT, dtype=np.float32)
    return weights.sum()


def array_temporaries(array):
    # NumPy reuses the array of the first step by itself.
    distance = array * 2 + 1
    return distance.sum()


def array_from_list(rows):
    table = np.array([row * 2 for row in rows])
    return table.sum()


def array_grown_in_loop(parts):
    collected = []
    for part in parts:
        collected.append(part * 2)
    return np.concatenate(collected).sum()


def csv_columns_unused(path):
    sales = pd.read_csv(path)
    return sales.describe(include='all')


def csv_text_as_category(path):
    sales = pd.read_csv(path, dtype={'city': 'category'})
    return sales.groupby('city', observed=True).sum(), sales


def csv_only_reduced(path):
    sales = pd.read_csv(path)
    return sales.sort_values('amount').tail()


def copy_not_needed(table):
    work = table.copy()
    work['a'] = 0
    return work, table


def frame_grown_in_loop(parts):
    table = None
    for part in parts:
        table = part if table is None else pd.concat([table, part])
    return table


def polars_eager(path):
    sales = pl.read_csv(path)
    return sales.filter(pl.col('amount') > 3).height, sales.height


def main():
    array_grown_in_loop([np.arange(100_000.0)] * 30)
    double_by_default()
    array_temporaries(np.arange(2.0 * COUNT))
    array_from_list([np.arange(1000)] * 2000)
    handle, path = tempfile.mkstemp()
    with open(handle, 'w') as file:
        file.write('city,amount\n')
        file.writelines(f'city{i % 20},{i}\n' for i in range(50_000))
    csv_columns_unused(path)
    csv_text_as_category(path)
    csv_only_reduced(path)
    polars_eager(path)
    os.remove(path)
    copy_not_needed(pd.DataFrame({'a': np.arange(COUNT), 'b': np.arange(COUNT)}))
    frame_grown_in_loop([pd.DataFrame({'a': np.arange(100_000)})] * 20)


main()
