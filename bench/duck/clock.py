"""Medians in milliseconds."""

import statistics
import time


def median_ms(work, runs):
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def best_ms(works, runs):
    """The name and the median of the fastest of several ways to do the same."""
    return min(((median_ms(work, runs), name) for name, work in works.items()), key=lambda way: way[0])
