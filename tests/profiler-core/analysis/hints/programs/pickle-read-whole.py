import pickle
import tempfile


def load(path):
    with open(path, 'rb') as file:
        return pickle.loads(file.read())


with tempfile.NamedTemporaryFile('wb') as target:
    pickle.dump([bytes([i % 250]) * 100_000 for i in range(200)], target)
    target.flush()
    print(len(load(target.name)))
