"""The state of one agent's desk, read once in one snapshot: what all its panels are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.customers.customer import CustomerOnDesk
from flows.interaction import InteractionState
from flows.routing.presence import Presence, PresenceState, offline
from flows.runs.run import Run
from flows.runs.step_view import StepView
from flows.runs.view import view
from flows.telephony.call import Call
from workspace.auth import Right, may
from workspace.scripts.bundles import Published, published
from workspace.scripts.records import ORDERS_SHOWN_FOR, known_zone
from workspace.translations import Language
from workspace.wiring.outbound import TaskReservation
from workspace.wiring.parts import InteractionRow, Person, Unit


@dataclass(frozen=True)
class OpenRun:
    """The run on the screen: its row, its state, the script it pins and its present step."""

    row: Mapping[str, Any]
    run: Run
    script: Published
    view: StepView
    draft: Mapping[str, Any]
    withdrawn: str = ""
    """Why this version, or this step of it, is not to be used any more; empty while it is."""


@dataclass(frozen=True)
class Passing:
    """Where a customer came from and goes to: the parts of the call before this one, who has the next one, who is asked meanwhile.

    `before` and `after` are rows of `chain_of`. `consulting` is the colleague asked, `requested` whom a transfer is on its way to.
    """

    before: tuple[Mapping[str, Any], ...] = ()
    after: Mapping[str, Any] | None = None
    consulting: str = ""
    requested: str = ""


def went_to(passing: Passing, language: Language) -> str:
    """Who has the customer next, in words: the agent, else the queue where they wait; empty when nobody has."""
    after = passing.after
    return str(after["agent"] or after[f"queue_{language}"] or "") if after else ""


@dataclass(frozen=True)
class DeskState:
    """Everything a desk shows, before it is put into words."""

    now: datetime
    person: Person
    language: Language
    version: int
    presence: Presence
    row: InteractionRow | None = None
    lead: Mapping[str, Any] | None = None
    customer: CustomerOnDesk | None = None
    run: OpenRun | None = None
    commands: Mapping[str, Mapping[str, Any]] | None = None
    line: Mapping[str, Any] | None = None
    preferences: Mapping[str, Any] = field(default_factory=dict)
    team: str = ""
    team_id: UUID | None = None
    layout: Mapping[str, Any] = field(default_factory=dict)
    """How the team's desks are laid out, as it is stored: see workspace.desk.layout."""
    has_add_ins: bool = False
    passing: Passing = Passing()
    offered: TaskReservation | None = None
    """The task that is before this person, who is free."""
    question: InteractionRow | None = None
    """The call of a colleague that this person is asked about, without a call of their own."""
    is_closing: bool = False
    """True for a vendor's agent who was cut off: the desk is then the form that says how the call ended."""
    presence_by: str = ""
    """Who last changed the presence, by name, when that was somebody else."""

    @property
    def masked(self) -> bool:
        """True where numbers and whole names stay hidden."""
        return self.person.vendor_id is not None

    @property
    def can_search(self) -> bool:
        """True where this person may look customers up."""
        return may(self.person, Right.SEARCH_CUSTOMERS)

    @property
    def zone(self) -> ZoneInfo:
        """The customer's zone."""
        name = self.customer.customer.zone if self.customer else (self.lead["zone"] if self.lead else None)
        return ZoneInfo(known_zone(name))

    @property
    def call(self) -> Call | None:
        """The phone's side of the interaction."""
        return self.row.call if self.row else None

    @property
    def is_over(self) -> bool:
        """True once the voice leg has ended and only the wrap-up is left."""
        return self.row is not None and self.row.interaction.state is InteractionState.WRAPPING_UP


def read_desk(unit: Unit, person: Person, language: Language) -> DeskState:
    """Read the desk of an agent. The interaction that was offered first and is not closed is the one it shows."""
    presence = unit.presence.get(person.id) or offline(person.id, unit.now)
    changed_by = unit.people.get(presence.by_person_id) if presence.by_person_id else None
    presence_by = changed_by["name"] if changed_by else ""
    own = unit.people.own_desk(person.id)
    # Asked anew at each rendering: an open socket was let in before the vendor was cut off.
    is_closing = person.vendor_id is not None and unit.sessions.is_closing(person.id)
    rows = unit.interactions.open_of(person.id)
    if not rows:
        return DeskState(
            unit.now,
            person,
            language,
            own.version,
            presence,
            offered=unit.task_reservations.open_of(person.id) if presence.state is PresenceState.READY else None,
            question=unit.interactions.consulted(person.id) if presence.state is PresenceState.ENGAGED else None,
            preferences=own.preferences,
            team=own.team,
            team_id=own.team_id,
            layout=own.layout,
            is_closing=is_closing,
            presence_by=presence_by,
        )
    row = rows[-1]
    customer = unit.customers.on_desk(row["customer_id"], unit.now - ORDERS_SHOWN_FOR) if row["customer_id"] else None
    commands = unit.switch.open_of(row.id)
    return DeskState(
        unit.now,
        person,
        language,
        own.version,
        presence,
        row=row,
        lead=unit.interactions.lead_of(row.id) if row["task_id"] else None,
        customer=customer,
        run=_open_run(unit, row, language),
        commands=commands,
        passing=_passing(unit, row, commands, language),
        line=unit.interactions.line_of(row.id),
        preferences=own.preferences,
        team=own.team,
        team_id=own.team_id,
        layout=own.layout,
        has_add_ins=own.has_add_ins,
        is_closing=is_closing,
        presence_by=presence_by,
    )


def _passing(unit: Unit, row: InteractionRow, commands: Mapping[str, Mapping[str, Any]], language: Language) -> Passing:
    """Asked of the database only where a transfer is in play: a ringing desk waits for every statement."""
    chain = unit.interactions.chain_of(row["call_id"]) if row["leg"] or row.interaction.is_transferred else []
    colleague = unit.people.get(row["consulted_id"]) if row["consulted_id"] else None
    requested, sent = "", commands.get("transfer")
    if sent and "queue" in sent:
        queue = unit.routing.queue(sent["queue"])
        requested = queue[f"name_{language}"] if queue else str(sent["queue"])
    elif sent:
        holder = unit.presence.person_at(sent.get("extension", ""))
        found = unit.people.get(holder) if holder else None
        requested = found["name"] if found else ""
    return Passing(
        before=tuple(each for each in chain if each["leg"] < row["leg"]),
        after=next((each for each in chain if each["leg"] == row["leg"] + 1), None),
        consulting=colleague["name"] if colleague else "",
        requested=requested,
    )


def _open_run(unit: Unit, row: InteractionRow, language: Language) -> OpenRun | None:
    stored = unit.runs.current(row.id)
    if stored is None:
        return None
    script = published(unit, stored["bundle_id"])
    run = Run.from_json(stored["state"])
    seen = view(run, script.bundle, now=unit.now, language=language)
    draft = unit.runs.draft(stored["id"], run.step) if seen.fields else {}
    return OpenRun(stored, run, script, seen, draft, unit.withdrawals.reason(script.key, script.version, run.main_step))
