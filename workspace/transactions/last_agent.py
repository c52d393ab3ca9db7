"""The same agent again: whom a customer who rings waits for a little, because they spoke with them lately."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flows.routing.queue_rules import comes_soon, rules_of
from workspace.wiring.parts import Unit


def last_agent_for(unit: Unit, queue: dict[str, Any] | None, customer_id: UUID | None, offered_at: datetime) -> dict[str, Any]:
    """The columns of a new interaction that keep it for the customer's last agent; none where the queue, or the agent, is not for it.

    The agent must be able to take calls of this queue as well: its skill at the level asked for, and its vendor.
    """
    if queue is None or customer_id is None:
        return {}
    rules = rules_of(queue)
    person_id = unit.routing.last_agent(customer_id, offered_at - rules.last_agent_within) if rules.last_agent_for else None
    if person_id is None or not comes_soon(unit.presence.get(person_id), unit.now) or not _may_serve(unit, queue, rules.level, person_id):
        return {}
    return {"last_person_id": person_id, "last_person_until": offered_at + rules.last_agent_for}


def _may_serve(unit: Unit, queue: dict[str, Any], level: int, person_id: UUID) -> bool:
    person = unit.people.get(person_id)
    if person is None or person["vendor_id"] != queue["vendor_id"] or unit.people.is_cut_off(person_id):
        return False
    skill = unit.administration.get("skill", queue["skill_id"]) if queue["skill_id"] else None
    return skill is None or unit.people.skills_of(person_id).get(skill["key"], 0) >= level
