"""DuckDB on the work that mediaop was measured on."""

from clock import best_ms, median_ms
from rows import COUNTERS

from .builds import ANY_ORDER, ARRANGED, CATEGORIES, RAW_TEXTS, SORTED, tables_from_texts
from .load import load
from .questions import Questions

BUILD_RUNS = 3
QUESTION_RUNS = 11
# Its tables hold links and totals as they are now: windows that ended earlier are not for it.
WINDOWS = ["30", "7", "3"]


def measure(rows, facts, checks, everything):
    """Medians in ms with the way that gave them. Not `everything`: increments of sorted rows alone."""
    connection = load(rows)
    connection.execute(CATEGORIES)
    builds = measure_increments(connection, checks, "increments/sorted", "raw", SORTED)
    if not everything:
        return {"builds": builds}
    connection.execute("CREATE TABLE shuffled AS SELECT * FROM raw ORDER BY hash(rowid)")
    builds |= measure_increments(connection, checks, "increments/shuffled", "shuffled", ANY_ORDER)
    connection.execute("DROP TABLE shuffled")
    builds["build/rows"] = measure_rows(connection)
    for step in ARRANGED:
        connection.execute(step)
    windows = {name: measure_questions(connection, facts, name, checks) for name in WINDOWS}
    return {"builds": builds, "windows": windows, "others": measure_others(connection, facts, checks)}


def measure_increments(connection, checks, name, table, formulations):
    ways = {}
    for way, formulate in formulations.items():
        sql = f"CREATE OR REPLACE TABLE made AS {formulate(table)}"
        connection.execute(sql)
        totals = ", ".join(f"sum({counter})::BIGINT" for counter in COUNTERS)
        checks.increments(f"{name}, {way}", connection.execute(f"SELECT count(*), {totals} FROM made").fetchone())
        ways[way] = lambda sql=sql: connection.execute(sql)
    best = best_ms(ways, BUILD_RUNS)
    connection.execute("DROP TABLE made")
    return {name: best}


def measure_rows(connection):
    connection.execute(RAW_TEXTS)
    steps = tables_from_texts()
    took = median_ms(lambda: [connection.execute(step) for step in steps], BUILD_RUNS)
    connection.execute("DROP TABLE raw_texts; DROP TABLE taken; DROP TABLE raw")
    return took, "rows taken in, then all tables"


def questions_of(connection, facts, window):
    def code(table, text):
        (column,) = {"creators": ["sec_uid"], "products": ["product_id"], "categories": ["category"]}[table]
        return connection.execute(f"SELECT code FROM {table} WHERE {column} = ?", [text]).fetchone()[0]

    return Questions(facts, facts["windows"][window], code)


def measure_questions(connection, facts, window, checks):
    questions = questions_of(connection, facts, window).all()
    return {
        name: best_of(connection, ways, lambda rows, name=name: checks.question(window, name, rows))
        for name, ways in questions.items()
    }


def measure_others(connection, facts, checks):
    """The precomputed rows, and an answer to its JSON."""
    questions = questions_of(connection, facts, "30")
    top = questions.all()["top_videos/all/posted"].popitem()[1]
    connection.execute(f"PREPARE as_json AS SELECT to_json(list(t)) FROM ({top}) t")
    as_json = median_ms(lambda: connection.execute("EXECUTE as_json").fetchall(), QUESTION_RUNS)
    return {
        "precomputed_stats": best_of(connection, questions.precomputed_stats(), checks.precomputed_stats),
        "answer_json": (as_json, "to_json"),
    }


def best_of(connection, formulations, check):
    ways = {}
    for number, (way, sql) in enumerate(formulations.items()):
        check(dictionaries(connection, sql))
        # Prepared: parsed and planned once.
        connection.execute(f"PREPARE question_{number} AS {sql}")
        ways[way] = lambda number=number: connection.execute(f"EXECUTE question_{number}").fetchnumpy()
    best = best_ms(ways, QUESTION_RUNS)
    for number in range(len(formulations)):
        connection.execute(f"DEALLOCATE question_{number}")
    return best


def dictionaries(connection, sql):
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]
