"""The screens of tickets and departments, as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workspace.screens.forms import Form, Option
from workspace.screens.people import moment
from workspace.words import ago, how_long

LISTS = ("open", "overdue", "mine", "answered", "closed")
"""The lists of tickets, as the tabs stand."""


@dataclass(frozen=True)
class TicketRow:
    """A ticket in a list: `due` says in words when it is due, `late` that this has passed."""

    id: str
    number: str
    subject: str
    customer: str
    department: str
    category: str
    is_urgent: bool
    state: str
    due: str
    due_at: str
    late: bool
    holder: str


@dataclass(frozen=True)
class TicketsScreen:
    """One list of the tickets of a department, or of all."""

    which: str
    words: str
    department: str
    """The department's name, empty for all."""
    belongs: bool
    """False for somebody whose department nobody has set."""
    tickets: tuple[TicketRow, ...]
    more: bool
    categories: tuple[Option, ...] = ()
    """What the list may be narrowed to; the first one is any."""
    category: str = ""


@dataclass(frozen=True)
class TicketMove:
    """Something that happened to a ticket."""

    verb: str
    at: str
    person: str
    department: str
    note: str


@dataclass(frozen=True)
class TicketScreen:
    """One ticket: what it is about, what happened to it, and what may be done with it."""

    ticket: TicketRow
    body: str
    answer: str
    account: str
    opener: str
    opened_at: str
    moves: tuple[TicketMove, ...]
    departments: tuple[Option, ...]
    is_mine: bool
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class CategoryLine:
    """A category of a department with its promises in minutes."""

    id: str
    key: str
    """What scripts name."""
    name_en: str
    name_zh: str
    answer_within: int
    urgent_within: int
    promise: str
    active: bool


@dataclass(frozen=True)
class DepartmentLine:
    """A department in the list."""

    id: str
    key: str
    name: str
    people: int
    categories: int
    active: bool


@dataclass(frozen=True)
class DepartmentsScreen:
    """All departments, and the form for a new one."""

    departments: tuple[DepartmentLine, ...]
    form: Form


@dataclass(frozen=True)
class DepartmentScreen:
    """A department with its categories; `wrong` names the form that was refused: a category's id, `new`, or empty for its own."""

    id: str
    key: str
    form: Form
    categories: tuple[CategoryLine, ...]
    wrong: str = ""
    category_form: Form = field(default_factory=Form)


def show_ticket_row(row: Mapping[str, Any], language: str, now: datetime) -> TicketRow:
    """A stored ticket as a line of a list."""
    late = row["state"] == "open" and row["due_at"] <= now
    return TicketRow(
        id=str(row["id"]),
        number=row["number"],
        subject=row["subject"],
        customer=row["customer"] or "",
        department=row[f"department_{language}"] or row["department"],
        category=row[f"category_{language}"] or "",
        is_urgent=row["priority"] == "high",
        state=row["state"],
        due=ago(row["due_at"], now, language) if row["state"] == "open" else "",
        due_at=moment(row["due_at"].astimezone(UTC)),
        late=late,
        holder=row["holder"] or "",
    )


def show_moves(rows: Sequence[Mapping[str, Any]], language: str) -> tuple[TicketMove, ...]:
    """What happened to a ticket, oldest first."""
    return tuple(
        TicketMove(
            each["verb"],
            moment(each["at"].astimezone(UTC)),
            each["person"],
            each[f"department_{language}"] or each["department"],
            each["note"],
        )
        for each in rows
    )


def show_category(row: Mapping[str, Any], spans: Mapping[str, Any], language: str) -> CategoryLine:
    """A category; `spans` are its two promises as lengths of time."""
    return CategoryLine(
        str(row["id"]),
        row["key"],
        row["name_en"],
        row["name_zh"],
        row["answer_within_minutes"],
        row["urgent_within_minutes"],
        f"{how_long(spans['normal'], language)} / {how_long(spans['high'], language)}",
        row["active"],
    )
