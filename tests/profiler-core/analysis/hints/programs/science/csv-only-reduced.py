import os
import tempfile

import pandas as pd


def prepare():
    handle, path = tempfile.mkstemp()
    with open(handle, 'w') as file:
        file.write('name,city,amount,note\n')
        file.writelines(f'name{i},city{i % 20},{i},some note {i}\n' for i in range(60_000))
    return path


def main(path):
    sales = pd.read_csv(path)
    return int(sales['amount'].sum())


path = prepare()
print(main(path))
os.remove(path)
