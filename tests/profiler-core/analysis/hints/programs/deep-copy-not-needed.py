import copy


def main(config):
    changed = copy.deepcopy(config)
    changed['name'] = 'other'
    print(changed['name'], config['name'], len(changed['rows']))


main({'name': 'one', 'rows': [[i] for i in range(20_000)]})
