"""The analytics side: Parquet files and DuckDB."""
