import os
import tempfile

import pandas as pd


def prepare():
    handle, path = tempfile.mkstemp()
    with open(handle, 'w') as file:
        file.write('city,unit\n')
        file.writelines(f'city{i % 20},unit{i % 7}\n' for i in range(600_000))
    return path


def main(path):
    sales = pd.read_csv(path)
    return len(sales[sales['city'] == 'city7']), len(sales[sales['unit'] == 'unit3'])


path = prepare()
print(main(path))
os.remove(path)
