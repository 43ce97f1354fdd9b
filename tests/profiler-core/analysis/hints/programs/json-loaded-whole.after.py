import json
import tempfile


def total(path):
    with open(path) as file:
        return sum(entry['amount'] for entry in (json.loads(line) for line in file))


with tempfile.NamedTemporaryFile('w') as target:
    target.write('{"name": "some name", "amount": 3, "rest": [1, 2]}\n' * 15_000 + '{"amount": 1}\n')
    target.flush()
    print(total(target.name))
