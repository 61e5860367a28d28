"""Where two bodies differ first."""

import math

from .local_days import Instant

TOLERANCE = 1e-12


class Keyed(dict):
    """An object whose keys are ids: all of them, and no others."""


def difference(expected, actual, path=""):
    """None, or (path, expected, actual) of the first differing field."""
    if isinstance(expected, dict):
        return object_difference(expected, actual, path)
    if isinstance(expected, list):
        return list_difference(expected, actual, path)
    return None if alike(expected, actual) else (path, expected, actual)


def object_difference(expected, actual, path):
    if not isinstance(actual, dict):
        return path, expected, actual
    for key, value in expected.items():
        if key not in actual:
            return f"{path}.{key}", value, "no such field"
        found = difference(value, actual[key], f"{path}.{key}")
        if found:
            return found
    if isinstance(expected, Keyed):
        if set(actual) != set(expected):
            return f"{path} (keys)", list(expected), list(actual)
    elif list(actual)[: len(expected)] != list(expected):
        return f"{path} (order of fields)", list(expected), list(actual)
    return None


def list_difference(expected, actual, path):
    if not isinstance(actual, list):
        return path, expected, actual
    for place, (left, right) in enumerate(zip(expected, actual)):
        found = difference(left, right, f"{path}[{place}]")
        if found:
            return found
    if len(expected) != len(actual):
        return f"{path} (length)", len(expected), len(actual)
    return None


def alike(expected, actual):
    if isinstance(expected, Instant):
        return expected.is_written_as(actual)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int):
        return isinstance(actual, int) and expected == actual
    if isinstance(expected, float):
        return isinstance(actual, int | float) and math.isclose(
            expected, actual, rel_tol=TOLERANCE, abs_tol=0.0
        )
    return type(expected) is type(actual) and expected == actual
