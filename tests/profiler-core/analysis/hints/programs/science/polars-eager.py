import os
import tempfile

import polars as pl


def prepare():
    handle, path = tempfile.mkstemp()
    with open(handle, 'w') as file:
        file.write('name,city,amount,note\n')
        file.writelines(f'name{i},city{i % 20},{i},some note {i}\n' for i in range(250_000))
    return path


def main(path):
    sales = pl.read_csv(path)
    return sales.filter(pl.col('amount') > 199_000).select('amount').sum().item()


path = prepare()
print(main(path))
os.remove(path)
