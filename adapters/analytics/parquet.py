"""Parquet files of the analytics side: whole or not there, never changed once they have their name."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from adapters.analytics.engine import literal, open_duckdb
from adapters.analytics.failure import SinkFailed
from adapters.analytics.topics import TOPICS, Topic

if TYPE_CHECKING:
    import duckdb


class ParquetFolder:
    """The folder of the analytics files: one sub-folder a topic, one file a batch, named by the batch's id.

    A file counts only when SQL lists it; one that a crash left behind is never read, and `remove_orphans` deletes it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._duckdb: duckdb.DuckDBPyConnection | None = None
        self._turn = Lock()

    def write(self, topic: Topic, batch_id: UUID, rows: Sequence[Mapping[str, Any]]) -> str:
        """Write fitted rows as a batch and return the file's name relative to the root; on disk when this returns.

        Raises SinkFailed: then the file is not there.
        """
        lines = self.root / topic.name / f"{batch_id}.ndjson.part"
        try:
            lines.parent.mkdir(parents=True, exist_ok=True)
            lines.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
            types = ", ".join(f"{column.name}: '{column.type}'" for column in topic.columns)
            source = f"read_json({literal(str(lines))}, format = 'newline_delimited', columns = {{{types}}})"
            return self._copy(topic, batch_id, source, "happened_at")
        except OSError as error:
            raise SinkFailed(str(error), permanent=False) from error
        finally:
            _discard(lines)

    def merge(self, topic: Topic, batch_id: UUID, files: Iterable[str]) -> str:
        """Write the rows of many files as one batch, ordered by time so that readers skip what is too old; raises as `write` does."""
        return self._copy(topic, batch_id, self.source(files), "happened_at, key")

    def source(self, files: Iterable[str]) -> str:
        """The table function that reads these files, also where older ones lack a column."""
        listed = ", ".join(literal(str(self.root / name)) for name in files)
        return f"read_parquet([{listed}], union_by_name = true)"

    def remove(self, file: str) -> None:
        """Delete a file that SQL no longer lists; none is fine too."""
        (self.root / file).unlink(missing_ok=True)

    def remove_orphans(self, known: Iterable[str], older_than: float) -> int:
        """Delete files that SQL does not know and that were last touched before `older_than` (Unix seconds); returns how many."""
        names = set(known)
        removed = 0
        for name in TOPICS:
            for path in (self.root / name).glob("*"):
                if str(path.relative_to(self.root)) not in names and path.stat().st_mtime < older_than:
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _copy(self, topic: Topic, batch_id: UUID, source: str, order: str) -> str:
        import duckdb

        target = self.root / topic.name / f"{batch_id}.parquet"
        part = target.with_suffix(".parquet.part")
        names = ", ".join(column.name for column in topic.columns)
        statement = f"COPY (SELECT {names} FROM {source} ORDER BY {order}) TO {literal(str(part))} (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 - names and paths of our own
        try:
            with self._turn:
                if self._duckdb is None:
                    self._duckdb = open_duckdb()
                self._duckdb.execute(statement)
            _sync(part)
            part.rename(target)
            _sync(target.parent)
        except duckdb.Error as error:
            raise SinkFailed(str(error), permanent=isinstance(error, duckdb.DataError)) from error
        except OSError as error:
            raise SinkFailed(str(error), permanent=False) from error
        finally:
            _discard(part)
        return str(target.relative_to(self.root))


def _discard(path: Path) -> None:
    """Delete what may be left of a write; where that fails too, `remove_orphans` comes by later."""
    with suppress(OSError):
        path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
