"""A request taken apart: its window, its filters and its order (METRICS 5)."""

import datetime
from dataclasses import dataclass, field

DAY = datetime.timedelta(days=1)
GAINED_ONLY = ("hot", "daily", "snapshots")


@dataclass
class Filter:
    """What a question is narrowed to; None is everything."""

    creator_ids: list = None
    product_id: str = None
    category: str = None
    category2: str = None
    aweme_id: int = None


@dataclass
class Question:
    kind: str
    parameters: list
    path_id: str = None
    single: dict = field(init=False)

    def __post_init__(self):
        self.single = dict(self.parameters)

    def get(self, name, default=None):
        return self.single.get(name, default)

    def date(self, name):
        text = self.get(name)
        return datetime.date.fromisoformat(text) if text else None

    @property
    def metric(self):
        return self.get("metric") or self.get("sort_by") or "digg"

    @property
    def similarity(self):
        return float(self.get("similarity", 0.05))

    @property
    def basis(self):
        return "gained" if self.kind in GAINED_ONLY else self.get("basis", "posted")

    @property
    def baseline(self):
        return self.get("baseline", "within_day")

    @property
    def linked(self):
        return self.get("linked", "linked")

    def filter(self):
        return Filter(category=self.get("category"), category2=self.get("category2"))

    def page(self):
        return int(self.get("page", 1)), int(self.get("page_size", 20))


@dataclass
class Window:
    from_day: datetime.date
    to_day: datetime.date
    as_of: datetime.date

    @property
    def days(self):
        return (self.to_day - self.from_day).days + 1

    @property
    def previous_from(self):
        return self.from_day - self.days * DAY


def window_of(question, today, first_day):
    as_of = question.date("as_of") or today
    from_day, to_day = question.date("from"), question.date("to")
    if from_day is None and to_day is None:
        length = int(question.get("period_days", 7))
        return Window(as_of - (length - 1) * DAY, as_of, as_of)
    if to_day is None:
        to_day = as_of
    if from_day is None:
        from_day = min(first_day, to_day) if first_day else to_day
    return Window(from_day, to_day, as_of)
