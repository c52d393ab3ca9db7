"""DuckDB as this product uses it: in memory, one thread, little memory, and nothing loaded from outside.

It is imported when the first question is asked: loading it takes a tenth of a second that no start waits for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "256MB"


def open_duckdb() -> "duckdb.DuckDBPyConnection":
    """A fresh in-memory database. Its own default would be most of the machine's memory and all of its cores."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": 1,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def literal(text: str) -> str:
    """A text as a SQL literal, for the places where DuckDB takes no parameter (file lists, targets of COPY)."""
    return "'" + text.replace("'", "''") + "'"
