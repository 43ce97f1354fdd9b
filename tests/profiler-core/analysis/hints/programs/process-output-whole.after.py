import subprocess
import sys


def total():
    size = 0
    command = [sys.executable, '-c', 'for i in range(3_000): print("a line " * 300, i)']
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            row = line.rstrip()
            size += len(row)
    return size


print(total())
