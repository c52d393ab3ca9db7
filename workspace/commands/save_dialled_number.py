"""Save a dialled number: which queue, and which script, a number of ours leads to; or take it off the list."""

from uuid import UUID

from flows.errors import InvalidError, NotFoundError
from workspace.commands.assign_script import assign_with
from workspace.routing_lists import check_number
from workspace.wiring.parts import Parts, Person, Submission


def save_dialled_number(parts: Parts, by: Person, number: str, queue_id: UUID, script: str, name: str, *, submission: Submission) -> None:
    """Write where a number leads, a new one or a known one; its script may have to wait for a second person.

    Raises InvalidError at the field that is wrong.
    """
    number = check_number(number)
    if not name.isprintable():
        raise InvalidError(fields={"name": "format"})
    with parts.units.begin(submission) as unit:
        if unit.administration.get("queue", queue_id) is None:
            raise InvalidError(fields={"queue": "not_listed"})
        if script and script not in {each["key"] for each in unit.scripts.titles()}:
            raise InvalidError(fields={"script": "not_listed"})
        columns = {"queue_id": queue_id, "name": name}
        if not unit.administration.change("number", number, **columns):
            unit.administration.add("number", number=number, **columns)
        assign_with(unit, by, "number", number, script)
        unit.audit.add("dialled_number_saved", f"dialled_number:{number}", {"queue": str(queue_id), "script": script}, person_id=by.id)


def remove_dialled_number(parts: Parts, by: Person, number: str, *, submission: Submission) -> None:
    """Take a number off the list: calls to it come without a queue. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        if not unit.administration.remove_number(number):
            raise NotFoundError
        unit.audit.add("dialled_number_removed", f"dialled_number:{number}", person_id=by.id)
