"""Commands to the switch in a transaction: committed as rows, sent by the telephony process, confirmed by events."""

from flows.errors import ConflictError, InvalidError
from flows.telephony.port import CommandKind, SwitchCommand
from workspace.wiring.parts import InteractionRow, Person, Unit, new_id


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
