"""Mebi's agent: measures the memory of single lines inside the program that it runs.

Standard library only, CPython 3.8 and newer. It avoids imports that the program might not make itself (``json``,
``re``, ``ast``, ``tracemalloc``): what the agent loads, it takes from the program's memory. The files that it shares
with the host are described in docs/run-folder.md.
"""
