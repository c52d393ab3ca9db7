"""Ask lookups: those that a desk shows and that were not asked yet, or one of them again; a worker does the asking."""

from uuid import UUID

from flows.connectors.add_in import AddInKind
from flows.errors import NotFoundError
from workspace.desk.add_ins import AddInHere, add_ins_here
from workspace.desk.state import read_desk
from workspace.wiring.parts import Parts, Person, new_id


def ask_lookups(parts: Parts, person: Person, interaction_id: UUID, again: UUID | None = None) -> bool:
    """Ask; False when there was nothing to ask. Raises NotFoundError for an interaction that is not on this person's desk.

    Asked twice at once, it is asked once: the row of the answer is the lock.
    """
    with parts.units.begin() as unit:
        state = read_desk(unit, person, "en")
        if state.row is None or state.row.id != interaction_id:
            raise NotFoundError
        due = [each for each in add_ins_here(unit, state) if _is_due(each, again)]
        asked = [
            unit.add_ins.ask(interaction_id, dict(each.row), each.filled.url, id=new_id(), masked=each.is_masked, again=each.id == again)
            for each in due
        ]
        if any(asked):
            unit.wake("lookups")
            unit.desks.touch(person.id)
        return any(asked)


def _is_due(each: AddInHere, again: UUID | None) -> bool:
    return each.row["kind"] == AddInKind.LOOKUP and (each.state == "unasked" or (each.id == again and each.state in ("failed", "answered")))
