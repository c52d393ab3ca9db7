"""Watch a desk: a supervisor opens the mirror of an agent's desk, which is written down and, where the installation says so, told."""

from datetime import timedelta
from uuid import UUID

from workspace.desk.supervision import agent_of
from workspace.wiring.parts import Parts, Person, new_id

TOLD_AGAIN_AFTER = timedelta(minutes=10)
"""Who opens the same mirror again sooner is not announced again."""
SHOWN_FOR = timedelta(hours=2)
WORDS = {"en": "{name} has opened a view of your desk.", "zh": "{name} 正在查看您的工作台。"}


def watch_desk(parts: Parts, person: Person, agent_id: UUID) -> None:
    """Note in the audit that the desk is looked at, and tell the agent. Raises NotFoundError for who is no agent."""
    with parts.units.begin() as unit:
        agent_of(unit, agent_id)
        unit.audit.add("desk_watched", f"person:{agent_id}", {"told": parts.settings.tell_watched}, person_id=person.id)
        if not parts.settings.tell_watched or unit.notices.was_told("watched", agent_id, person.id, unit.now - TOLD_AGAIN_AFTER):
            return
        unit.notices.add(
            audience={"people": [str(agent_id)]},
            id=new_id(),
            kind="watched",
            text_en=WORDS["en"].format(name=person.name),
            text_zh=WORDS["zh"].format(name=person.name),
            must_acknowledge=False,
            created_by=person.id,
            expires_at=unit.now + SHOWN_FOR,
        )
        unit.desks.touch(agent_id)
