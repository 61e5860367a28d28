"""Medians in milliseconds."""

import statistics
import time


def once_ms(work):
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def median_ms(work, runs):
    """Of so many runs, after one that does not count."""
    work()
    return statistics.median(once_ms(work) for _ in range(runs))


def best_ms(works, runs):
    """The median and the name of the fastest of several ways to do the same.

    Each is tried twice; of the two fastest tries the medians are taken.
    """
    tries = sorted((min(once_ms(work), once_ms(work)), name) for name, work in works.items())
    return min((median_ms(works[name], runs), name) for _, name in tries[:2])
