"""What must not be spoken of: each function takes as much as one that is, for a reason. Named after the rules."""
import collections
import copy
import csv
import functools
import io
import json
import pickle
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import torch


def list_only_iterated():
    lengths = [i * 1000 + 10_000 for i in range(40_000)]
    return sum(lengths) / len(lengths)


def list_as_argument():
    return ','.join([str(i) * 9 for i in range(20_000)])


def append_only_iterated():
    words = []
    for i in range(2_000):
        words.append(str(i) * 200)
    return max(words), words[0]


def returned_list_only_iterated():
    found = []
    for i in range(2_000):
        found.append(str(i) * 200)
    return found


def lazy_in_list(table):
    for key in list(table.keys()):
        table.pop(key)
        if len(table) < 199_000:
            break
    return table


def range_as_list():
    ids = list(range(40_000))
    random.shuffle(ids)
    return ids[0]


def csv_as_list(file):
    rows = list(csv.reader(file))
    return len(rows), max(rows)


def sorted_source_dropped():
    numbers = [i % 200 for i in range(150_000)]
    ordered = sorted(numbers)
    return ordered[0], numbers[0]


class Point:
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x = x
        self.y = y


def instances_without_slots():
    points = []
    for i in range(10_000):
        points.append(Point([i], [i]))
    return points[0], points[-1]


def rows_as_dicts(names):
    rows = [{name: i for name in names} for i in range(6_000)]
    return rows[0], rows[-1]


def readlines_only_iterated(path):
    with open(path) as file:
        lines = file.readlines()
    return lines[-1], len(lines)


def text_split_into_lines(path):
    with open(path) as file:
        lines = file.read().splitlines()
    return lines[-1], max(lines)


def file_read_whole(path):
    with open(path) as file:
        text = file.read()
    return text.count('line'), text.upper()


def json_loaded_whole(text):
    table = json.loads(text)
    return table[0], table[-1]


def pickle_read_whole(data):
    rows = pickle.loads(data)
    return rows[0], rows[-1]


def findall_only_iterated(text):
    words = re.findall(r'\w+', text)
    return words[0], len(words)


def process_output_whole():
    output = subprocess.check_output([sys.executable, '-c', 'print("x" * 1_500_000)'])
    return output.count(b'x')


@functools.lru_cache(maxsize=4)
def cache_without_bound(number):
    return 'x' * 500_000 + str(number)


CACHE = collections.OrderedDict()


def dict_cache_without_bound(number):
    if number not in CACHE:
        CACHE[number] = 'x' * 500_000 + str(number)
        if len(CACHE) > 4:
            CACHE.popitem(last=False)
    return CACHE[number]


def kept_until_peak():
    numbers = [i * 1000 for i in range(40_000)]
    total = sum(numbers)
    squares = [i * i + 10_000 for i in range(50_000)]
    return total, squares, numbers


def deep_copy_not_needed(config):
    changed = copy.deepcopy(config)
    changed['rows'].append([0])
    print(len(config['rows']), len(changed['rows']))


def bytes_grown_in_loop():
    parts = []
    for i in range(30):
        parts += [bytes([i]) * 50_000]
    return b''.join(parts)


class Page:
    text = ''

    def text_grown_in_attribute(self):
        text = self.text
        for i in range(30):
            text += str(i % 10) * 50_000
        self.text = text


def futures_kept():
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(bytes, 80_000) for _ in range(20)]
        return max(futures, key=lambda future: len(future.result())), len(futures)


def torch_without_no_grad(model):
    model.eval()
    results = []
    with torch.inference_mode():
        for i in range(20):
            results.append(model(torch.batch(i, 50_000)))
    return results[0], results[-1]


def loss_kept_with_graph(model):
    total, losses = 0, []
    for i in range(20):
        loss = model(torch.batch(i, 50_000)).sum()
        loss.backward()
        total += loss.item()
        losses.append(model(torch.batch(i, 50_000)))
    return total, losses[0], len(losses)


def main():
    list_only_iterated()
    list_as_argument()
    append_only_iterated()
    print(len(returned_list_only_iterated()))
    lazy_in_list({i: None for i in range(200_000)})
    range_as_list()
    csv_as_list(io.StringIO('a,b,c\n' * 12_000))
    sorted_source_dropped()
    instances_without_slots()
    rows_as_dicts(['name', 'amount'])
    with tempfile.NamedTemporaryFile('w') as target:
        target.write(('a line of text ' * 10 + '\n') * 10_000)
        target.flush()
        readlines_only_iterated(target.name)
        text_split_into_lines(target.name)
        file_read_whole(target.name)
    json_loaded_whole(json.dumps([[i] for i in range(15_000)]))
    pickle_read_whole(pickle.dumps([[i] for i in range(15_000)]))
    findall_only_iterated('some words of a text\n' * 5_000)
    process_output_whole()
    for i in range(20):
        cache_without_bound(i)
        dict_cache_without_bound(i)
    kept_until_peak()
    deep_copy_not_needed({'rows': [[i] for i in range(8_000)]})
    bytes_grown_in_loop()
    Page().text_grown_in_attribute()
    futures_kept()
    torch_without_no_grad(torch.Model())
    loss_kept_with_graph(torch.Model())


main()
