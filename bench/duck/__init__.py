"""The same work on DuckDB: in memory, on two threads, each question in its best formulation."""
