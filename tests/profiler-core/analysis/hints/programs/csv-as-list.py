import csv
import os
import tempfile


def main(path):
    with open(path, newline='') as file:
        return sum(int(row['amount']) for row in list(csv.DictReader(file)))


def prepare():
    handle, path = tempfile.mkstemp()
    with open(handle, 'w') as file:
        file.write('name,amount\n')
        file.writelines(f'n{i},{i}\n' for i in range(15_000))
    return path


path = prepare()
print(main(path))
os.remove(path)
