"""The actions that the desk itself carries out: tickets, callbacks, messages, transfers, approvals, recording.

Each is a function of the unit, the interaction, the typed parameters and the request's id, and may be called twice with the same id.
It returns the action's result, or WAITING when a person is to give it. Raises ActionFailed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flows.connectors.ports import refused
from flows.telephony.port import CommandKind, SwitchCommand
from workspace.transactions.callbacks import book_callback
from workspace.transactions.tickets import open_ticket as opened
from workspace.wiring.parts import InteractionRow, Unit, new_id

WAITING: Final = object()
"""The result of an action that waits for a person."""
Values = Mapping[str, Any]


def open_ticket(unit: Unit, row: InteractionRow, values: Values, request_id: UUID) -> Any:
    """`ticket.open`: a piece of work for another department, with the time by which it answers."""
    made = opened(
        unit,
        request_id=request_id,
        department=values["department"],
        subject=values["subject"],
        body=values.get("details") or "",
        priority=values.get("priority") or "normal",
        category=values.get("category") or "",
        customer_id=row["customer_id"],
        interaction_id=row.id,
        person_id=row.interaction.person_id,
    )
    return {"id": made["number"], "due_at": made["due_at"].isoformat()}


def callback(unit: Unit, row: InteractionRow, values: Values, request_id: UUID) -> Any:
    """`callback.book`: a promised call, at the customer's time."""
    at = values["at"]
    if not isinstance(at, datetime):
        raise refused("bad_parameter", "at")
    booked = book_callback(unit, row, at, request_id=request_id, number=values.get("phone"), note=values.get("note") or "")
    return {"id": str(booked.id)[-8:], "due_at": booked.due_at.isoformat()}


def send_message(unit: Unit, row: InteractionRow, values: Values, request_id: UUID) -> Any:
    """`message.send`: a text to the customer's number or address."""
    recipient = row["caller_number"] if row["direction"] == "inbound" else row["dialled_number"]
    if not recipient:
        raise refused("no_recipient")
    unit.follow_ups.send_message(
        message_id=new_id(),
        request_id=request_id,
        customer_id=row["customer_id"],
        interaction_id=row.id,
        channel=values.get("medium") or "sms",
        recipient=recipient,
        body=values["text"],
    )
    return None


def transfer(unit: Unit, row: InteractionRow, values: Values, request_id: UUID) -> Any:
    """`phone.transfer`: send the customer on to a queue."""
    if unit.routing.queue(values["queue"]) is None:
        raise refused("unknown_queue", "queue")
    if row["call_id"] is None or row.interaction.ended_at is not None:
        raise refused("call_ended")
    if unit.switch.knows(request_id):
        return None
    command = SwitchCommand(command_id=str(request_id), kind=CommandKind.TRANSFER, call_id=row["call_id"], queue=values["queue"])
    unit.switch.request(command, interaction_id=row.id, attempt_id=row["attempt_id"], person_id=row.interaction.person_id)
    unit.wake("switch")
    return None


def ask_supervisor(_unit: Unit, _row: InteractionRow, _values: Values, _request_id: UUID) -> Any:
    """`desk.ask_supervisor`: a supervisor answers on the board; until then the agent's desk waits."""
    return WAITING


def recording(note: str, kind: CommandKind) -> Callable[[Unit, InteractionRow, Values, UUID], Any]:
    """`recording.pause` and `recording.resume`: ordered of the switch, and noted with their time, for whoever plays the recording.

    The offset is told from the answer on, in seconds: a recording begins no earlier.
    """

    def order(unit: Unit, row: InteractionRow, _values: Values, request_id: UUID) -> Any:
        if unit.switch.knows(request_id):
            return None
        answered_at = row.interaction.answered_at
        offset = round((unit.now - answered_at).total_seconds(), 1) if answered_at else None
        unit.interactions.note(row.id, note, {"request": str(request_id), "offset": offset}, person_id=row.interaction.person_id)
        if row["call_id"] is not None and row.interaction.ended_at is None:
            command = SwitchCommand(command_id=str(request_id), kind=kind, call_id=row["call_id"])
            unit.switch.request(command, interaction_id=row.id, attempt_id=row["attempt_id"], person_id=row.interaction.person_id)
            unit.wake("switch")
        return None

    return order


BUILT_IN: dict[str, Callable[[Unit, InteractionRow, Values, UUID], Any]] = {
    "ticket.open": open_ticket,
    "callback.book": callback,
    "message.send": send_message,
    "phone.transfer": transfer,
    "desk.ask_supervisor": ask_supervisor,
    "recording.pause": recording("recording_paused", CommandKind.PAUSE_RECORDING),
    "recording.resume": recording("recording_resumed", CommandKind.RESUME_RECORDING),
}
