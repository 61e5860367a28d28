"""A DuckDB connection that runs the SQL files of this folder and gives rows as dictionaries."""

import datetime
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "sql"


class Database:
    def __init__(self):
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("SET threads = 2")

    def run_file(self, name):
        self.connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))

    def run(self, sql, parameters=None):
        self.connection.execute(sql, parameters)

    def rows(self, sql, parameters=None):
        result = self.connection.execute(sql, parameters)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row)) for row in result.fetchall()]

    def row(self, sql, parameters=None):
        (only,) = self.rows(sql, parameters)
        return only

    def value(self, sql, parameters=None):
        return self.connection.execute(sql, parameters).fetchone()[0]

    def set_variables(self, **variables):
        for name, value in variables.items():
            if isinstance(value, datetime.date):
                literal = f"DATE '{value.isoformat()}'"
            elif isinstance(value, bool):
                literal = str(value).lower()
            else:
                quoted = str(value).replace("'", "''")
                literal = f"'{quoted}'"
            self.connection.execute(f"SET VARIABLE {name} = {literal}")
