"""The program's answers are the oracle's, field by field and in the same order."""

import json

import cases
import pytest
from program import TIMEZONE

from oracle.compare import difference

HELD = ["youtube", "demo", "stelive", "messy"]


@pytest.mark.parametrize("held", HELD, indirect=True, scope="session")
@pytest.mark.parametrize("path", cases.PATHS)
@pytest.mark.parametrize("number", range(cases.PER_PATH))
def test_the_program_answers_as_the_oracle(held, path, number):
    request = cases.request(held.oracle, held.name, path, number)
    status, _, body = held.server.get(request)
    assert status == 200, f"{request}\n{status}: {body[:2000].decode('utf-8', 'replace')}"
    found = difference(held.oracle.answer(request), json.loads(body))
    if found:
        place, expected, actual = found
        pytest.fail(
            f"time zone {TIMEZONE}, data set {held.name}\n{request}\n"
            f"first difference at body{place}\n  oracle:  {expected!r}\n  program: {actual!r}",
            pytrace=False,
        )
