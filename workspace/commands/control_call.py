"""Control the call: hold, resume, mute, unmute, hang up, hand over to who was asked. The screen shows requested, then confirmed."""

from uuid import UUID

from flows.errors import ConflictError
from flows.interaction import InteractionState
from flows.telephony.port import CommandKind
from workspace.transactions.calls import request_command
from workspace.transactions.interactions import own_interaction
from workspace.wiring.parts import Parts, Person, Submission

FITS = {
    CommandKind.HOLD: {InteractionState.TALKING},
    CommandKind.RESUME: {InteractionState.HELD},
    CommandKind.MUTE: {InteractionState.TALKING},
    CommandKind.UNMUTE: {InteractionState.TALKING, InteractionState.HELD},
    CommandKind.HAND_OVER: {InteractionState.HELD},
    CommandKind.HANG_UP: {InteractionState.TALKING, InteractionState.HELD, InteractionState.DIALLING},
}


def control_call(parts: Parts, person: Person, interaction_id: UUID, kind: CommandKind, *, submission: Submission) -> None:
    """Request a control. Raises ConflictError when the call is not where that makes sense."""
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        if row.interaction.state not in FITS[kind]:
            raise ConflictError("call_moved_on", row.interaction.state)
        if kind is CommandKind.HAND_OVER and row["consulted_id"] is None:
            raise ConflictError("nobody_consulted")
        request_command(unit, row, person, kind)
