import tempfile


def total(path):
    size = 0
    with open(path) as file:
        for text in file.read().splitlines():
            size += len(text)
    return size


with tempfile.NamedTemporaryFile('w') as target:
    target.writelines('some line of a file ' * 150 + '\n' for _ in range(3_000))
    target.flush()
    print(total(target.name))
