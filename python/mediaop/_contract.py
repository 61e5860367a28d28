"""Problem documents of the contract as exceptions."""

from __future__ import annotations

import json
from typing import NoReturn

from ._errors import MediaopError, QuestionError, UnknownIdError


def raise_problem(status: int, body: bytes) -> NoReturn:
    """Raise what a problem document says."""
    problem = json.loads(body)
    detail = str(problem["detail"])
    if status == 404:
        raise UnknownIdError(detail)
    if status == 400:
        raise QuestionError(detail, {error["param"]: error["reason"] for error in problem["errors"]})
    raise MediaopError(detail)
