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


def array_temporaries_done():
    # In place already.
    table = np.ones((COUNT // 10, 40), dtype=np.float32)
    table -= table.mean(axis=0)
    table /= table.std(axis=0) + 1e-9
    return table.sum()


def array_temporaries_of_integers():
    # In place the second step would have to make floats of integers.
    counts = np.arange(4 * COUNT).reshape(-1, 40)
    scaled = (counts - counts.min(axis=0)) / counts.max(axis=0)
    return scaled.sum()


def array_temporaries_of_two_types():
    # In place the numbers would stay float32; out of place they become float64.
    narrow = np.ones((COUNT // 10, 40), dtype=np.float32)
    wide = np.arange(40.0)
    scaled = (narrow - narrow.mean(axis=0)) * wide
    return scaled.sum()


def array_temporaries_that_grow():
    # The second step makes a table of a column.
    column = np.arange(300_000.0).reshape(-1, 1)
    table = (column - 0.5) * np.arange(20.0)
    return table.sum()


def array_temporaries_summed():
    # NumPy reuses the array of the first step for the square of it.
    seen = np.arange(4_500_000.0)
    expected = np.arange(4_500_000.0)
    return ((seen - expected) ** 2).sum()


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
    array_temporaries_done()
    array_temporaries_of_integers()
    array_temporaries_of_two_types()
    array_temporaries_that_grow()
    array_temporaries_summed()
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
