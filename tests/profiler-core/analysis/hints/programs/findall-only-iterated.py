import re


def longest(text):
    words = re.findall(r'\w+', text)
    return max(words)


print(longest('some words of a text\n' * 30_000))
