"""The screens of people, teams and one's own account, as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workspace.screens.forms import Form, Option


def moment(at: datetime | None) -> str:
    """A point in time for a table: the day and minute in UTC, empty for none."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""


@dataclass(frozen=True)
class PersonLine:
    """One person in the list; `state` is open, closed or expired."""

    id: str
    login: str
    name: str
    role: str
    team: str
    extension: str
    state: str


@dataclass(frozen=True)
class PeopleScreen:
    """Everybody."""

    people: tuple[PersonLine, ...]


@dataclass(frozen=True)
class SkillLevel:
    """A skill with the level a person has it at, 0 for not at all."""

    id: str
    name: str
    level: int


@dataclass(frozen=True)
class PersonScreen:
    """One person's page, or (without an id) the form for a new one."""

    form: Form
    teams: tuple[Option, ...]
    id: str = ""
    login: str = ""
    name: str = ""
    vendor: str = ""
    state: str = "open"
    skills: tuple[SkillLevel, ...] = ()
    sessions: int = 0
    is_self: bool = False
    expires: str = ""
    departments: tuple[Option, ...] = ()


@dataclass(frozen=True)
class NewPasswordScreen:
    """A new password, shown this once; `back` is where to go on."""

    login: str
    password: str
    back: str


@dataclass(frozen=True)
class TeamLine:
    """A team and how many belong to it."""

    id: str
    name: str
    members: int


@dataclass(frozen=True)
class TeamsScreen:
    """All teams; `wrong` is the id of the team whose form was refused, empty for the form of a new one."""

    teams: tuple[TeamLine, ...]
    form: Form = field(default_factory=Form)
    wrong: str = ""


@dataclass(frozen=True)
class SessionLine:
    """Somewhere this person is signed in."""

    token_hash: str
    address: str
    since: str
    seen: str
    is_this: bool


@dataclass(frozen=True)
class AccountScreen:
    """One's own account."""

    login: str
    name: str
    sessions: tuple[SessionLine, ...]
    form: Form = field(default_factory=Form)


def state_of(row: Mapping[str, Any], now: datetime) -> str:
    """Whether an account is open, closed or expired."""
    if row["disabled_at"] is not None:
        return "closed"
    return "expired" if row["expires_at"] is not None and row["expires_at"] <= now else "open"


def show_people(rows: Sequence[Mapping[str, Any]], now: datetime) -> PeopleScreen:
    """The list; the open accounts first."""
    lines = [
        PersonLine(
            str(row["id"]),
            row["login"],
            row["name"],
            row["role"],
            row["vendor"] or row["team"] or "",
            row["extension"] or "",
            state_of(row, now),
        )
        for row in rows
    ]
    return PeopleScreen(tuple(sorted(lines, key=lambda line: line.state != "open")))


def profile_form(row: Mapping[str, Any]) -> Form:
    """The profile of a stored person as a form."""
    values = {name: row[name] or "" for name in ("name", "role", "extension", "badge", "language")}
    return Form({**values, "team": str(row["team_id"] or ""), "department": str(row["department_id"] or "")})


def team_options(rows: Sequence[Mapping[str, Any]], chosen: str) -> tuple[Option, ...]:
    """Our own teams to pick from; a vendor's are not ours to give."""
    return tuple(Option(str(row["id"]), row["name"], str(row["id"]) == chosen) for row in rows if row["vendor_id"] is None)


def department_options(rows: Sequence[Mapping[str, Any]], chosen: str, language: str) -> tuple[Option, ...]:
    """The departments in use to pick from, and the one that is picked."""
    return tuple(
        Option(str(row["id"]), row[f"name_{language}"], str(row["id"]) == chosen)
        for row in rows
        if row["active"] or str(row["id"]) == chosen
    )
