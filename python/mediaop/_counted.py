"""Numbers with the name of what they count."""

from __future__ import annotations


def counted(count: int, one: str, others: str | None = None) -> str:
    """Give a number and the words behind it: those for one, or those for any other number (with an s, unless given).

    >>> counted(1, "row"), counted(2051, "row"), counted(1, "row is", "rows are")
    ('1 row', '2,051 rows', '1 row is')
    """
    return f"{count:,} {one if count == 1 else others or one + 's'}"
