"""A policy over columns: one query for every output, rule and status, in DuckDB, Spark or a warehouse."""
