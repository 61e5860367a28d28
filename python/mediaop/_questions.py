"""The parameters of questions, in the names of the HTTP interface; ``from`` is ``from_`` here."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, TypedDict, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import quote, urlencode

Day = date | str
Metric = Literal["digg", "collect", "share", "comment", "play", "recommend", "admire"]
RankBy = Literal["digg", "collect", "share", "comment", "play", "recommend", "admire", "overall"]
Basis = Literal["posted", "gained"]
Baseline = Literal["within_day", "previous_close"]
Linked = Literal["linked", "all"]
PointSort = Literal[
    "video_count", "-video_count", "creator_count", "-creator_count", "total", "-total", "avg", "-avg",
    "median", "-median", "best", "-best", "good_video_count", "-good_video_count", "good_rate", "-good_rate",
]  # fmt: skip
GroupBy = Literal["category", "category2", "product"]
Measure = Literal["total", "avg", "median", "best"]


class Window(TypedDict, total=False):
    """Which days, and how a day's increment is taken."""

    period_days: int
    from_: Day
    to: Day
    as_of: Day
    baseline: Baseline
    linked: Linked


class View(Window, total=False):
    """Which days, and whether videos count by publication or by what they gained."""

    basis: Basis


class Order(TypedDict, total=False):
    """What a list is ranked by."""

    metric: RankBy
    similarity: float


class MetricOrder(TypedDict, total=False):
    """What products are ranked by."""

    metric: Metric
    similarity: float


class Page(TypedDict, total=False):
    """A part of a list; without it, all of it."""

    page: int
    page_size: int


class Category(TypedDict, total=False):
    """A category, and the second level within it."""

    category: str
    category2: str


class Ranked(View, Order, Page, Category, total=False):
    """A ranked list."""


class Search(Ranked, total=False):
    """A ranked list of whom or what a text is met by."""

    q: str


class Videos(Ranked, total=False):
    """A ranked list of videos."""

    product_id: str
    creator_id: str


class Groups(View, Order, Category, total=False):
    """What a creator is good at."""

    group_by: GroupBy


class Matrix(View, MetricOrder, Category, total=False):
    """Products by how they do and by how many videos they have."""

    measure: Measure
    min_metric: int
    min_videos: int
    min_creators: int
    q: str
    x_from: float
    x_to: float
    y_from: float
    y_to: float
    sort: PointSort


class Hot(Window, MetricOrder, Page, Category, total=False):
    """Products by what they gained."""


class Comparison(View, Order, total=False):
    """Creators side by side."""


class CategoryDays(Window, Category, total=False):
    """The days of a category."""


#: What each parameter means, as the interface's own description (`/api/openapi.json`) says it, and what
#: holds where it is not given.
MEANINGS: Mapping[str, tuple[str, object]] = {
    "period_days": ("The days that end at as_of", 7),
    "from_": ("The first day, instead of period_days", None),
    "to": ("The last day, instead of period_days", None),
    "as_of": ("Only what was known by the end of this day counts; today where it is left out", None),
    "baseline": (
        "What a day's increment starts from: within_day, its first snapshot; previous_close, the last one before",
        "within_day",
    ),
    "linked": ("linked: videos with a product. all: every video", "linked"),
    "basis": (
        "posted: videos published in the window, with their totals at its end. "
        "gained: videos with an increment in it, with the sums of these",
        "posted",
    ),
    "metric": ("What the order is by; overall is not for matrix and hot", "digg"),
    "similarity": ("How much less still counts as about the same: then more videos come first", 0.05),
    "page": ("The page, from 1", None),
    "page_size": ("Rows on a page", None),
    "category": ("A category", None),
    "category2": ("A second-level category, together with its category", None),
    "q": ("A part of the id or the name, in any case", None),
    "product_id": ("A product's id", None),
    "creator_id": ("A creator's id, or another id that fits one creator", None),
    "group_by": ("What the groups are", "category"),
    "measure": ("What X is", "total"),
    "min_metric": ("From there on a video is good", None),
    "min_videos": ("Products with fewer videos are left out", None),
    "min_creators": ("Products with fewer creators are left out", None),
    "x_from": ("Points from there on X, rightwards", None),
    "x_to": ("Points up to there on X", None),
    "y_from": ("Points from there on Y, upwards", None),
    "y_to": ("Points up to there on Y", None),
    "sort": ("By this column, `-` in front for the greatest first; else by measure, in bands", None),
}

Method = TypeVar("Method", bound=Callable[..., Any])


def takes(parameters: type) -> Callable[[Method], Method]:
    """Show the keywords of a question in its signature, for ``help`` and completion, and what they mean."""

    def with_signature(method: Method) -> Method:
        own = list(inspect.signature(method).parameters.values())[:-1]
        hints = get_type_hints(parameters)
        keywords = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_shown(hint))
            for name, hint in hints.items()
        ]
        method.__signature__ = inspect.Signature([*own, *keywords])  # type: ignore[attr-defined]
        meanings = [f"    {name}: {_meaning(name)}" for name in hints]
        method.__doc__ = "\n".join([inspect.getdoc(method) or "", "", "Keywords:", *meanings])
        return method

    return with_signature


def _meaning(name: str) -> str:
    meaning, default = MEANINGS[name]
    return f"{meaning}." if default is None else f"{meaning} ({default!r} unless given)."


def _shown(hint: Any) -> Any:
    return Literal[get_args(hint)] if get_origin(hint) is Literal else hint


def query_string(question: Mapping[str, Any], several: tuple[tuple[str, str], ...] = ()) -> str:
    """Write the parameters as a query; what is ``None`` is left out."""
    pairs = [(name.removesuffix("_"), _text(value)) for name, value in question.items() if value is not None]
    return urlencode([*pairs, *several], quote_via=quote)


def segment(value: object) -> str:
    """Write an id as a part of a path."""
    return quote(str(value), safe="")


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, "f") if value == value and abs(value) < 1e15 else str(value)
    return str(value)
