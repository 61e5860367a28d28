"""The same work on data frames in memory: Polars on two threads, pandas and numpy on one."""
