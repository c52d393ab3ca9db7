"""What all imports share: a list that was read to its end once before anything is stored, and batches of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from flows.customers.customer import AttributeDefinition
from workspace.imports.report import ImportReport
from workspace.wiring.customers import CsvRows, FileRefused, MappingFile
from workspace.wiring.parts import Parts, Unit

BATCH = 1_000
"""Rows a transaction: an agent who saves something about a customer waits for one batch, not for the list."""

Tell = Callable[[int], None]
"""Takes how many rows are done."""
Item = TypeVar("Item")


@contextmanager
def checked_rows(file: Path) -> Iterator[CsvRows]:
    """The rows of a list that can be read to its end; FileRefused otherwise, so that a list broken in its middle is refused whole."""
    with CsvRows(file) as rows:
        for _ in rows:
            pass
    with CsvRows(file) as rows:
        yield rows


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def define_attributes(unit: Unit, described: MappingFile, definitions: list[AttributeDefinition], source: str, *, dry_run: bool) -> None:
    """Make a list's attributes known; FileRefused with its line when one exists with another type."""
    for key, known in unit.customer_import.clashing_types(definitions).items():
        line = described.line(("attributes", key, "type"))
        raise FileRefused("mapping", line=line, why=f"the attribute {key} exists already, and is of type {known}")
    if not dry_run:
        unit.customer_import.define(definitions, source)


def audited(parts: Parts, what: str, file: Path, report: ImportReport) -> ImportReport:
    """The report, after the audit was told that a list came in; a dry run did nothing to tell."""
    if not report.dry_run:
        counts = {"rows": report.rows, "added": report.added, "known": report.known, "refused": report.refused, "kept_out": report.kept_out}
        with parts.units.begin() as unit:
            unit.audit.add("list_imported", f"list:{what}", {"file": file.name, **counts})
    return report
