import numpy as np


def normalised(count):
    table = np.ones((count, 30), dtype=np.float32)
    table[:, ::2] = np.arange(15)
    return (table - np.mean(table, axis=1, keepdims=True)) / table.std(axis=1, keepdims=True)


rows = normalised(300_000)
print(rows.dtype, rows[5].tobytes().hex())
