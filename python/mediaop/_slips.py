"""Names of columns that are not read although a known one may have been meant."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

COUNTERS = ("digg_count", "collect_count", "share_count", "comment_count", "play_count")
#: Columns of the tables that are read.
_KNOWN = (
    *COUNTERS, "recommend_count", "admire_count", "aweme_id", "update_ts", "create_time", "sec_uid", "creator_hash",
    "nickname", "avatar", "title", "product_id", "product_title", "price", "sales", "aweme_url", "cover_url",
    "last_modify_ts", "liked_count", "collected_count", "category", "category2", "brand", "user_id", "fans", "updated_at",
)  # fmt: skip
#: From there on two names are alike; two letters that changed places in a short name are.
_ALIKE = 0.85


def warn_of_slips(names: Sequence[str], stacklevel: int) -> None:
    """Name columns that are passed over although a known one may have been meant."""
    for name in names:
        if name in _KNOWN:
            continue
        meant = _most_alike(name.strip().lower())
        if meant is not None and meant not in names:
            warnings.warn(f"the column {name!r} is not read: was {meant!r} meant?", stacklevel=stacklevel)


@lru_cache(1024)
def _most_alike(name: str) -> str | None:
    return next(iter(get_close_matches(name, _KNOWN, 1, _ALIKE)), None)


def names_of_row(row: object, columns: Sequence[str] | None) -> list[str]:
    """Give the names that the values of a row have, wherever it has them from."""
    names: Iterable[object]
    if columns is not None:
        names = columns
    elif isinstance(row, Mapping):
        names = row
    else:
        names = next((found for kind in ("_fields", "__dataclass_fields__", "__dict__") if (found := getattr(row, kind, None))), ())
    return [name for name in names if isinstance(name, str)]
