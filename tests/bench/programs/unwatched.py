"""Calls, loops, objects and exceptions in code that is not watched, beside one function that is."""

import json
import sys


class Node:
    def __init__(self, value, rest):
        self.value = value
        self.rest = rest

    def total(self):
        node, total = self, 0
        while node is not None:
            total += node.value
            node = node.rest
        return total


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def churn():
    chain = None
    for i in range(2000):
        chain = Node(i, chain)
    words = {}
    for i in range(3000):
        words[str(i)] = [i] * 3
    caught = 0
    for i in range(300):
        try:
            words[i]
        except KeyError:
            caught += 1
    return chain.total() + len(json.dumps(words)) + caught + fibonacci(18)


def work():
    return 1


work()
for _ in range(int(sys.argv[1])):
    churn()
