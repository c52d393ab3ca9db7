"""The switch's side in SQL: call events recorded once, and the commands we send it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.interactions import call_events, switch_commands
from flows.telephony.call_event import CallEvent
from flows.telephony.port import SwitchCommand

RECORD = insert(call_events).on_conflict_do_nothing().returning(call_events.c.event_id)
ADD = switch_commands.insert()
TAKE = (
    select(switch_commands)
    .where(switch_commands.c.state == "requested")
    .order_by(switch_commands.c.created_at)
    .limit(50)
    .with_for_update(skip_locked=True)
)
KNOWN = select(switch_commands.c.id).where(switch_commands.c.id == bindparam("command"))
SENT = switch_commands.update().where(switch_commands.c.id == bindparam("command")).values(state="sent", sent_at=bindparam("at"))
END = (
    switch_commands.update()
    .where(switch_commands.c.id == bindparam("command"), switch_commands.c.state.in_(("requested", "sent")))
    .values(state=bindparam("to"), error=bindparam("why"), ended_at=bindparam("at"))
    .returning(switch_commands.c.interaction_id, switch_commands.c.person_id, switch_commands.c.kind)
)
OPEN_OF = (
    select(switch_commands.c.kind, switch_commands.c.parameters)
    .where(switch_commands.c.interaction_id == bindparam("interaction"), switch_commands.c.state.in_(("requested", "sent")))
    .order_by(switch_commands.c.created_at)
)
LAST = (
    select(switch_commands.c.state)
    .where(
        switch_commands.c.interaction_id == bindparam("interaction"),
        switch_commands.c.person_id == bindparam("person"),
        switch_commands.c.kind == bindparam("wanted"),
    )
    .order_by(switch_commands.c.created_at.desc(), switch_commands.c.id.desc())
    .limit(1)
)
# Once sent, a command whose confirmation never comes stops being "requested" on the screen after a while; and so does an agent's own
# that nobody came to send, for done much later it would surprise: they may be talking again.
GIVE_UP = (
    switch_commands.update()
    .where(
        ((switch_commands.c.state == "sent") & (switch_commands.c.sent_at < bindparam("sent_before")))
        | (
            (switch_commands.c.state == "requested")
            & (switch_commands.c.created_at < bindparam("asked_before"))
            & switch_commands.c.kind.in_(bindparam("kinds", expanding=True))
        )
    )
    .values(state="failed", error="no_reply", ended_at=bindparam("at"))
    .returning(switch_commands.c.interaction_id, switch_commands.c.person_id, switch_commands.c.kind)
)


class GivenCommand(NamedTuple):
    """Whose command it was, and about what."""

    interaction_id: UUID | None
    person_id: UUID | None
    kind: str


class SwitchStore:
    """Call events and switch commands of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def record(self, event: CallEvent) -> bool:
        """Record an event; False when it was recorded before (P10)."""
        row = {
            "adapter": event.adapter,
            "event_id": event.event_id,
            "call_id": event.call_id,
            "kind": event.kind,
            "at": event.at,
            "payload": event.to_json(),
        }
        return self._connection.execute(RECORD, row).scalar() is not None

    def request(self, command: SwitchCommand, *, interaction_id: UUID | None, attempt_id: UUID | None, person_id: UUID | None) -> None:
        """Commit a command; the telephony process sends it once it sees it."""
        row = {
            "id": UUID(command.command_id),
            "interaction_id": interaction_id,
            "attempt_id": attempt_id,
            "person_id": person_id,
            "call_id": command.call_id,
            "kind": command.kind,
            "parameters": command.parameters(),
        }
        self._connection.execute(ADD, row)

    @staticmethod
    def id_of(command_id: str) -> UUID:
        """The row's id of a command as the switch repeats it. Raises ValueError for one that is not ours."""
        return UUID(command_id)

    def take(self) -> list[dict[str, Any]]:
        """Lock the commands that wait to be sent, oldest first."""
        return [dict(row) for row in self._connection.execute(TAKE).mappings()]

    def knows(self, command_id: UUID) -> bool:
        """True when a command of that id was requested before."""
        return self._connection.execute(KNOWN, {"command": command_id}).scalar() is not None

    def mark_sent(self, command_id: UUID) -> None:
        """The switch has been told."""
        self._connection.execute(SENT, {"command": command_id, "at": self._now})

    def end(self, command_id: UUID, state: str, error: str | None = None) -> GivenCommand | None:
        """The switch confirmed it, or refused (`failed` with a code); None when it had ended before."""
        row = self._connection.execute(END, {"command": command_id, "to": state, "why": error, "at": self._now}).one_or_none()
        return GivenCommand(*row) if row else None

    def open_of(self, interaction_id: UUID) -> dict[str, dict[str, Any]]:
        """The commands of an interaction that are not confirmed yet: their parameters by kind."""
        return {row.kind: row.parameters for row in self._connection.execute(OPEN_OF, {"interaction": interaction_id})}

    def give_up(self, sent_before: datetime, asked_before: datetime, kinds: Collection[str]) -> list[GivenCommand]:
        """Fail what was sent before a time and never confirmed, and those of `kinds` that were asked for before a time and never sent."""
        values = {"sent_before": sent_before, "asked_before": asked_before, "kinds": list(kinds), "at": self._now}
        return [GivenCommand(*row) for row in self._connection.execute(GIVE_UP, values)]

    def last_state(self, interaction_id: UUID, person_id: UUID, kind: str) -> str:
        """What became of the last command of this kind that this person gave about the interaction; empty when there was none."""
        values = {"interaction": interaction_id, "person": person_id, "wanted": kind}
        return self._connection.execute(LAST, values).scalar() or ""
