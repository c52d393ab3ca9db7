"""Recorded history for a simulation: how often each way on was taken, from CSV (step, way, count) or from a simulation's own JSON."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from flows.simulation.plan import History, place_of
from scripts_dsl.script import Script

COLUMNS = ("step", "way", "count")


class HistoryRefused(Exception):  # noqa: N818 - house style: named for what happened
    """A history that cannot be used; the message says what stands wrong on which line or at which entry."""


def history_of(file: Path) -> History:
    """The history in a file. Raises OSError, or HistoryRefused for what is no history."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise HistoryRefused(f"{file}: is not text in UTF-8") from error
    entries = _from_json(file, text) if file.suffix == ".json" else _from_csv(file, text)
    counts: dict[tuple[str, str], float] = {}
    for place, row in entries:
        try:
            step, way, count = (row[name] for name in COLUMNS)
            number = float(count)
        except (KeyError, TypeError, ValueError) as error:
            raise HistoryRefused(f"{place}: needs {', '.join(COLUMNS)}, the last one a number") from error
        if not 0 <= number < float("inf"):
            raise HistoryRefused(f"{place}: {count} is no count")
        counts[str(step), str(way)] = counts.get((str(step), str(way)), 0.0) + number
    return counts


def unknown_ways(script: Script, history: History) -> list[tuple[str, str]]:
    """What a history names that the script has not: it was renamed since, or mistyped."""
    every = (script, *script.subscripts.values())
    known = {(place_of(script.name, each.name, step.id), way.name) for each in every for step in each.steps.values() for way in step.ways()}
    return [each for each in history if each not in known]


def _from_csv(file: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise HistoryRefused(f"{file}:1: the header has no column {missing[0]}")
    for row in reader:
        yield f"{file}:{reader.line_num}", row


def _from_json(file: Path, text: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HistoryRefused(f"{file}: is no JSON ({error})") from error
    entries = data.get("ways") if isinstance(data, dict) else data
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise HistoryRefused(f"{file}: is no list of objects with {', '.join(COLUMNS)}")
    return ((f"{file}: entry {number}", each) for number, each in enumerate(entries, 1))
