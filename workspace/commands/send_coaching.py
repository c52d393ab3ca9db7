"""Send a coaching message: a supervisor says something to one agent's desk, at once and to nobody else."""

from datetime import timedelta
from uuid import UUID

from flows.errors import ConflictError, NotFoundError
from flows.routing.presence import PresenceState
from workspace.wiring.parts import Parts, Person, Submission, new_id

LONGEST = 300
"""Characters of the longest message: it is read beside a customer."""
SHOWN_FOR = timedelta(hours=2)
"""How long an unread message stays on the desk; it is about what happens now."""


def send_coaching(parts: Parts, person: Person, agent_id: UUID, text: str, *, submission: Submission) -> UUID:
    """Put the message on the agent's desk; returns its id. Raises NotFoundError for who is no agent, ConflictError for who is away."""
    notice_id = new_id()
    with parts.units.begin(submission) as unit:
        agent = unit.people.get(agent_id)
        if agent is None or agent["role"] != "agent" or agent["disabled_at"] is not None:
            raise NotFoundError
        presence = unit.presence.get(agent_id)
        if presence is None or presence.state is PresenceState.OFFLINE:
            raise ConflictError("not_at_desk", agent["name"])
        unit.notices.add(
            audience={"people": [str(agent_id)]},
            id=notice_id,
            kind="coaching",
            text_en=text,
            text_zh=text,
            must_acknowledge=True,
            created_by=person.id,
            expires_at=unit.now + SHOWN_FOR,
        )
        unit.desks.touch(agent_id)
        unit.desks.touch_boards()
        unit.audit.add("coaching_sent", f"person:{agent_id}", {"notice": str(notice_id)}, person_id=person.id)
    return notice_id
