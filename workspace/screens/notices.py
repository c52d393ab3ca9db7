"""The screens of notices, as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workspace.screens.forms import Form
from workspace.screens.people import moment


@dataclass(frozen=True)
class NoticeLine:
    """A notice that was sent, and how many have acknowledged it."""

    id: str
    kind: str
    text: str
    at: str
    sender: str
    must_acknowledge: bool
    acknowledged: int
    changes: tuple[str, ...] = ()
    """What changed in a script, sentence by sentence."""


@dataclass(frozen=True)
class Box:
    """A team or vendor to send to."""

    value: str
    label: str
    checked: bool = False


@dataclass(frozen=True)
class NoticesScreen:
    """What was sent, and the form to send something."""

    notices: tuple[NoticeLine, ...]
    teams: tuple[Box, ...]
    vendors: tuple[Box, ...]
    form: Form


@dataclass(frozen=True)
class Reader:
    """Somebody a notice is for, and when they acknowledged it (empty: not yet)."""

    name: str
    team: str
    at: str


@dataclass(frozen=True)
class NoticeScreen:
    """One notice and its readers, those who have not acknowledged first."""

    text_en: str
    text_zh: str
    at: str
    must_acknowledge: bool
    readers: tuple[Reader, ...]
    acknowledged: int
    changes_en: tuple[str, ...] = ()
    changes_zh: tuple[str, ...] = ()


def show_lines(rows: Sequence[Mapping[str, Any]], language: str) -> tuple[NoticeLine, ...]:
    """Notices as they were sent, newest first."""
    return tuple(
        NoticeLine(
            str(row["id"]),
            row["kind"],
            row[f"text_{language}"],
            moment(row["created_at"]),
            row["sender"] or "",
            row["must_acknowledge"],
            row.get("acknowledged", 0),
            tuple(row["changes"].get(language, ())),
        )
        for row in rows
    )


def show_notice(row: Mapping[str, Any], readers: Sequence[Mapping[str, Any]]) -> NoticeScreen:
    """A notice with its readers."""
    shown = tuple(Reader(each["name"], each["of_team"], moment(each["at"])) for each in readers)
    told = (tuple(row["changes"].get(language, ())) for language in ("en", "zh"))
    acknowledged = sum(each["at"] is not None for each in readers)
    return NoticeScreen(row["text_en"], row["text_zh"], moment(row["created_at"]), row["must_acknowledge"], shown, acknowledged, *told)
