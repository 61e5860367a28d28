"""The contract: requests answered as every host does, and its problem documents as exceptions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NoReturn

from ._errors import MediaopError, QuestionError, UnknownIdError
from ._request_line import escaped

if TYPE_CHECKING:
    from ._dataset import Dataset


def raise_problem(status: int, body: bytes) -> NoReturn:
    """Raise what a problem document says."""
    problem = json.loads(body)
    detail = str(problem["detail"])
    if status == 404:
        raise UnknownIdError(detail)
    if status == 400:
        raise QuestionError(detail, {error["param"]: error["reason"] for error in problem["errors"]})
    raise MediaopError(detail)


def answer(
    dataset: Dataset,
    method: str,
    path: str | bytes,
    query: str | bytes = "",
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Answer a request as every host does: method, path, query and headers in, as the request line
    has them, also as bytes; status, headers and body out. What is wrong with the request is an answer too.

    >>> import mediaop
    >>> status, headers, body = mediaop.answer(mediaop.example(), "GET", "/api/categories", "format=csv")
    >>> status, body.decode("utf-8-sig").splitlines()[0]
    (200, 'category,category2,product_count,video_count')
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    if_none_match = [value for name, value in pairs if name.lower() == "if-none-match"]
    return dataset._core.answer(method, escaped(path), escaped(query), ", ".join(if_none_match) or None, dataset.today)
