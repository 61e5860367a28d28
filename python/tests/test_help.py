"""What ``help`` says of a question is what the interface says of itself."""

import json
from pathlib import Path

import pytest

import mediaop
from mediaop._answers import Answers
from mediaop._questions import MEANINGS

OPENAPI = json.loads((Path(__file__).resolve().parents[2] / "mediaop-core" / "openapi.json").read_text(encoding="utf-8"))
#: A method gives the whole list where no page is named, the interface its first page.
PAGES = {"page", "page_size"}


def described():
    """Of each parameter in a query: its descriptions and defaults."""
    found = {}
    for path in OPENAPI["paths"].values():
        for parameter in path.get("get", {}).get("parameters", []):
            if parameter["in"] == "query":
                default = parameter["schema"].get("default")
                found.setdefault(parameter["name"], set()).add((parameter["description"], default))
    return found


@pytest.mark.parametrize("name", MEANINGS)
def test_a_keyword_means_what_the_interface_says(name):
    meaning, default = MEANINGS[name]
    descriptions = described()[name.removesuffix("_")]
    assert {description for description, _ in descriptions} == {meaning}
    assert name in PAGES or default in {default for _, default in descriptions}


QUESTIONS = [name for name, method in vars(Answers).items() if hasattr(method, "__signature__")]


@pytest.mark.parametrize("question", QUESTIONS)
def test_help_says_a_word_on_each_keyword(question):
    method = getattr(mediaop.Dataset, question)
    keywords = [name for name, parameter in method.__signature__.parameters.items() if parameter.kind.name == "KEYWORD_ONLY"]
    lines = method.__doc__.splitlines()
    told = [line.split(":")[0].strip() for line in lines[lines.index("Keywords:") + 1 :]]
    assert told == keywords
    assert "period_days" in keywords


def test_every_question_has_its_help():
    public = {name for name in vars(Answers) if not name.startswith("_")}
    assert public - set(QUESTIONS) == {"increments"}, "which has a parameter of its own"
