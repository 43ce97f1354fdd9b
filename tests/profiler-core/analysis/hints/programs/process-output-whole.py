import subprocess
import sys


def total():
    size = 0
    output = subprocess.check_output([sys.executable, '-c', 'for i in range(3_000): print("a line " * 300, i)'])
    for row in output.splitlines():
        size += len(row)
    return size


print(total())
