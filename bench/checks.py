"""A peer did the same work: its numbers against those that mediaop gave for the same question."""

import math

from rows import COUNTERS

TOTALS = [f"total_{name}_count" for name in COUNTERS]


class Checks:
    def __init__(self, peer, facts, rows):
        self.peer, self.facts = peer, facts
        categories, _ = rows.category_codes()
        self.names = {"creators": rows.creators, "products": rows.products, "categories": categories}
        ids = rows.columns["aweme_id"]
        self.video_ids = ids[[True, *(ids[1:] != ids[:-1])]].astype(str).tolist()
        self.done = 0

    def name(self, table, code):
        return None if code is None else self.names[table][code]

    def equal(self, what, theirs, ours):
        assert len(ours) > 0, f"{what}: mediaop gave nothing to compare"
        assert len(theirs) == len(ours), f"{what}: {self.peer} has {len(theirs)} rows, mediaop {len(ours)}"
        for number, (their, our) in enumerate(zip(theirs, ours)):
            assert len(their) == len(our) and all(map(same, their, our)), (
                f"{what}, row {number}: {self.peer} has {their}, mediaop {our}"
            )
        self.done += 1

    def increments(self, what, row):
        """`row`: how many increments there are, and the sum of each counter."""
        expected = self.facts["increments"]
        self.equal(what, [tuple(row)], [(expected["count"], *expected["sums"])])

    def question(self, window, name, rows):
        """`rows`: what the peer answered, as dictionaries."""
        answer = self.facts["windows"][window]["answers"][name]
        kind = name.split("/")[0]
        self.equal(f"{name}, window {window}", *getattr(self, kind)(rows, answer))

    def creators(self, rows, answer):
        theirs = [(self.name("creators", r["creator"]), r["videos"], r["products"], *counts(r)) for r in rows]
        return theirs, [
            (r["creator_id"], r["video_count"], r["product_count"], *(r[t] for t in TOTALS))
            for r in answer if r["video_count"]
        ]  # fmt: skip

    def products(self, rows, answer):
        theirs = [(self.name("products", r["product"]), r["videos"], r["creators"], *counts(r)) for r in rows]
        return theirs, [
            (r["product_id"], r["video_count"], r["creator_count"], *(r[t] for t in TOTALS))
            for r in answer if r["video_count"]
        ]  # fmt: skip

    def creator_products(self, rows, answer):
        theirs = {
            (self.name("categories", r["category"]), self.name("products", r["product"])): (r["videos"], *counts(r), r["best"])
            for r in rows
        }
        ours = {}
        for group in answer["groups"]:
            for product in [{**group, "product_id": None}, *group["products"]]:
                best = product["best_video"] and product["best_video"]["value"]
                ours[group["category"], product["product_id"]] = (
                    product["video_count"], *(product[t] for t in TOTALS), best
                )  # fmt: skip
        return in_order(theirs), in_order(ours)

    def top_videos(self, rows, answer):
        theirs = [(self.video_ids[r["video"]], r["digg"], r["times"]) for r in rows]
        return sorted(theirs), sorted((r["aweme_id"], r["digg_count"], r["times_creator_median"]) for r in answer)

    def product_matrix(self, rows, answer):
        theirs = [
            (self.name("products", r["product"]), r["videos"], r["creators"], r["digg"], r["middle"], r["best"])
            for r in rows
        ]
        return theirs, [
            (r["product_id"], r["video_count"], r["creator_count"], r["total"], r["median"], r["best"])
            for r in answer["points"]
        ]

    def creator_benchmark(self, rows, answer):
        whole, *rows = rows
        theirs = [
            (self.name("creators", r["creator"]), r["videos"], r["products"], r["digg"], r["median_digg"], r["percentile"])
            for r in rows[:50]
        ]
        total = answer["category_total"]
        theirs.append((whole["videos"], whole["products"], whole["digg"], whole["median_digg"]))
        return theirs, [
            (r["creator_id"], r["video_count"], r["product_count"], r[TOTALS[0]], r["median_digg_count"], r["percentile"])
            for r in answer["creators"]
        ] + [(total["video_count"], total["product_count"], total[TOTALS[0]], total["median_digg_count"])]

    def best_videos(self, rows, answer):
        theirs = [(r["digg"], self.name("creators", r["creator"]), self.name("categories", r["category"])) for r in rows]
        return above_the_cut(theirs), above_the_cut(
            [(r["video"]["digg_count"], r["creator_id"], r["category"]) for r in answer]
        )

    def compare_creators(self, rows, answer):
        theirs = {
            (self.name("categories", r["category"]), self.name("creators", r["creator"])): (r["videos"], *counts(r), r["best"])
            for r in rows
        }
        cells = [(None, creator["creator_id"], creator) for creator in answer["creators"]]
        cells += [(c["category"], id, cell) for c in answer["categories"] for id, cell in c["by_creator"].items()]
        ours = {
            (category, creator): (
                cell["video_count"], *(cell[t] for t in TOTALS), cell["best_video"] and cell["best_video"]["value"]
            )
            for category, creator, cell in cells if cell["video_count"]
        }  # fmt: skip
        return in_order(theirs), in_order(ours)

    def categories(self, rows, answer):
        theirs = [(self.name("categories", r["category"]), r["videos"], r["products"]) for r in rows]
        return sorted(theirs), sorted((r["category"], r["video_count"], r["product_count"]) for r in answer if r["video_count"])

    def hot_products(self, rows, answer):
        theirs = [
            (self.name("products", r["product"]), r["gained"], r["previous"], r["videos"], r["new_videos"], r["creators"],
             sum(r["daily"]))
            for r in rows
        ]  # fmt: skip
        return theirs, [
            (r["product_id"], r["gained"], r["previous"], r["video_count"], r["new_video_count"], r["creator_count"],
             sum(day for day in r["daily"] if day is not None))
            for r in answer
        ]  # fmt: skip

    def daily_series(self, rows, answer):
        return [(r["videos"], *counts(r)) for r in rows], [
            (r["video_count"], *(r[f"{name}_count"] for name in COUNTERS)) for r in answer if not r["gap"]
        ]

    def video_snapshots(self, rows, answer):
        theirs = [(r["first_ts"], r["last_ts"], r["first_digg"], r["last_digg"]) for r in rows]
        return theirs, [
            (r["first"]["update_ts"], r["last"]["update_ts"], r["first"]["digg_count"], r["last"]["digg_count"])
            for r in answer
        ]

    def precomputed_stats(self, rows):
        expected = self.facts["precomputed_stats"]
        whole = [r for r in rows if r["whole"]]
        pairs = [r for r in rows if not r["whole"] and r["creator"] is not None]
        likes = sum(r["digg"] for r in whole if r["digg"] is not None)
        ours = (expected["product_matrix"], expected["product_creator"], expected["likes"])
        self.equal("precomputed_stats", [(len(whole), len(pairs), likes)], [ours])


def above_the_cut(page):
    """Of equal values at the end of a page either may be on it: of these the value alone."""
    least = min((value for value, *_ in page), default=None)
    return sorted((value, *(who if value > least else ["", ""])) for value, *who in page)


def counts(row):
    return [row[name] for name in COUNTERS]


def in_order(by_key):
    return [(*key, *by_key[key]) for key in sorted(by_key, key=lambda key: [part or "" for part in key])]


def same(theirs, ours):
    if theirs is None or ours is None or isinstance(theirs, str):
        return theirs == ours
    return math.isclose(theirs, ours, rel_tol=1e-12)
