"""Answer: ask the switch to connect the ringing customer with this agent."""

from uuid import UUID

from flows.errors import ConflictError
from flows.interaction import InteractionState
from flows.telephony.port import CommandKind
from workspace.transactions.calls import request_command
from workspace.transactions.interactions import own_interaction
from workspace.wiring.parts import Parts, Person, Submission


def answer_call(parts: Parts, person: Person, interaction_id: UUID, *, submission: Submission) -> None:
    """Request the answer; the switch's `answered` event makes it so. Raises ConflictError when it no longer rings."""
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        if row.interaction.state is not InteractionState.RINGING:
            raise ConflictError("not_ringing")
        request_command(unit, row, person, CommandKind.ANSWER, extension=person.extension)
