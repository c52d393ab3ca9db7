"""Answer an approval: a supervisor says yes or no to what an agent asked in a script."""

from uuid import UUID

from flows.errors import ConflictError, NotFoundError
from workspace.commands.ask_action import settle
from workspace.wiring.parts import Parts, Person, Submission


def answer_approval(parts: Parts, person: Person, action_id: UUID, *, granted: bool, note: str, submission: Submission) -> None:
    """Give the answer; the agent's desk goes on by itself. Raises NotFoundError, or ConflictError when it was answered or timed out."""
    with parts.units.begin(submission) as unit:
        action = unit.runs.action(action_id)
        if action is None or action["action"] != "desk.ask_supervisor":
            raise NotFoundError
        if action["applied"] or not settle(parts, unit, action, result={"granted": granted, "note": note or None}):
            raise ConflictError("already_answered")
        payload = {"granted": granted, "note": note}
        unit.audit.add("approval_answered", f"interaction:{action['interaction_id']}", payload, person_id=person.id)
        unit.desks.touch_boards()
