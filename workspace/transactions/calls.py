"""Commands to the switch in a transaction: committed as rows, sent by the telephony process, confirmed by events."""

from flows.errors import ConflictError, InvalidError
from flows.telephony.port import CommandKind, SwitchCommand
from workspace.transactions.telling import tell_desk
from workspace.wiring.parts import GivenCommand, InteractionRow, Person, Unit, new_id

_FAILED = {
    CommandKind.ANSWER: ("The call was not put through to your telephone.", "来电没有接到您的话机。"),
    CommandKind.HANG_UP: ("The telephone did not hang up.", "电话没有挂断。"),
    CommandKind.HOLD: ("The customer was not put on hold.", "客户没有进入保持状态。"),
    CommandKind.RESUME: ("The customer is still on hold.", "客户仍在保持状态。"),
    CommandKind.MUTE: ("Your microphone is still on.", "您的麦克风仍然开着。"),
    CommandKind.UNMUTE: ("Your microphone is still off.", "您的麦克风仍然关着。"),
    CommandKind.TRANSFER: ("The customer was not transferred.", "没有转接成功。"),
    CommandKind.CONSULT: ("Your colleague was not reached.", "没有联系上您的同事。"),
    CommandKind.HAND_OVER: ("The customer was not handed over.", "客户没有交接给同事。"),
}
OF_AGENTS = frozenset(_FAILED)
"""What agents themselves ask of a call, by a button; what scripts ask of it answers the script."""
_ADVICE = ("Try again, or use the telephone itself.", "请重试，或直接在话机上操作。")


def request_command(
    unit: Unit, row: InteractionRow, person: Person, kind: CommandKind, *, extension: str | None = None, queue: str | None = None
) -> None:
    """Ask the switch for something about this interaction's call. A second press before the first is confirmed changes nothing.

    Raises ConflictError when there is no call to command, InvalidError when the agent has no telephone.
    """
    if row["call_id"] is None or row.interaction.ended_at is not None:
        raise ConflictError("call_ended")
    if kind is CommandKind.ANSWER and extension is None:
        raise InvalidError("no_extension")
    if kind in unit.switch.open_of(row.id):
        return
    command = SwitchCommand(command_id=str(new_id()), kind=kind, call_id=row["call_id"], extension=extension, queue=queue)
    unit.switch.request(command, interaction_id=row.id, attempt_id=row["attempt_id"], person_id=person.id)
    unit.interactions.note(row.id, f"{kind}_requested", person_id=person.id)
    unit.desks.touch(person.id)
    unit.wake("switch")


def tell_failed(unit: Unit, given: GivenCommand) -> None:
    """Tell who gave a command that the telephone did not carry it out; a call that is over is no failure of it."""
    if given.person_id is None:
        return
    unit.desks.touch(given.person_id)
    if given.kind not in OF_AGENTS:
        return
    row = unit.interactions.get(given.interaction_id) if given.interaction_id else None
    if row is None or row.interaction.ended_at is not None:
        return
    en, zh = (f"{what}{space}{advice}" for what, space, advice in zip(_FAILED[CommandKind(given.kind)], (" ", ""), _ADVICE, strict=True))
    tell_desk(unit, given.person_id, "telephone_failed", {"en": en, "zh": zh})
