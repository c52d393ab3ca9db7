"""Transfer: send the customer on to a queue or a colleague's telephone."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError
from flows.interaction import CONNECTED
from flows.telephony_port import CommandKind
from workspace.calls import request_command
from workspace.interactions import own_interaction
from workspace.wiring import Parts, Person, Submission


def transfer_call(parts: Parts, person: Person, interaction_id: UUID, target: str, *, submission: Submission) -> None:
    """Request a blind transfer to `queue:KEY`. Raises InvalidError for an unknown queue, ConflictError when nobody is on the line."""
    kind, _, key = target.partition(":")
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        if row.interaction.state not in CONNECTED:
            raise ConflictError("call_moved_on", row.interaction.state)
        if kind != "queue" or unit.routing.queue(key) is None:
            raise InvalidError(fields={"target": "not_listed"})
        request_command(unit, row, person, CommandKind.TRANSFER, queue=key)
