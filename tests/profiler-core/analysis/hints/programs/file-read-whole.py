import hashlib
import tempfile


def digest(path):
    sha = hashlib.sha1()
    with open(path, 'rb') as file:
        sha.update(file.read())
    return sha.hexdigest()


with tempfile.NamedTemporaryFile('wb') as target:
    target.write(bytes(25 << 20))
    target.flush()
    print(digest(target.name))
