"""What an import tells: counts, the rows that were kept out and why, and the file that lists them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workspace.wiring.customers import BadField

SHOWN = 20
"""How many bad rows are told at the terminal; the file has all of them."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ImportReport:
    """The result of an import: of `rows` data rows so many were `added`, `known` before, `refused` for what stood in them, or
    `kept_out` for their number may not be called. `bad` has a line for each field that was refused."""

    rows: int
    added: int
    known: int
    refused: int
    bad: tuple[BadField, ...]
    kept_out: int = 0
    dry_run: bool = False

    def lines(self) -> list[str]:
        """The report in words, one line each."""
        found = [f"row {each.row}: {each.column} {each.sentence()}".replace(":  ", ": ") for each in self.bad[:SHOWN]]
        if len(self.bad) > SHOWN:
            found.append(f"… and {len(self.bad) - SHOWN} more: name a file with --bad-rows to get all of them")
        would = "would be " if self.dry_run else ""
        counts = [f"{would}{self.added} added", f"{self.known} known before", f"{self.refused} refused"]
        if self.kept_out:
            counts.append(f"{self.kept_out} kept out: their number may not be called")
        return [*found, f"{self.rows} rows: {', '.join(counts)}."]


def write_bad_rows(path: Path, bad: Sequence[BadField]) -> None:
    """Write the refused fields as CSV: the row's number, the column, the value, and why in both languages."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", "column", "value", "why", "原因"))
        for each in bad:
            writer.writerow((each.row, harmless(each.column), harmless(each.value), each.sentence("en"), each.sentence("zh")))


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
