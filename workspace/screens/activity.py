"""A new business activity as strings: its parts, what each lacks, and the forms that fill them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workspace.screens.forms import Form, Option
from workspace.screens.notices import Box
from workspace.screens.publishing import OpenChange
from workspace.screens.terms import TermsForm


@dataclass(frozen=True)
class PartLine:
    """One part: whether it is ready, what was chosen in words, where that is worked on, and what it lacks as a code."""

    name: str
    state: Literal["todo", "blocked", "done"]
    chosen: str = ""
    at: str = ""
    lacks: str = ""


@dataclass(frozen=True)
class ActivityScreen:
    """The whole activity. `form` is what was typed into the part that was refused, `wrong` that part."""

    id: str
    name: str
    direction: str
    is_live: bool
    live_at: str
    parts: Mapping[str, PartLine]
    scripts: tuple[Option, ...]
    originals: tuple[Option, ...]
    offers: tuple[Option, ...]
    offer_originals: tuple[Option, ...]
    queues: tuple[Option, ...]
    hours: tuple[Option, ...]
    skills: tuple[Option, ...]
    people: tuple[Box, ...]
    codes: tuple[str, ...]
    purposes: tuple[str, ...]
    regions: tuple[Option, ...]
    plan: Form
    terms: TermsForm
    on_its_way: OpenChange | None = None
    form: Form = field(default_factory=Form)
    wrong: str = ""
    notice: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether everything may go live."""
        return all(each.state == "done" for each in self.parts.values())


@dataclass(frozen=True)
class ActivityLine:
    """An activity in the list."""

    id: str
    name: str
    by: str
    is_live: bool


@dataclass(frozen=True)
class NewActivityScreen:
    """The form that begins one, and those that were begun."""

    form: Form
    lines: tuple[ActivityLine, ...]
