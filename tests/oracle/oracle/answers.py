"""Question in, body out: the paths of the contract that are questions."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from . import benchmark, lists, series
from .coverage import coverage
from .creator_products import creator_products
from .hot import hot
from .local_days import today
from .matrix import matrix
from .question import Question, Window, window_of
from .videos import videos

ROUTES = [
    ("creators", r"/api/creators", lists.creators),
    ("creator_products", r"/api/creators/([^/]+)/products", creator_products),
    ("products", r"/api/products", lists.products),
    ("products", r"/api/products/search", lists.products),
    ("videos", r"/api/products/([^/]+)/videos", videos),
    ("videos", r"/api/videos", videos),
    ("matrix", r"/api/products/matrix", matrix),
    ("hot", r"/api/products/hot", hot),
    ("benchmark", r"/api/benchmark/creators", benchmark.benchmark_creators),
    ("best_videos", r"/api/benchmark/videos", benchmark.benchmark_videos),
    ("compare", r"/api/benchmark/compare", benchmark.compare_creators),
    ("daily", r"/api/videos/([^/]+)/daily", series.video_daily),
    ("daily", r"/api/creators/([^/]+)/daily", series.creator_daily),
    ("daily", r"/api/products/([^/]+)/daily", series.product_daily),
    ("daily", r"/api/categories/daily", series.category_daily),
    ("snapshots", r"/api/videos/([^/]+)/snapshots", series.snapshots),
    ("categories", r"/api/categories", lists.categories),
]


@dataclass
class Asked:
    """A question with its window, against one database."""

    database: object
    question: Question
    window: Window
    timezone: str
    today: object

    @property
    def metric(self):
        return self.question.metric

    @property
    def similarity(self):
        return self.question.similarity

    @property
    def partial(self):
        return self.window.to_day == self.today

    def whole(self, data, narrowed, second_level=False):
        second_level = second_level or narrowed.category2 is not None
        return {
            "data": data,
            "window": {
                "from": self.window.from_day.isoformat(),
                "to": self.window.to_day.isoformat(),
                "as_of": self.window.as_of.isoformat(),
                "timezone": self.timezone,
                "basis": self.question.basis,
                "baseline": self.question.baseline,
                "partial": self.partial,
            },
            "coverage": coverage(self.database, narrowed, second_level, self.timezone),
        }

    def paged(self, rows, narrowed, shape=lambda page: page):
        page, size = self.question.page()
        body = self.whole(shape(rows[(page - 1) * size : page * size]), narrowed)
        body["page"] = {"page": page, "page_size": size, "total": len(rows)}
        return body


class Oracle:
    def __init__(self, database, timezone):
        self.database = database
        self.timezone = timezone
        self.first_day = database.value("SELECT min(day) FROM accepted")
        self.last_day = database.value("SELECT max(day) FROM accepted")

    def answer(self, request):
        """The body of `GET request`, a path with its parameters."""
        path, _, query = request.partition("?")
        kind, path_id, handler = route(path)
        question = Question(kind, parse_qsl(query, keep_blank_values=True), path_id)
        running_day = today(self.timezone)
        window = window_of(question, running_day, self.first_day)
        self.database.set_variables(
            from_day=window.from_day,
            to_day=window.to_day,
            as_of=window.as_of,
            previous_from=window.previous_from,
            basis=question.basis,
            baseline=question.baseline,
            linked=question.linked,
        )
        self.database.run_file("moment")
        return handler(Asked(self.database, question, window, self.timezone, running_day))


def route(path):
    fixed_first = sorted(ROUTES, key=lambda entry: "(" in entry[1])
    for kind, pattern, handler in fixed_first:
        found = re.fullmatch(pattern, path)
        if found:
            return kind, unquote(found[1]) if found.groups() else None, handler
    raise LookupError(f"{path} is not a question")
