"""DuckDB on the work that mediaop was measured on: medians in ms as JSON, {name: [ms, way]}.

    python peers.py DATABASE FACTS OUT

FACTS is what the Rust benchmark wrote about the same database: which questions it asked, and what
came of them. Where the numbers of the two differ, the run ends with an error.
"""

import json
import sys
from pathlib import Path

import duckdb

from duck.builds import ANY_ORDER, ARRANGED, CATEGORIES, RAW_TEXTS, SORTED, tables_from_texts
from duck.checks import Checks
from duck.clock import best_ms, median_ms
from duck.load import COUNTERS, load
from duck.questions import Questions

BUILD_RUNS = 3
QUESTION_RUNS = 11


def main(database, facts_file, out):
    facts = json.loads(Path(facts_file).read_text(encoding="utf-8"))
    connection = load(database)
    connection.execute(CATEGORIES)
    measured, increments = measure_builds(connection)
    checks = Checks(connection, facts)
    for what, row in increments.items():
        checks.increments(what, row)
    measured.update(measure_questions(connection, facts, checks))
    Path(out).write_text(json.dumps(measured, indent=1), encoding="utf-8")
    print(f"DuckDB {duckdb.__version__}: {len(measured)} measured, {checks.done} compared with mediaop and found equal")


def measure_builds(connection):
    """Times, and for each way to make increments their number and sums."""
    measured, sums = {}, {}
    for table, name, formulations in [("raw", "build/sorted", SORTED), ("shuffled", "build/shuffled", ANY_ORDER)]:
        if table == "shuffled":
            connection.execute("CREATE TABLE shuffled AS SELECT * FROM raw ORDER BY hash(rowid)")
        ways = {}
        for way, formulate in formulations.items():
            sql = f"CREATE OR REPLACE TABLE made AS {formulate(table)}"
            connection.execute(sql)
            totals = ", ".join(f"sum({counter})::BIGINT" for counter in COUNTERS)
            sums[f"{name}, {way}"] = connection.execute(f"SELECT count(*), {totals} FROM made").fetchone()
            ways[way] = lambda sql=sql: connection.execute(sql)
        measured[name] = best_ms(ways, BUILD_RUNS)
    connection.execute("DROP TABLE made; DROP TABLE shuffled")
    measured["increments/sorted_adaptor"] = measured["build/sorted"]

    connection.execute(RAW_TEXTS)
    steps = tables_from_texts()
    measured["build/rows"] = (
        median_ms(lambda: [connection.execute(step) for step in steps], BUILD_RUNS),
        "rows taken in, then all tables",
    )
    connection.execute("DROP TABLE raw_texts; DROP TABLE taken; DROP TABLE raw")
    for step in ARRANGED:
        connection.execute(step)
    return measured, sums


def measure_questions(connection, facts, checks):
    def code(table, text):
        (column,) = {"creators": ["sec_uid"], "products": ["product_id"], "categories": ["category"]}[table]
        return connection.execute(f"SELECT code FROM {table} WHERE {column} = ?", [text]).fetchone()[0]

    measured = {}
    questions = Questions(facts, code).all()
    for name, formulations in questions.items():
        ways = {}
        for number, (way, sql) in enumerate(formulations.items()):
            checks.question(name, rows(connection, sql))
            # Prepared: parsed and planned once.
            connection.execute(f"PREPARE question_{number} AS {sql}")
            ways[way] = lambda number=number: connection.execute(f"EXECUTE question_{number}").fetchnumpy()
        measured[name] = best_ms(ways, QUESTION_RUNS)
        for number in range(len(formulations)):
            connection.execute(f"DEALLOCATE question_{number}")
    top = questions["top_videos/all/posted"].popitem()[1]
    connection.execute(f"PREPARE as_json AS SELECT to_json(list(t)) FROM ({top}) t")
    as_json = median_ms(lambda: connection.execute("EXECUTE as_json").fetchall(), QUESTION_RUNS)
    measured["answer_json"] = (as_json, "to_json")
    return measured


def rows(connection, sql):
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


if __name__ == "__main__":
    main(*sys.argv[1:])
