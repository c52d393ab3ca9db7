"""The files of the job: customers and offer responses in (CSV or Parquet, by DuckDB), recommendations out (CSV)."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from adapters.scoring.recommend import Recommended

COLUMNS = ("account", "offer", "propensity", "model", "expires_at", "driver_en", "driver_zh")
"""The columns that `cuecard import recommendations` takes; several drivers are parted by `|`."""

MEMORY_LIMIT = "512MB"
"""DuckDB's default is most of the machine's."""


def read_rows(paths: Sequence[Path]) -> Iterator[Mapping[str, Any]]:
    """The rows of these files as dictionaries, CSV (also gzipped) or Parquet by their names; no files, no rows.

    Raises duckdb.Error for a file that cannot be read.
    """
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "threads": 2}) as connection:
        for path in paths:
            parquet = path.suffix == ".parquet"
            found = connection.read_parquet(str(path)) if parquet else connection.read_csv(str(path), all_varchar=True)
            names = found.columns
            for row in found.fetchall():
                yield dict(zip(names, row, strict=True))


def write_recommendations(path: Path, rows: Iterable[Recommended]) -> int:
    """Write the rows as CSV and return how many; the file is whole or not there."""
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is the count
                writer.writerow(
                    (
                        row.customer_account,
                        row.offer,
                        f"{row.propensity:.6f}",
                        row.model,
                        row.expires_at.isoformat(),
                        "|".join(row.drivers_en),
                        "|".join(row.drivers_zh),
                    )
                )
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count
