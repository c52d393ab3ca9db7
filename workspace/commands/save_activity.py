"""Save an activity: begin a new business activity, choose its parts one by one, and let all of it go live together."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError
from workspace.people import check_name
from workspace.scripts.publishing import OFFERS
from workspace.studio.activity import DIRECTIONS, PARTS, Plan, plan_from
from workspace.studio.activity_kind import frozen
from workspace.studio.changes import Asked, ask
from workspace.studio.wishes import Terms
from workspace.wiring.parts import Parts, Person, Submission, Unit, new_id


def begin_activity(parts: Parts, person: Person, name: str, direction: str, *, submission: Submission) -> UUID:
    """Begin one; returns its id. Raises InvalidError."""
    check_name(name)
    if direction not in DIRECTIONS:
        raise InvalidError(fields={"direction": "not_listed"})
    activity_id = new_id()
    with parts.units.begin(submission) as unit:
        unit.activities.add(activity_id, name, Plan(direction=direction).to_json(), person.id)
        unit.audit.add("activity_begun", f"activity:{activity_id}", {"name": name}, person_id=person.id)
    return activity_id


def choose_part(parts: Parts, person: Person, activity_id: UUID, part: str, chosen: dict[str, object], *, submission: Submission) -> None:
    """Keep what was chosen for one part: fields of the plan; none of them means that it stays without.

    Raises NotFoundError, ConflictError "is_live", InvalidError for what is not there.
    """
    if part not in PARTS:
        raise NotFoundError

    def choose(unit: Unit, plan: Plan) -> Plan:
        made = replace(plan, **chosen, seen=sorted({*plan.seen, part}))  # type: ignore[arg-type]
        _check(unit, made)
        return made

    with parts.units.begin(submission) as unit:
        _save(unit, activity_id, choose)


def go_live(parts: Parts, person: Person, activity_id: UUID, terms: Terms, *, submission: Submission) -> Asked:
    """Let everything go live together, now or when it may.

    Raises NotFoundError, ConflictError "is_live" or "change_open", InvalidError "blocked" whose fields say what each part lacks.
    """
    with parts.units.begin(submission) as unit:
        row = unit.activities.get(activity_id, lock=True)
        if row is None:
            raise NotFoundError
        named = replace(terms, note=terms.note or row["name"])
        return ask(unit, named.wish("activity", str(activity_id), frozen(unit, plan_from(row["plan"]))), person.id)


def _save(unit: Unit, activity_id: UUID, choose: Callable[[Unit, Plan], Plan]) -> None:
    row = unit.activities.get(activity_id, lock=True)
    if row is None:
        raise NotFoundError
    if row["live_at"] is not None:
        raise ConflictError("is_live")
    unit.activities.save(activity_id, row["name"], choose(unit, plan_from(row["plan"])).to_json())


def _check(unit: Unit, plan: Plan) -> None:
    """What is named is there. Raises InvalidError at the field."""
    for field, key in (("script", plan.script), ("offer", plan.offer)):
        found = (unit.scripts.draft(key) or unit.scripts.live(key)) if key else None
        if key and (found is None or key.startswith(OFFERS) != (field == "offer")):
            raise InvalidError(fields={field: "not_listed"})
    if plan.queue and unit.administration.get("queue", UUID(plan.queue)) is None:
        raise InvalidError(fields={"queue": "not_listed"})
    if plan.skill and unit.administration.get("skill", UUID(plan.skill)) is None:
        raise InvalidError(fields={"skill": "not_listed"})
    agents = {str(row["id"]) for row in unit.people.all() if row["role"] == "agent" and row["disabled_at"] is None}
    if not set(plan.people) <= agents:
        raise InvalidError(fields={"people": "not_listed"})
