"""The requests ask about enough, and the oracle can answer all of them."""

from urllib.parse import parse_qsl

import cases
import pytest

SOURCES = ["youtube", "stelive", "messy"]


@pytest.mark.parametrize("source_oracle", SOURCES, indirect=True, scope="session")
@pytest.mark.parametrize("path", cases.PATHS)
def test_most_requests_of_a_path_find_something(source_oracle, path):
    answers = []
    for number in range(cases.PER_PATH):
        request = cases.request(source_oracle, "any", path, number)
        answers.append(source_oracle.answer(request)["data"])
    assert sum(map(has_something, answers)) >= 2, answers


def has_something(data):
    if isinstance(data, dict):
        return any(data[name] for name in ("groups", "points", "creators") if name in data)
    return any(not row.get("gap", False) for row in data)


@pytest.mark.parametrize("source_oracle", ["messy"], indirect=True, scope="session")
def test_requests_use_every_parameter_of_a_question(source_oracle):
    used = {}
    for path in cases.PATHS:
        for number in range(cases.PER_PATH):
            _, _, query = cases.request(source_oracle, "any", path, number).partition("?")
            for name, value in parse_qsl(query):
                used.setdefault(name, set()).add(value)
    assert set(used) == {
        "period_days", "from", "to", "as_of", "basis", "baseline", "linked",
        "metric", "sort_by", "similarity", "page", "page_size", "category", "category2",
        "q", "keyword", "group_by", "measure", "min_metric", "min_videos", "min_creators",
        "x_from", "x_to", "y_from", "y_to", "sort",
        "product_id", "creator_id",
    }  # fmt: skip
    assert used["basis"] == {"posted", "gained"}
    assert used["baseline"] == {"within_day", "previous_close"}
    assert used["linked"] == {"linked", "all"}
    assert used["similarity"] == {"0", "0.05", "0.3", "0.9"}
    assert used["measure"] == {"total", "avg", "median", "best"}
    assert used["metric"] | used["sort_by"] | {"digg"} == set(cases.METRICS)


@pytest.mark.parametrize("source_oracle", ["messy"], indirect=True, scope="session")
def test_the_messy_data_set_exercises_every_rule(source_oracle):
    database = source_oracle.database
    reasons = database.rows("SELECT DISTINCT reason FROM judged WHERE reason IS NOT NULL")
    assert {row["reason"] for row in reasons} == {
        "aweme_id_missing", "aweme_id_not_a_whole_number", "aweme_id_not_positive",
        "update_ts_missing", "update_ts_in_seconds", "update_ts_in_microseconds",
        "create_time_not_a_number", "create_time_in_milliseconds",
        "counter_not_a_number", "counter_negative", "before_publication",
    }  # fmt: skip
    for happens in (
        "SELECT count(*) FROM accepted WHERE blank",
        "SELECT count(*) FROM change WHERE within < 0",
        "SELECT count(*) FROM summary WHERE first_ts = last_ts",
        "SELECT count(*) FROM change WHERE previous_span > 1 AND previous IS NOT NULL",
        "SELECT count(*) FROM judged GROUP BY video, ts ORDER BY count(*) DESC LIMIT 1 OFFSET 9",
        "SELECT count(*) FROM counter WHERE kind = 'inexact'",
        "SELECT count(DISTINCT product_id) FROM accepted GROUP BY aweme_id ORDER BY 1 DESC LIMIT 1",
        "SELECT count(DISTINCT sec_uid) FROM accepted GROUP BY aweme_id ORDER BY 1 DESC LIMIT 1",
        "SELECT count(*) FROM video_now WHERE creator_id IS NULL",
    ):
        assert database.value(happens) >= 2, happens
