"""Interactions: their rows, the facts of their calls, and what is said of them afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, exists, func, select

from adapters.database.tables.interactions import interaction_changes, interactions, reservations, switch_commands
from adapters.database.tables.outbound import attempts, campaigns, leads, tasks
from adapters.database.tables.people import people, presence
from adapters.database.tables.routing import dialled_numbers, dispositions, queues
from adapters.database.tables.scripts import bundles, runs
from flows.customers.recognition import DroppedInteraction
from flows.interaction import Interaction, InteractionEvent, InteractionState
from flows.routing.distribution import TakenBack
from flows.routing.matching import ReservationState
from flows.telephony.call import Call, call_from_json
from flows.telephony.call_event import Cause, Direction, Party

ADD = interactions.insert().returning(interactions)
GET = select(interactions).where(interactions.c.id == bindparam("wanted"))
GET_LOCKED = GET.with_for_update()
PARTS_OF_CALL = select(interactions).where(interactions.c.call_id == bindparam("call")).order_by(interactions.c.leg).with_for_update()
PARTS_WITH_NAMES = interactions.outerjoin(
    people, people.c.id == func.coalesce(interactions.c.person_id, interactions.c.preferred_person_id)
).outerjoin(queues, queues.c.id == interactions.c.queue_id)
"""Parts of calls with who has each, or is to have it, and the queue it stands in."""
# The agents' parts of one call share its id; `leg` counts them.
CHAIN = (
    select(
        interactions.c.id,
        interactions.c.leg,
        interactions.c.notes,
        interactions.c.person_id,
        people.c.name.label("agent"),
        queues.c.name_en.label("queue_en"),
        queues.c.name_zh.label("queue_zh"),
    )
    .select_from(PARTS_WITH_NAMES)
    .where(interactions.c.call_id == bindparam("call"))
    .order_by(interactions.c.leg)
)
CONSULTING = select(interactions).where(interactions.c.consulted_id.is_not(None))
CONSULTED = CONSULTING.where(interactions.c.consulted_id == bindparam("person"), interactions.c.closed_at.is_(None)).limit(1)
# Meant for somebody who did not get it in time.
PREFERENCES_PAST = (
    select(interactions.c.id)
    .where(interactions.c.state == "waiting", interactions.c.preferred_until <= bindparam("now"))
    .order_by(interactions.c.id)
)
OPEN_OF_PERSON = (
    select(interactions)
    .where(interactions.c.person_id == bindparam("person"), interactions.c.closed_at.is_(None))
    .order_by(interactions.c.offered_at.desc())
)
TOOK_OVER = "taken_over"
"""The note of a call that a supervisor took from its agent."""
TAKEN_BY = select(interaction_changes.c.id).where(
    interaction_changes.c.interaction_id == bindparam("wanted"),
    interaction_changes.c.kind == TOOK_OVER,
    interaction_changes.c.person_id == bindparam("person"),
)
# Kept for a customer whom they did not get: a transfer that the switch refused, a ring left unanswered. Nothing else holds them.
KEPT_IN_VAIN = (
    select(presence.c.person_id)
    .where(
        presence.c.state == "engaged",
        presence.c.cause == "call",
        ~exists().where(interactions.c.person_id == presence.c.person_id, interactions.c.closed_at.is_(None)),
        ~exists().where(interactions.c.consulted_id == presence.c.person_id),
        ~exists().where(interactions.c.preferred_person_id == presence.c.person_id, interactions.c.state == "waiting"),
        ~exists().where(
            switch_commands.c.person_id == presence.c.person_id,
            switch_commands.c.kind == "transfer",
            switch_commands.c.state.in_(("requested", "sent")),
        ),
    )
    .order_by(presence.c.person_id)
)
# The few that are open: what one customer's calls leave behind is shown at the desks where the others of them are.
ALSO_ABOUT = select(interactions.c.person_id).where(
    interactions.c.closed_at.is_(None),
    interactions.c.person_id.is_not(None),
    interactions.c.id != bindparam("this"),
    (interactions.c.customer_id == bindparam("customer")) | (interactions.c.caller_number == bindparam("number")),
)
SET = interactions.update().where(interactions.c.id == bindparam("target"))
NOTE = interaction_changes.insert()
BROKE_OFF = "run_broke_off"
"""The note of a run that was on its way when the line was cut: its id, and its state just before."""
_LATER = interactions.alias("later")
# Calls that broke off while their run was still on the way: what a caller who rings back may go on with, once.
DROPPED = (
    select(
        interactions.c.id,
        interaction_changes.c.payload["run"].astext.label("run_id"),
        interactions.c.caller_number,
        interactions.c.ended_at,
        interactions.c.customer_id,
    )
    .join(interaction_changes, interaction_changes.c.interaction_id == interactions.c.id)
    .where(
        interactions.c.caller_number == bindparam("number"),
        interactions.c.direction == "inbound",
        # Who was sent on and gave up waiting had spoken to somebody, too.
        interactions.c.answered_at.is_not(None) | (interactions.c.leg > 0),
        interactions.c.ended_at > bindparam("since"),
        interactions.c.hung_up_by.is_distinct_from("agent"),
        interaction_changes.c.kind == BROKE_OFF,
        ~exists().where(_LATER.c.resumes_id == interactions.c.id),
    )
)
BROKEN_OFF = select(interaction_changes.c.payload).where(
    interaction_changes.c.interaction_id == bindparam("wanted"), interaction_changes.c.kind == BROKE_OFF
)
OPEN_CALLS = select(interactions).where(
    interactions.c.ended_at.is_(None), interactions.c.closed_at.is_(None), interactions.c.call_id.is_not(None)
)
# What the analytics side calls things by: keys and codes, in one row.
NAMES = (
    select(
        queues.c.key.label("queue"),
        queues.c.answer_within_seconds,
        campaigns.c.key.label("campaign"),
        people.c.team_id,
        dispositions.c.kind.label("disposition_kind"),
        attempts.c.right_party,
        bundles.c.key.label("script_key"),
        bundles.c.version.label("script_version"),
    )
    .select_from(
        interactions.outerjoin(queues, queues.c.id == interactions.c.queue_id)
        .outerjoin(campaigns, campaigns.c.id == interactions.c.campaign_id)
        .outerjoin(people, people.c.id == interactions.c.person_id)
        .outerjoin(dispositions, dispositions.c.code == interactions.c.disposition_code)
        .outerjoin(attempts, attempts.c.id == interactions.c.attempt_id)
        .outerjoin(runs, (runs.c.interaction_id == interactions.c.id) & runs.c.current)
        .outerjoin(bundles, bundles.c.id == runs.c.bundle_id)
    )
    .where(interactions.c.id == bindparam("wanted"))
)
SCRIPT_KEYS = (
    select(campaigns.c.script_key.label("campaign"), dialled_numbers.c.script_key.label("number"), queues.c.script_key.label("queue"))
    .select_from(
        interactions.outerjoin(campaigns, campaigns.c.id == interactions.c.campaign_id)
        .outerjoin(dialled_numbers, dialled_numbers.c.number == interactions.c.dialled_number)
        .outerjoin(queues, queues.c.id == interactions.c.queue_id)
    )
    .where(interactions.c.id == bindparam("wanted"))
)
LINE = (
    select(
        func.coalesce(campaigns.c.name_en, queues.c.name_en, "").label("en"),
        func.coalesce(campaigns.c.name_zh, queues.c.name_zh, "").label("zh"),
        func.coalesce(queues.c.asks_satisfaction, False).label("asks_satisfaction"),
        func.coalesce(queues.c.key, "").label("queue_key"),
        exists()
        .where(
            reservations.c.interaction_id == interactions.c.id,
            reservations.c.state == ReservationState.OFFERED,
            reservations.c.cause == TakenBack.CALL_WAITS,
        )
        .label("took_task"),
    )
    .select_from(
        interactions.outerjoin(campaigns, campaigns.c.id == interactions.c.campaign_id).outerjoin(
            queues, queues.c.id == interactions.c.queue_id
        )
    )
    .where(interactions.c.id == bindparam("wanted"))
)
LEAD = (
    select(leads)
    .join(tasks, tasks.c.lead_id == leads.c.id)
    .join(interactions, interactions.c.task_id == tasks.c.id)
    .where(interactions.c.id == bindparam("wanted"))
)

UNATTENDED = select(interactions.c.id).where(
    interactions.c.state == "wrapping_up", interactions.c.person_id.is_(None), interactions.c.wrap_up_until < bindparam("now")
)


@dataclass(frozen=True, slots=True)
class InteractionRow:
    """An interaction as stored: the moving part as `interaction`, the phone's facts as `call`, and the rest by name."""

    interaction: Interaction
    call: Call | None
    columns: Mapping[str, Any]

    @property
    def id(self) -> UUID:
        """The interaction's id."""
        return self.interaction.interaction_id

    def __getitem__(self, name: str) -> Any:
        """A column by name."""
        return self.columns[name]

    def moved(self, after: Interaction) -> "InteractionRow":
        """The row with its moving part as it was just stored: nobody has to read back what they wrote."""
        return InteractionRow(after, self.call, {**self.columns, **columns_of(after)})


def columns_of(interaction: Interaction) -> dict[str, Any]:
    """The columns that the moving part of an interaction fills."""
    return {
        "direction": interaction.direction,
        "state": interaction.state,
        "person_id": interaction.person_id,
        "offered_at": interaction.offered_at,
        "ringing_at": interaction.ringing_at,
        "answered_at": interaction.answered_at,
        "ended_at": interaction.ended_at,
        "ended_cause": interaction.ended_cause,
        "hung_up_by": interaction.hung_up_by,
        "wrap_up_until": interaction.wrap_up_until,
        "disposition_code": interaction.disposition_code,
        "closed_at": interaction.closed_at,
    }


def _row(row: Row[Any]) -> InteractionRow:
    columns = row._mapping
    call = call_from_json(columns["call"]) if columns["call"] else None
    moving = Interaction(
        interaction_id=columns["id"],
        direction=Direction(columns["direction"]),
        state=InteractionState(columns["state"]),
        offered_at=columns["offered_at"],
        person_id=columns["person_id"],
        ringing_at=columns["ringing_at"],
        answered_at=columns["answered_at"],
        ended_at=columns["ended_at"],
        ended_cause=Cause(columns["ended_cause"]) if columns["ended_cause"] else None,
        hung_up_by=Party(columns["hung_up_by"]) if columns["hung_up_by"] else None,
        is_transferred=bool(call and call.transferred_at),
        wrap_up_until=columns["wrap_up_until"],
        disposition_code=columns["disposition_code"],
        closed_at=columns["closed_at"],
    )
    return InteractionRow(moving, call, dict(columns))


class InteractionStore:
    """The interactions of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, interaction: Interaction, **columns: Any) -> InteractionRow:
        """Add an interaction with what else is known of it; returns it as stored."""
        row = self._connection.execute(ADD, {"id": interaction.interaction_id, **columns_of(interaction), **columns}).one()
        return _row(row)

    def get(self, interaction_id: UUID, *, lock: bool = False) -> InteractionRow | None:
        """One interaction; `lock` holds the row until the transaction ends."""
        row = self._connection.execute(GET_LOCKED if lock else GET, {"wanted": interaction_id}).one_or_none()
        return _row(row) if row else None

    def parts_of_call(self, call_id: str) -> list[InteractionRow]:
        """The interactions of a call, locked: one for each agent it was sent on to, the first one first."""
        return [_row(row) for row in self._connection.execute(PARTS_OF_CALL, {"call": call_id})]

    def by_call(self, call_id: str) -> InteractionRow | None:
        """The interaction that has a call now, locked: the part of its last agent."""
        parts = self.parts_of_call(call_id)
        return parts[-1] if parts else None

    def chain_of(self, call_id: str) -> list[dict[str, Any]]:
        """Who had which part of a call, in order: id, leg, notes, person_id, agent (or whom it is meant for), queue_en, queue_zh."""
        return [dict(row) for row in self._connection.execute(CHAIN, {"call": call_id}).mappings()]

    def consulting(self) -> list[InteractionRow]:
        """The interactions whose agent asks a colleague."""
        return [_row(row) for row in self._connection.execute(CONSULTING)]

    def consulted(self, person_id: UUID) -> InteractionRow | None:
        """The interaction that this person is asked about."""
        row = self._connection.execute(CONSULTED, {"person": person_id}).one_or_none()
        return _row(row) if row else None

    def preferences_past(self) -> list[UUID]:
        """Waiting interactions that were meant for somebody until a moment ago."""
        return list(self._connection.execute(PREFERENCES_PAST, {"now": self._now}).scalars())

    def note_taken_over(self, interaction_id: UUID, person_id: UUID) -> None:
        """Keep that a supervisor takes this call from its agent."""
        self.note(interaction_id, TOOK_OVER, person_id=person_id)

    def was_taken_over(self, interaction_id: UUID, person_id: UUID) -> bool:
        """If this supervisor takes, or took, this call from its agent."""
        return self._connection.execute(TAKEN_BY, {"wanted": interaction_id, "person": person_id}).first() is not None

    def kept_in_vain(self) -> list[UUID]:
        """People who are kept for a customer whom they did not get and will not get."""
        return list(self._connection.execute(KEPT_IN_VAIN).scalars())

    def also_about(self, row: InteractionRow) -> list[UUID]:
        """The agents who hold another interaction with the same customer, or from the same number."""
        wanted = {"this": row.id, "customer": row["customer_id"], "number": row["caller_number"]}
        return list(self._connection.execute(ALSO_ABOUT, wanted).scalars())

    def open_of(self, person_id: UUID) -> list[InteractionRow]:
        """The interactions this agent has not closed yet, the latest first."""
        return [_row(row) for row in self._connection.execute(OPEN_OF_PERSON, {"person": person_id})]

    def save(self, interaction: Interaction, **columns: Any) -> None:
        """Write the moving part back, and other columns beside it."""
        self.set(interaction.interaction_id, **columns_of(interaction), **columns)

    def set(self, interaction_id: UUID, **columns: Any) -> None:
        """Set columns of one interaction, and raise its version."""
        # Built per call, but from few sets of names: SQLAlchemy caches the compiled form by them.
        statement = (
            interactions.update().where(interactions.c.id == bindparam("target")).values(**columns, version=interactions.c.version + 1)
        )
        self._connection.execute(statement, {"target": interaction_id})

    def note(self, interaction_id: UUID, kind: str, payload: Mapping[str, Any] | None = None, *, person_id: UUID | None = None) -> None:
        """Append to what happened to an interaction."""
        row = {"interaction_id": interaction_id, "kind": kind, "payload": dict(payload or {}), "person_id": person_id, "at": self._now}
        self._connection.execute(NOTE, row)

    def note_events(self, interaction_id: UUID, events: Sequence[InteractionEvent]) -> None:
        """Append the events of a move."""
        rows: list[dict[str, Any]] = [
            {"interaction_id": interaction_id, "kind": event.kind, "payload": {}, "person_id": event.person_id, "at": event.at}
            for event in events
        ]
        if rows:
            self._connection.execute(NOTE, rows)

    def dropped(self, number: str, since: datetime) -> list[DroppedInteraction]:
        """Calls from this number that broke off since then, with their unfinished run."""
        return [
            DroppedInteraction(
                interaction_id=row.id, run_id=UUID(row.run_id), number=row.caller_number, ended_at=row.ended_at, customer_id=row.customer_id
            )
            for row in self._connection.execute(DROPPED, {"number": number, "since": since})
        ]

    def note_broken_off(self, interaction_id: UUID, run_id: UUID, state: Mapping[str, Any]) -> None:
        """Keep where a run stood when its line was cut."""
        self.note(interaction_id, BROKE_OFF, {"run": str(run_id), "state": dict(state)})

    def broken_off(self, interaction_id: UUID) -> dict[str, Any]:
        """Where the run of a call stood when the line was cut; empty when none was on its way."""
        payload: dict[str, dict[str, Any]] | None = self._connection.execute(BROKEN_OFF, {"wanted": interaction_id}).scalar()
        return payload["state"] if payload else {}

    def names_of(self, interaction_id: UUID) -> dict[str, Any]:
        """The keys and codes of what an interaction belongs to: queue, campaign, team, disposition kind, script."""
        return dict(self._connection.execute(NAMES, {"wanted": interaction_id}).mappings().one())

    def script_keys_of(self, interaction_id: UUID) -> tuple[str | None, str | None, str | None]:
        """The scripts that its campaign, dialled number and queue name."""
        row = self._connection.execute(SCRIPT_KEYS, {"wanted": interaction_id}).one()
        return row.campaign, row.number, row.queue

    def line_of(self, interaction_id: UUID) -> dict[str, Any]:
        """Why this call is here, in words of both languages: its campaign or queue; and of the queue whether it
        `asks_satisfaction`, and its `queue_key`. `took_task`: it rings in place of a task that lay before its agent."""
        return dict(self._connection.execute(LINE, {"wanted": interaction_id}).mappings().one())

    def lead_of(self, interaction_id: UUID) -> dict[str, Any] | None:
        """The lead that an outbound interaction is about."""
        row = self._connection.execute(LEAD, {"wanted": interaction_id}).mappings().one_or_none()
        return dict(row) if row else None

    def unattended(self) -> list[UUID]:
        """Interactions in a wrap-up of nobody's here, whose time has run out."""
        return list(self._connection.execute(UNATTENDED, {"now": self._now}).scalars())

    def open_calls(self) -> list[InteractionRow]:
        """Interactions whose call has not ended as far as we know: what a restarted switch link asks the switch about."""
        return [_row(row) for row in self._connection.execute(OPEN_CALLS)]
