"""The commands `cuecard import customers | leads | recommendations`: a list from the command line, its report to the terminal."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from workspace.imports.customers import import_customers
from workspace.imports.leads import import_leads
from workspace.imports.recommendations import import_recommendations
from workspace.imports.report import ImportReport, write_bad_rows
from workspace.settings import Settings
from workspace.terminal.complaint import Complaint
from workspace.terminal.output import say
from workspace.wiring.customers import FileRefused
from workspace.wiring.parts import Parts, parts_of


def customers(settings: Settings, *, file: Path, mapping: Path, dry_run: bool = False, bad_rows: Path | None = None) -> None:
    """Run `cuecard import customers`. Raises Complaint when the file or its mapping cannot be used; then nothing is stored."""
    _run(settings, bad_rows, lambda parts: import_customers(parts, file, mapping, dry_run=dry_run, tell=_progress))


def leads(
    settings: Settings,
    *,
    campaign: str,
    file: Path,
    mapping: Path,
    obtained_on: date | None = None,
    dry_run: bool = False,
    bad_rows: Path | None = None,
) -> None:
    """Run `cuecard import leads`. Raises Complaint when the file, its mapping or its date cannot be used; then nothing is stored."""
    _run(settings, bad_rows, lambda parts: import_leads(parts, campaign, file, mapping, obtained_on, dry_run=dry_run, tell=_progress))


def recommendations(settings: Settings, *, file: Path, dry_run: bool = False, bad_rows: Path | None = None) -> None:
    """Run `cuecard import recommendations`. Raises Complaint when the file cannot be used; then nothing is stored."""
    _run(settings, bad_rows, lambda parts: import_recommendations(parts, file, dry_run=dry_run, tell=_progress))


def _run(settings: Settings, bad_rows: Path | None, do: Callable[[Parts], ImportReport]) -> None:
    try:
        with parts_of(settings) as parts:
            report = do(parts)
    except FileRefused as refusal:
        raise Complaint(f"Nothing was imported: {refusal.sentence()}.") from refusal
    for line in report.lines():
        say(line)
    if bad_rows is not None:
        try:
            write_bad_rows(bad_rows, report.bad)
        except OSError as error:
            raise Complaint(f"The rows that were not taken could not be written to {bad_rows} ({error.strerror}).") from error


def _progress(rows: int) -> None:
    """Show how far it is, to a person only: a file or pipe gets the result alone."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{rows} rows …\r")
        sys.stderr.flush()
