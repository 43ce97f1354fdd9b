"""Serve requests through a cache that never forgets.

    mebi run examples/leaky_cache.py
    mebi run examples/leaky_cache.py --bounded

Look at `Reports.get`: no single call takes much, but the line that renders a report leaves its 16 KiB behind each
time, for the cache keeps every report that was ever asked for. With --bounded it drops the one that was not used for
longest, and the line takes no more after the first hundred.
"""

import argparse
import collections
import random


class Reports:
    def __init__(self, limit=None):
        self.limit = limit
        self.cache = collections.OrderedDict()

    def get(self, customer):
        if customer in self.cache:
            self.cache.move_to_end(customer)
            return self.cache[customer]
        report = render(customer)
        self.cache[customer] = report
        if self.limit is not None and len(self.cache) > self.limit:
            self.cache.popitem(last=False)
        return report


def render(customer):
    heading = f"Report for customer {customer}\n"
    return heading + "-" * (16 * 1024 - len(heading))


def serve(reports, requests):
    random.seed(1)
    sent = 0
    for _ in range(requests):
        sent += len(reports.get(random.randrange(1_000_000)))
    return sent


def main():
    parser = argparse.ArgumentParser(description="Serve requests through a cache.")
    parser.add_argument("--requests", type=int, default=5_000)
    parser.add_argument("--bounded", action="store_true", help="keep at most a hundred reports")
    options = parser.parse_args()
    reports = Reports(limit=100 if options.bounded else None)
    sent = serve(reports, options.requests)
    print(f"sent {sent // 2**20} MiB, {len(reports.cache)} reports in the cache")


if __name__ == "__main__":
    main()
