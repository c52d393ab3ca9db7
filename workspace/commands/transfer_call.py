"""Transfer: send the customer on to a queue or a colleague, at once or after asking. The switch's `transferred` event makes it so."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError
from flows.interaction import CONNECTED, InteractionState
from flows.telephony.port import CommandKind
from workspace.transactions.calls import request_command
from workspace.transactions.interactions import own_interaction
from workspace.transactions.transfer_targets import colleagues_for, queues_for, vendors_for
from workspace.transactions.transfers import consult
from workspace.wiring.parts import InteractionRow, Parts, Person, Submission, Unit

BLIND, WARM = "blind", "warm"
UNDER_WAY = frozenset({CommandKind.TRANSFER, CommandKind.CONSULT, CommandKind.HAND_OVER})


def transfer_call(parts: Parts, person: Person, interaction_id: UUID, target: str, mode: str = BLIND, *, submission: Submission) -> None:
    """Request a transfer to `queue:KEY`, `person:ID` or `vendor:ID`.

    A warm one asks the colleague first, and is completed with `hand_over`.

    Raises InvalidError for a target that is not one, ConflictError when nobody is on the line, a transfer is under way already, or the
    colleague is not free any more.
    """
    kind, _, key = target.partition(":")
    with parts.units.begin(submission) as unit:
        unit.routing.lock()  # a colleague who is asked gets no call meanwhile
        row = own_interaction(unit, person, interaction_id)
        if row.interaction.state not in CONNECTED:
            raise ConflictError("call_moved_on", row.interaction.state)
        if row["consulted_id"] is not None or UNDER_WAY & set(unit.switch.open_of(row.id)):
            raise ConflictError("transfer_under_way")
        if kind == "queue" and mode == BLIND:
            _to_queue(unit, row, person, key)
        elif kind == "person" and mode in (BLIND, WARM):
            _to_colleague(unit, row, person, key, is_asked=mode == WARM)
        elif kind == "vendor" and mode == BLIND:
            _to_vendor(parts, unit, row, person, key)
        else:
            raise InvalidError(fields={"to": "not_listed"})


def _to_queue(unit: Unit, row: InteractionRow, person: Person, key: str) -> None:
    if not any(each["key"] == key for each in queues_for(unit, person)):
        raise InvalidError(fields={"to": "not_listed"})
    request_command(unit, row, person, CommandKind.TRANSFER, queue=key)


def _to_vendor(parts: Parts, unit: Unit, row: InteractionRow, person: Person, key: str) -> None:
    vendor = next((each for each in vendors_for(parts, unit, person, row) if str(each.id) == key), None)
    if vendor is None:
        raise InvalidError(fields={"to": "not_listed"})
    request_command(unit, row, person, CommandKind.TRANSFER, queue=vendor.queue)
    unit.interactions.note(row.id, "sent_to_vendor", {"vendor": key}, person_id=person.id)


def _to_colleague(unit: Unit, row: InteractionRow, person: Person, key: str, *, is_asked: bool) -> None:
    colleague = next((each for each in colleagues_for(unit, person) if str(each["id"]) == key), None)
    if colleague is None:
        raise ConflictError("agent_not_free")
    if not is_asked:
        request_command(unit, row, person, CommandKind.TRANSFER, extension=colleague["extension"])
        return
    if row.interaction.state is not InteractionState.TALKING:
        raise ConflictError("call_moved_on", row.interaction.state)
    request_command(unit, row, person, CommandKind.CONSULT, extension=colleague["extension"])
    consult(unit, row, colleague["id"])
