"""What sells: answers from snapshots of short videos' counters.

>>> import mediaop
>>> dataset = mediaop.example()
>>> dataset.hot_products(period_days=1)["product_title"]
['口红', '坚果']

Rows go into a `Dataset`; its methods are the questions, and each gives a `Table`.
"""

from __future__ import annotations

from ._dataset import Dataset, answer
from ._errors import DatabaseError, InvalidInputError, MediaopError, QuestionError, UnknownIdError
from ._example import example
from ._table import Table

__all__ = [
    "DatabaseError",
    "Dataset",
    "InvalidInputError",
    "MediaopError",
    "QuestionError",
    "Table",
    "UnknownIdError",
    "answer",
    "example",
]
