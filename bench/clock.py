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

    Each is tried twice; of the two fastest tries the medians are taken. With a single run each is
    tried once, and the fastest counts once more.
    """
    attempts = 2 if runs > 1 else 1
    tries = sorted((min(once_ms(work) for _ in range(attempts)), name) for name, work in works.items())
    if runs == 1:
        name = tries[0][1]
        return once_ms(works[name]), name
    return min((median_ms(works[name], runs), name) for _, name in tries[:2])
