"""What sells: answers from snapshots of short videos' counters.

>>> import mediaop
>>> dataset = mediaop.example()
>>> dataset.hot_products(period_days=1)["product_title"]
['口红', '坚果']

Rows go into a `Dataset`; its methods are the questions, and each gives a `Table`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._contract import answer
from ._dataset import Dataset
from ._errors import DatabaseError, InvalidInputError, MediaopError, QuestionError, UnknownIdError
from ._example import example
from ._increments import daily_increments
from ._table import Table

if TYPE_CHECKING:
    from ._shared import SharedDataset

__all__ = [
    "DatabaseError",
    "Dataset",
    "InvalidInputError",
    "MediaopError",
    "QuestionError",
    "SharedDataset",
    "Table",
    "UnknownIdError",
    "answer",
    "daily_increments",
    "example",
]


def __getattr__(name: str) -> object:
    # SQLAlchemy is needed for this alone.
    if name == "SharedDataset":
        from ._shared import SharedDataset

        return SharedDataset
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
