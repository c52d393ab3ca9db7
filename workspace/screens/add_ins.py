"""The screens on which add-ins, allowed hosts and the layouts of desks are kept, as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.connectors.add_in import PLACEHOLDERS
from flows.connectors.lookup import FIELD_TYPES, MOST_FIELDS, LookupField, fields_from
from workspace.screens.forms import Form, Option

SPARE_ROWS = 3
"""Empty rows that a form has for further fields of a lookup."""
NEW_ADD_IN = {"kind": "page", "context": "fragment", "timeout_ms": "3000", "every_team": "on", "active": "on", "at_caller": "on"}


@dataclass(frozen=True)
class AddInLine:
    """An add-in in the list: where it is shown, and whether its host is allowed."""

    id: str
    name: str
    kind: str
    host: str
    is_allowed: bool
    at_caller: bool
    steps: int
    teams: int
    """How many teams are named; 0: every team."""
    for_vendors: bool
    active: bool


@dataclass(frozen=True)
class AddInsScreen:
    """All add-ins, and how many hosts are allowed."""

    add_ins: tuple[AddInLine, ...]
    hosts: int
    may_allow: bool


@dataclass(frozen=True)
class HostsScreen:
    """The allowed hosts, each with how many add-ins use it, and the form for one more."""

    hosts: tuple[tuple[str, int], ...]
    form: Form


@dataclass(frozen=True)
class AttachedStep:
    """A step that an add-in is shown at; `is_there` while the live version of the script has it."""

    script: str
    title: str
    step: str
    is_there: bool


@dataclass(frozen=True)
class StepChoices:
    """The steps of one live script."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class AddInScreen:
    """The form of one add-in; without an id it is for a new one."""

    form: Form
    rows: tuple[int, ...]
    """The numbers of the rows of a lookup's fields."""
    teams: tuple[Option, ...]
    hosts: tuple[str, ...]
    id: str = ""
    name: str = ""
    steps: tuple[AttachedStep, ...] = ()
    choices: tuple[StepChoices, ...] = ()
    step_error: str = ""
    placeholders: tuple[tuple[str, bool], ...] = tuple(PLACEHOLDERS.items())

    def types(self, row: int) -> tuple[Option, ...]:
        """The types a field may have, with the one of this row chosen."""
        return tuple(Option(each, each, each == self.form.value(f"type-{row}")) for each in FIELD_TYPES)


@dataclass(frozen=True)
class SecretScreen:
    """A secret, once."""

    id: str
    name: str
    secret: str


@dataclass(frozen=True)
class LayoutLine:
    """A team with the layout of its desks: when it was saved and by whom, both empty where it is the default."""

    id: str
    team: str
    people: int
    saved_at: str = ""
    saved_by: str = ""


@dataclass(frozen=True)
class LayoutsScreen:
    """The layouts of all teams."""

    teams: tuple[LayoutLine, ...]


@dataclass(frozen=True)
class LayoutItem:
    """An entry of a list: its name, whether it is shown, and its words where they come from the data (a custom attribute)."""

    name: str
    is_shown: bool
    label: str = ""


@dataclass(frozen=True)
class LayoutScreen:
    """The layout of one team's desks: its lists by name."""

    id: str
    team: str
    lists: Mapping[str, tuple[LayoutItem, ...]]
    add_ins: str
    """Where the add-ins of the caller panel stand: below, above, hidden."""
    is_default: bool
    saved: bool = False


def add_in_form(row: Mapping[str, Any]) -> Form:
    """The form of a stored add-in."""
    values = {name: str(row[name]) for name in ("name_en", "name_zh", "kind", "url", "context", "timeout_ms")}
    ticks = {name: "on" for name in ("at_caller", "every_team", "for_vendors", "active") if row[name]}
    return Form({**values, **ticks, **field_values(fields_from(row["fields"]))})


def field_values(fields: Sequence[LookupField]) -> dict[str, str]:
    """The values of the rows of a lookup's fields."""
    values: dict[str, str] = {}
    for number, each in enumerate(fields):
        values |= {f"{name}-{number}": getattr(each, name) for name in ("path", "label_en", "label_zh", "type")}
        values[f"private-{number}"] = "on" if each.private else ""
    return values


def rows_of(form: Form) -> tuple[int, ...]:
    """The rows that a form shows: those that are filled, and some to spare."""
    filled = [number for number in range(MOST_FIELDS) if form.value(f"path-{number}") or form.value(f"label_en-{number}")]
    return tuple(range(min(max(filled, default=-1) + 1 + SPARE_ROWS, MOST_FIELDS)))
