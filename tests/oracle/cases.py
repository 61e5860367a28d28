"""Seeded random requests over every path, as `GET` paths ready to send."""

import random
from datetime import timedelta
from urllib.parse import quote, urlencode

from oracle.local_days import today

METRICS = ["digg", "collect", "share", "comment", "play", "recommend", "admire", "overall"]
PER_PATH = 12
PATHS = {
    "/api/creators": "basis order page category q",
    "/api/creators/{creator}/products": "basis order category group_by",
    "/api/products": "basis order page category q",
    "/api/products/search": "basis order page category keyword",
    "/api/products/{product}/videos": "basis order page",
    "/api/videos": "basis order page category video_filter",
    "/api/products/matrix": "basis order category matrix selection",
    "/api/products/hot": "order page category",
    "/api/benchmark/creators": "basis order page category",
    "/api/benchmark/videos": "basis order page category",
    "/api/benchmark/compare": "basis order creators",
    "/api/videos/{video}/daily": "",
    "/api/creators/{creator}/daily": "",
    "/api/products/{product}/daily": "",
    "/api/categories/daily": "one_category",
    "/api/videos/{video}/snapshots": "",
    "/api/categories": "basis",
}
NO_OVERALL = ("/api/products/matrix", "/api/products/hot")
KNOWN = {
    "video": "SELECT DISTINCT aweme_id::VARCHAR FROM accepted WHERE day <= $to ORDER BY 1",
    "creator": "SELECT creator_id FROM creator WHERE first_day <= $to OR in_table ORDER BY 1",
    "product": "SELECT product_id FROM product WHERE first_day <= $to OR in_catalog ORDER BY 1",
}
# The busiest of the last days, so that most answers are not empty.
BUSY = {
    "video": """SELECT aweme_id::VARCHAR FROM accepted WHERE day BETWEEN $to - 14 AND $to
                GROUP BY aweme_id ORDER BY count(*) DESC, 1 LIMIT 40""",
    "creator": """SELECT creator_id FROM accepted JOIN (
                      SELECT aweme_id, creator_id FROM video_now WHERE creator_id IS NOT NULL
                  ) USING (aweme_id)
                  WHERE day BETWEEN $to - 14 AND $to AND (
                      sec_uid = creator_id OR creator_hash = creator_id)
                  GROUP BY 1 ORDER BY count(DISTINCT aweme_id) DESC, 1 LIMIT 25""",
    "product": """SELECT product_id FROM accepted
                  WHERE product_id IS NOT NULL AND day BETWEEN $to - 14 AND $to
                  GROUP BY 1 ORDER BY count(DISTINCT aweme_id) DESC, 1 LIMIT 25""",
}
CATEGORIES = """
SELECT category, category2, count(DISTINCT aweme_id) AS videos
FROM product LEFT JOIN accepted USING (product_id)
WHERE category IS NOT NULL GROUP BY category, category2 ORDER BY videos DESC, 1, 2
"""
NAMES = """
SELECT name FROM (SELECT nickname AS name FROM creator UNION SELECT product_title FROM product
                  UNION SELECT product_id FROM product)
WHERE length(name) >= 2 ORDER BY 1
"""


def request(oracle, dataset, path, number):
    """The `number`th request of a path; the same for the same data."""
    rng = random.Random(f"{dataset} {path} {number}")
    to_day, window = random_window(rng, oracle)

    def ids(ask):
        return [row[0] for row in oracle.database.connection.execute(ask, {"to": to_day}).fetchall()]

    def pick(kind):
        ask = BUSY[kind] if rng.random() < 0.75 else KNOWN[kind]
        return rng.choice(ids(ask) or ids(KNOWN[kind]))

    parameters = [*window, *sometimes(rng, "baseline", ["within_day", "previous_close", "previous_close"])]
    parameters += sometimes(rng, "linked", ["linked", "all"])
    for kind in PATHS[path].split():
        parameters += PARAMETERS[kind](rng, oracle, path, number, pick)
    rng.shuffle(parameters)
    for kind in KNOWN:
        if f"{{{kind}}}" in path:
            path = path.replace(f"{{{kind}}}", quote(pick(kind), safe=""))
    return f"{path}?{urlencode(parameters, quote_via=quote)}"


def random_window(rng, oracle):
    """(its last day, its parameters), in one of the forms of METRICS 5."""
    running = today(oracle.timezone)
    last = min(oracle.last_day + timedelta(days=2), running)
    days = (last - oracle.first_day).days
    to_day = oracle.first_day + timedelta(days=rng.randint(min(2, days), days))
    from_day = to_day - timedelta(days=rng.choice([0, 1, 2, 6, 6, 13, 29, 44]))
    later = to_day + timedelta(days=rng.choice([0, 0, 1, 3, 10]))
    as_of = ("as_of", min(later, running).isoformat())
    length = ("period_days", rng.choice([1, 3, 7, 15, 15, 30, 90]))
    forms = [
        (to_day, [length, ("as_of", to_day.isoformat())]),
        (to_day, [("as_of", to_day.isoformat())]),
        (to_day, [("from", from_day.isoformat()), ("as_of", to_day.isoformat())]),
        (to_day, [("to", to_day.isoformat()), as_of]),
        (to_day, [("from", from_day.isoformat()), ("to", to_day.isoformat())]),
        (to_day, [("from", from_day.isoformat()), ("to", to_day.isoformat()), as_of]),
    ]
    rare = [(running, []), (running, [("period_days", 30)])]
    return rng.choice(forms * 3 + rare)


def sometimes(rng, name, values):
    value = rng.choice([None, *values])
    return [] if value is None else [(name, value)]


def basis(rng, oracle, path, number, pick):
    return sometimes(rng, "basis", ["posted", "gained", "gained"])


def order(rng, oracle, path, number, pick):
    metric = METRICS[number % len(METRICS)]
    if metric == "overall" and path in NO_OVERALL:
        metric = "play"
    named = [] if metric == "digg" else [(rng.choice(["metric", "metric", "sort_by"]), metric)]
    return named + sometimes(rng, "similarity", ["0", "0.05", "0.3", "0.9"])


def page(rng, oracle, path, number, pick):
    return sometimes(rng, "page_size", [1, 3, 5, 50, 500, 500]) + sometimes(rng, "page", [1, 1, 2, 3])


def category(rng, oracle, path, number, pick):
    return one_category(rng, oracle, path, number, pick) if rng.random() < 0.4 else []


def one_category(rng, oracle, path, number, pick):
    known = oracle.database.connection.execute(CATEGORIES).fetchall()
    first, second, _ = rng.choice(known[:5] if rng.random() < 0.75 else known)
    pair = [("category", first), ("category2", second)]
    return pair if second is not None and rng.random() < 0.5 else pair[:1]


def search(name):
    def parameter(rng, oracle, path, number, pick):
        if rng.random() < 0.5:
            return []
        text = rng.choice(oracle.database.connection.execute(NAMES).fetchall())[0]
        begin = rng.randrange(len(text) - 1)
        part = text[begin : begin + rng.choice([2, 3, 6])]
        part = rng.choice([part, part.upper()])
        return [(name, part)] if part.strip() == part else []

    return parameter


def group_by(rng, oracle, path, number, pick):
    return sometimes(rng, "group_by", ["category", "category2", "product"])


def matrix(rng, oracle, path, number, pick):
    return [
        *sometimes(rng, "measure", ["total", "avg", "median", "best"]),
        *sometimes(rng, "min_metric", [1, 100, 3000]),
        *sometimes(rng, "min_videos", [1, 2, 3]),
        *(sometimes(rng, "min_creators", [1, 2]) if rng.random() < 0.5 else []),
    ]


def selection(rng, oracle, path, number, pick):
    columns = ["video_count", "creator_count", "total", "avg", "median", "best", "good_rate"]
    return [
        *(search("q")(rng, oracle, path, number, pick) if rng.random() < 0.2 else []),
        *(sometimes(rng, "x_from", [-3, 0, 10.5, 100]) if rng.random() < 0.4 else []),
        *(sometimes(rng, "x_to", [500, 20000, 99999.5]) if rng.random() < 0.3 else []),
        *(sometimes(rng, "y_from", [1, 1.5, 2]) if rng.random() < 0.3 else []),
        *(sometimes(rng, "y_to", [2, 3.5, 10]) if rng.random() < 0.3 else []),
        *(sometimes(rng, "sort", [f"{sign}{name}" for sign in ["", "-"] for name in columns]) if rng.random() < 0.5 else []),
    ]


def video_filter(rng, oracle, path, number, pick):
    kinds = rng.choice([[], [], ["product"], ["creator"], ["product", "creator"]])
    return [(f"{kind}_id", pick(kind)) for kind in kinds]


def creators(rng, oracle, path, number, pick):
    chosen = {pick("creator") for _ in range(rng.randint(8, 12))}
    return [("creator_id", one) for one in sorted(chosen)[: rng.randint(2, 6)]]


PARAMETERS = {
    "basis": basis,
    "order": order,
    "page": page,
    "category": category,
    "one_category": one_category,
    "q": search("q"),
    "keyword": search("keyword"),
    "group_by": group_by,
    "matrix": matrix,
    "selection": selection,
    "video_filter": video_filter,
    "creators": creators,
}
