"""The reader: DuckDB over the Parquet files that SQL lists, and the figures a supervisor asks of them.

The SQL is what DuckDB and ClickHouse both speak. Moments are UTC; `since` is included, `until` is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from adapters.analytics import figures
from adapters.analytics.engine import open_duckdb
from adapters.analytics.parquet import ParquetFolder
from adapters.analytics.statements import AGENTS, CONVERSION, CONVERSION_BY_VERSION, DISPOSITIONS, FUNNEL, HANDLE_TIME, SPAN
from adapters.analytics.topics import TOPICS, Topic

if TYPE_CHECKING:
    import duckdb


class FilesGone(Exception):  # noqa: N818 - house style: named for what happened
    """A listed file was compacted away between reading the list and opening it: read the list again."""


class AnalyticsReader:
    """Answers questions over the listed files; one DuckDB a process, one question at a time."""

    def __init__(self, folder: ParquetFolder) -> None:
        self._folder = folder
        self._duckdb: duckdb.DuckDBPyConnection | None = None
        self._turn = Lock()

    @contextmanager
    def over(self, files: Mapping[str, Sequence[str]]) -> Iterator["Questions"]:
        """The questions over these files (topic → names relative to the folder, as `BatchStore.live_files` gives them).

        Raises FilesGone, also from the questions: then read the list again.
        """
        with self._turn:
            if self._duckdb is None:
                self._duckdb = open_duckdb()
            for topic in TOPICS.values():
                view = f"CREATE OR REPLACE TEMP VIEW {topic.name} AS {self._rows(topic, files.get(topic.name, ()))}"
                with _gone():
                    self._duckdb.execute(view)
            yield Questions(self._duckdb)

    def _rows(self, topic: Topic, files: Sequence[str]) -> str:
        empty = ", ".join(f"CAST(NULL AS {column.type}) AS {column.name}" for column in topic.columns)
        if not files:
            return f"SELECT {empty} WHERE false"
        # The empty part gives every column also where all files are older than it.
        return f"SELECT {empty} WHERE false UNION ALL BY NAME SELECT * FROM {self._folder.source(files)}"  # noqa: S608 - names of our own


class Questions:
    """What can be asked while an `AnalyticsReader.over` block is open. Without data the answers are empty."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        self._connection = connection

    def conversion(self, since: datetime, until: datetime) -> list[figures.Conversion]:
        """Presented and accepted by offer, the most presented first."""
        return [figures.Conversion(**row) for row in self._ask(CONVERSION, since, until)]

    def conversion_by_version(self, since: datetime, until: datetime) -> list[figures.VersionConversion]:
        """Presented and accepted by script and its version."""
        return [figures.VersionConversion(**row) for row in self._ask(CONVERSION_BY_VERSION, since, until)]

    def handle_times(self, since: datetime, until: datetime) -> list[figures.HandleTime]:
        """Mean talk, hold and wrap-up by queue or campaign."""
        return [figures.HandleTime(**row) for row in self._ask(HANDLE_TIME, since, until)]

    def dispositions(self, since: datetime, until: datetime) -> list[figures.DispositionCount]:
        """How interactions ended, the most frequent first."""
        return [figures.DispositionCount(**row) for row in self._ask(DISPOSITIONS, since, until)]

    def agents(self, since: datetime, until: datetime) -> list[figures.AgentDay]:
        """Handled interactions, mean handle time and conversions by agent."""
        return [figures.AgentDay(**row) for row in self._ask(AGENTS, since, until)]

    def funnel(self, script_key: str, since: datetime, until: datetime) -> list[figures.FunnelStep]:
        """By step of a script: runs that stood there, runs that went no further, mean seconds spent; in the order runs come there."""
        return [figures.FunnelStep(**row) for row in self._ask(FUNNEL, since, until, script_key=script_key)]

    def latest_at(self) -> datetime | None:
        """When the newest outcome that is here closed."""
        row = self._fetch(SPAN, {})
        return row[0]["latest"].replace(tzinfo=UTC) if row and row[0]["latest"] else None

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a statement of the caller's, over the views named like the topics."""
        return self._fetch(statement, values)

    def _ask(self, statement: str, since: datetime, until: datetime, **values: Any) -> list[dict[str, Any]]:
        return self._fetch(statement, {"since": _utc(since), "until": _utc(until), **values})

    def _fetch(self, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        with _gone():
            cursor = self._connection.execute(statement, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def _gone() -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.IOException as error:
        raise FilesGone(str(error)) from error


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
