"""Every answer of mediaop computed a second time: SQL on DuckDB, from the raw snapshot rows."""
