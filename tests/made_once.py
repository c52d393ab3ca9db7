"""What many tests begin with, made once a test process and put back from a copy: making it for each test took minutes of a run."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Engine, text

from adapters.database.metadata import metadata

_PUTTING_BACK: dict[tuple[str, str], str] = {}
"""The statements that put a copy back, by database and name."""


def made_once(engine: Engine, name: str, make: Callable[[], None]) -> None:
    """Let the database hold what `make` adds to it; `make` is called the first time only, where it adds to empty tables.

    `make` must leave nothing outside of SQL. The ids and times of a copy are those of the first making.
    """
    known = _PUTTING_BACK.get((str(engine.url), name))
    if known is not None:
        _run(engine, known)
        return
    before = _rows(engine)
    make()
    after = _rows(engine)
    # Rows among others' rows cannot be told from them: then it is made again the next time.
    if all(after.get(table) == count for table, count in before.items()):
        _PUTTING_BACK[str(engine.url), name] = _copy(engine, name, after.keys() - before.keys())


def _copy(engine: Engine, name: str, tables: Iterable[str]) -> str:
    """Copy these tables into a schema of that name; returns the statements that bring their rows back."""
    copies = (f'CREATE TABLE {name}."{each}" AS SELECT * FROM "{each}"' for each in tables)  # noqa: S608 - our own names
    _run(engine, "; ".join([f"CREATE SCHEMA {name}", *copies]))
    return "; ".join(_putting_back(each, name) for each in tables)


def _putting_back(table: str, name: str) -> str:
    columns = ", ".join(f'"{column.name}"' for column in metadata.tables[table].columns if column.computed is None)
    return f'INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {name}."{table}"'  # noqa: S608 - our own names


def _rows(engine: Engine) -> Mapping[str, int]:
    """How many rows each table has, where it has any."""
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in metadata.tables)  # noqa: S608 - our own names
    with engine.begin() as connection:
        return {name: count for name, count in connection.execute(text(counted)) if count}


def _run(engine: Engine, statements: str) -> None:
    with engine.begin() as connection:
        # As a replica PostgreSQL checks no foreign keys and runs no triggers: the order of the tables does not matter.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statements))
