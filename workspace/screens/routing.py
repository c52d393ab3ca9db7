"""The screens of routing, as frozen values: queues, skills, opening hours, dialled numbers, dispositions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.routing.queue_rules import RULES
from workspace.routing_lists import DAYS
from workspace.screens.forms import Form, Option
from workspace.screens.show_work import MOST_DISPOSITIONS
from workspace.screens.terms import TermsForm

RULE_NUMBERS = tuple(name for name in RULES if not name.startswith(("vip_from", "vip_team")))
"""The rules of a queue that are numbers; the other two are picked from lists."""


@dataclass(frozen=True)
class QueueLine:
    """A queue in the list."""

    id: str
    key: str
    name: str
    skill: str
    hours: str
    priority: int
    service_level: str
    """As people of the trade write it: 80/20."""
    wrap_up: int
    active: bool


@dataclass(frozen=True)
class QueuesScreen:
    """All queues."""

    queues: tuple[QueueLine, ...]


@dataclass(frozen=True)
class QueueScreen:
    """The form of one queue; without an id it is for a new one."""

    form: Form
    skills: tuple[Option, ...]
    hours: tuple[Option, ...]
    scripts: tuple[Option, ...]
    vendors: tuple[Option, ...] = ()
    """Whose agents may work it instead of ours."""
    teams: tuple[Option, ...] = ()
    """Who may be the team for VIPs."""
    id: str = ""
    key: str = ""


@dataclass(frozen=True)
class SkillLine:
    """A skill in both languages, and how many people have it."""

    id: str
    key: str
    name_en: str
    name_zh: str
    people: int


@dataclass(frozen=True)
class SkillsScreen:
    """All skills; `wrong` is the id of the skill whose form was refused, empty for the form of a new one."""

    skills: tuple[SkillLine, ...]
    form: Form = field(default_factory=Form)
    wrong: str = ""


@dataclass(frozen=True)
class HoursLine:
    """Opening hours in the list, with their week in short."""

    id: str
    name: str
    zone: str
    week: tuple[tuple[str, str], ...]
    """Weekday and times, closed days left out."""


@dataclass(frozen=True)
class HoursListScreen:
    """All opening hours."""

    hours: tuple[HoursLine, ...]


@dataclass(frozen=True)
class HoursScreen:
    """The form of opening hours; without an id it is for new ones."""

    form: Form
    id: str = ""
    days: tuple[str, ...] = DAYS


@dataclass(frozen=True)
class NumberLine:
    """A number of ours and where it leads."""

    number: str
    shown: str
    name: str
    queue: str
    script: str


@dataclass(frozen=True)
class NumbersScreen:
    """All dialled numbers, and the form for one."""

    numbers: tuple[NumberLine, ...]
    queues: tuple[Option, ...]
    scripts: tuple[Option, ...]
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class DispositionLine:
    """A code in the list."""

    code: str
    label: str
    kind: str
    position: int
    active: bool
    shown: bool
    """True for the first that an agent sees where a script names none of its own."""


@dataclass(frozen=True)
class DispositionsScreen:
    """All disposition codes; `most` is how many an agent is shown."""

    dispositions: tuple[DispositionLine, ...]
    active: int
    most: int = MOST_DISPOSITIONS


@dataclass(frozen=True)
class DispositionScreen:
    """The form of one code; without a code it is for a new one."""

    form: Form
    code: str = ""
    terms: TermsForm | None = None


def options(rows: Sequence[Mapping[str, Any]], label: str, chosen: str) -> tuple[Option, ...]:
    """Things with an id to pick from."""
    return tuple(Option(str(row["id"]), row[label], str(row["id"]) == chosen) for row in rows)


def script_options(titles: Sequence[Mapping[str, Any]], language: str, chosen: str) -> tuple[Option, ...]:
    """The published scripts that open by themselves, sub-scripts left out."""
    return tuple(
        Option(row["key"], row[f"title_{language}"] or row["key"], row["key"] == chosen)
        for row in titles
        if not row["key"].startswith("lib/")
    )


def queue_form(row: Mapping[str, Any]) -> Form:
    """A stored queue as a form."""
    names = ("name_en", "name_zh", "priority", "answer_within_seconds", "wrap_up_seconds", *RULE_NUMBERS)
    return Form(
        {
            **{name: str(row[name]) for name in names},
            "service_level_percent": str(round(row["service_level_target"] * 100)),
            "skill": str(row["skill_id"] or ""),
            "opening_hours": str(row["opening_hours_id"] or ""),
            "vendor": str(row["vendor_id"] or ""),
            "vip_from_tier": row["vip_from_tier"] or "",
            "vip_team": str(row["vip_team_id"] or ""),
            "script": row["script_key"] or "",
            "asks_satisfaction": "on" if row["asks_satisfaction"] else "",
            "active": "on" if row["active"] else "",
        }
    )


def show_dispositions(rows: Sequence[Mapping[str, Any]], language: str) -> DispositionsScreen:
    """The codes in their order, the first of the active ones marked as shown."""
    active = [row["code"] for row in rows if row["active"]]
    seen = set(active[:MOST_DISPOSITIONS])
    lines = (
        DispositionLine(row["code"], row[f"label_{language}"], row["kind"], row["position"], row["active"], row["code"] in seen)
        for row in rows
    )
    return DispositionsScreen(tuple(lines), len(active))


def times(intervals: Sequence[Sequence[str]]) -> str:
    """Opening times as people write them."""
    return ", ".join("–".join(each) for each in intervals)


def hours_form(row: Mapping[str, Any]) -> Form:
    """Stored opening hours as a form."""
    return Form({"name": row["name"], "zone": row["zone"], **{day: times(row["weekly"].get(day, [])) for day in DAYS}})


def show_hours(rows: Sequence[Mapping[str, Any]]) -> HoursListScreen:
    """The list of opening hours."""
    lines = (
        HoursLine(
            str(row["id"]), row["name"], row["zone"], tuple((day, times(row["weekly"][day])) for day in DAYS if row["weekly"].get(day))
        )
        for row in rows
    )
    return HoursListScreen(tuple(lines))
