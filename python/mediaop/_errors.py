"""What can go wrong, said so that it can be put right."""

from __future__ import annotations

from collections.abc import Mapping


class MediaopError(Exception):
    """Everything that mediaop raises of its own."""


class InvalidInputError(MediaopError, ValueError):
    """Input that cannot be taken.

    >>> import mediaop
    >>> try:
    ...     mediaop.Dataset.from_rows([{"aweme_id": 7}])
    ... except mediaop.InvalidInputError as error:
    ...     print(error.row, error.column, error.reason, sep=" | ")
    0 | update_ts | there is no update_ts, found aweme_id
    """

    def __init__(self, reason: str, row: int | None = None, column: str | None = None) -> None:
        super().__init__(reason, row, column)
        #: What was found, and what would be right.
        self.reason = reason
        #: The row at fault, counted from 0, where it is known.
        self.row = row
        #: The column at fault, where it is known.
        self.column = column
        #: The file and the line, where it is of a file.
        self.where: str | None = None

    def __str__(self) -> str:
        where = self.where or (None if self.row is None else f"row {self.row}")
        return self.reason if where is None else f"{where}: {self.reason}"


class QuestionError(MediaopError, ValueError):
    """A question with parameters that cannot be accepted.

    >>> import mediaop
    >>> try:
    ...     mediaop.example().top_videos(metric="likes")
    ... except mediaop.QuestionError as error:
    ...     print(*error.parameters)
    metric
    """

    def __init__(self, detail: str, parameters: Mapping[str, str]) -> None:
        super().__init__(detail, parameters)
        #: One sentence.
        self.detail = detail
        #: Each parameter at fault, and why.
        self.parameters = dict(parameters)

    def __str__(self) -> str:
        if len(self.parameters) < 2:
            return self.detail
        return "; ".join(f"{name}: {reason}" for name, reason in self.parameters.items())


class UnknownIdError(MediaopError, LookupError):
    """A video, creator or product that was not known by the end of the window.

    >>> import mediaop
    >>> mediaop.example().video_daily("999")
    Traceback (most recent call last):
    mediaop.UnknownIdError: video "999" by the end of 2026-03-10 is not known
    """


class DatabaseError(MediaopError, RuntimeError):
    """A database that cannot be read."""


for _exception in (MediaopError, InvalidInputError, QuestionError, UnknownIdError, DatabaseError):
    _exception.__module__ = "mediaop"
