"""METRICS 9: performance first, frequency when performance is about the same."""


def in_bands(rows, similarity, value, videos, identity):
    """`rows` in their final order; value, videos and identity read a row."""
    measured = [row for row in rows if value(row) is not None]
    unmeasured = [row for row in rows if value(row) is None]
    measured.sort(key=lambda row: (-value(row), by_bytes(identity(row))))

    ordered, band = [], []
    for row in measured:
        if band and not is_near(value(row), value(band[0]), similarity):
            ordered += by_videos(band, value, videos, identity)
            band = []
        band.append(row)
    ordered += by_videos(band, value, videos, identity)
    return ordered + by_videos(unmeasured, lambda row: 0, videos, identity)


def is_near(value, head, similarity):
    if head <= 0:
        return value == head
    return float(value) >= (1.0 - similarity) * float(head)


def by_videos(band, value, videos, identity):
    return sorted(band, key=lambda row: (-videos(row), -value(row), by_bytes(identity(row))))


def by_bytes(identity):
    parts = identity if isinstance(identity, tuple) else (identity,)
    return tuple((part or "").encode("utf-8") for part in parts)
