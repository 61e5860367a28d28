"""CSV files into a data set."""

from __future__ import annotations

import codecs
import csv
import os
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TextIO

from ._counted import counted
from ._errors import InvalidInputError
from ._load import ROWS_BETWEEN_NEWS, push
from ._mediaop import Builder, Core, recognise
from ._progress import Progress


def read_csv(
    paths: Sequence[str | os.PathLike[str]], timezone: str, encoding: str, strict: bool, progress: Progress
) -> Core:
    """Read CSV files as text: what a cell means is for the core to say."""
    builder = Builder(timezone)
    opened = [_CsvFile(path, encoding, strict) for path in paths]
    has_snapshots = any(file.table == "snapshots" for file in opened)
    for file in opened:
        table = "video_attributes" if file.table == "videos" and has_snapshots else file.table
        try:
            push(builder, table, file.rows(), file.columns, strict, progress)
        except InvalidInputError as error:
            if error.row is not None:
                error.where = file.place(error.row)
            raise
        file.warn()
    return builder.finish()


class _CsvFile:
    """A CSV file, its columns, and its rows as wide as they are."""

    def __init__(self, path: str | os.PathLike[str], encoding: str, strict: bool) -> None:
        self.path, self._strict = os.fspath(path), strict
        self._file = open(path, encoding=encoding, newline="")
        with self._as_text():
            first = self._file.readline()
        self._delimiter = next((mark for mark in ",\t;" if mark in first), ",")
        try:
            header = next(csv.reader([first], delimiter=self._delimiter), [])
        except csv.Error as error:
            raise self._refused(1, error) from error
        self.columns = [name.strip().lower() for name in header]
        self.table = recognise(self.columns, self.path)
        self._other_width: list[int] = []
        #: Where the rows that were given last begin, and how many were given in all.
        self._begins: deque[int] = deque(maxlen=ROWS_BETWEEN_NEWS)
        self._given = 0

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Give the rows; those of another width are left out and remembered."""
        width = len(self.columns)
        with self._file as file, self._as_text():
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=self._delimiter)
            line = 2
            try:
                for row in reader:
                    if lines.are_over:
                        raise self._unclosed(line, "a quote is opened and not closed")
                    if len(row) == width:
                        self._begins.append(line)
                        self._given += 1
                        yield tuple(row)
                    elif row and self._strict:
                        raise InvalidInputError(
                            f"{self.path}: line {line} has {counted(len(row), 'value')}: expected {width}, as the header has"
                        )
                    elif row:
                        self._other_width.append(line)
                    line = reader.line_num + 2
            except csv.Error as error:
                raise self._refused(line, error) from error

    def place(self, row: int) -> str:
        """Say where a row stands that was given."""
        return f"{self.path}: line {self._begins[row - self._given]}"

    def _refused(self, line: int, error: csv.Error) -> InvalidInputError:
        if "field limit" not in str(error):
            return InvalidInputError(f"{self.path}: line {line}: {error}")
        longest = f"a cell has more than {csv.field_size_limit():,} characters, as behind a quote that is not closed"
        return self._unclosed(line, longest)

    def _unclosed(self, line: int, found: str) -> InvalidInputError:
        return InvalidInputError(
            f'{self.path}: in the row that begins in line {line} {found}: expected " at both ends of a cell, and "" for '
            "each within it"
        )

    @contextmanager
    def _as_text(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:
            with open(self.path, "rb") as file:
                is_utf16 = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
            meant = (
                "encoding='utf-16', as its first two bytes say"
                if is_utf16
                else "such as encoding='gb18030' for files that Excel saved on a Chinese Windows"
            )
            raise InvalidInputError(f"{self.path} is not in {self._file.encoding}: name what it is in, {meant}") from error

    def warn(self) -> None:
        """Say what was left out."""
        if self._other_width:
            first = ", ".join(map(str, self._other_width[:5]))
            warnings.warn(
                f"{self.path}: {counted(len(self._other_width), 'row is', 'rows are')} left out, not as wide as the header "
                f"({counted(len(self.columns), 'column')}): line{'' if len(self._other_width) == 1 else 's'} {first}{' …' if len(self._other_width) > 5 else ''}",
                stacklevel=4,
            )


class _Lines:
    """The lines of a file, and whether there are no more: a row that is made then was not at its end."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.are_over = False

    def __iter__(self) -> Iterator[str]:
        return chain(self._file, self._end())

    def _end(self) -> Iterator[str]:
        self.are_over = True
        yield from ()
