"""Dial: the gate is asked, the attempt is written, and only then is the switch told, all in one transaction (P4, P5)."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError, StaleError
from flows.interaction import dialled
from flows.telephony.dial_string import DialStringError
from flows.telephony.port import CommandKind, SwitchCommand
from workspace.transactions.attempts import report_attempt
from workspace.transactions.gate_facts import Judged, judge
from workspace.transactions.runs import open_first_run
from workspace.transactions.tasks import apply_put_off, keep_late_note, own_task
from workspace.wiring.outbound import TaskRow
from workspace.wiring.parts import Parts, Person, Submission, Unit, new_id


def dial_task(parts: Parts, person: Person, task_id: UUID, claim_no: int, *, submission: Submission) -> bool:
    """Dial the previewed task; False when the gate refuses: then the reasons are stored, and the task is put off.

    Raises StaleError under an old claim (kept as a late note), ConflictError ("open_attempt") when the number is being dialled,
    InvalidError ("no_extension") for an agent without a telephone.
    """
    if person.extension is None:
        raise InvalidError("no_extension")
    try:
        with parts.units.begin(submission) as unit:
            row = own_task(unit, person, task_id, claim_no)
            if unit.interactions.open_of(person.id):
                raise ConflictError("busy_now")
            unit.attempts.lock_number(row.campaign.seller, row.lead.number)
            judged = judge(unit, row)
            if not judged.verdict.allowed:
                _refuse(unit, person, row, judged)
                return False
            _dial(parts, unit, person, row, judged)
            return True
    except StaleError:
        keep_late_note(parts, person, task_id, {"dial": True, "claim": claim_no})
        raise


def _refuse(unit: Unit, person: Person, row: TaskRow, judged: Judged) -> None:
    attempt_id = new_id()
    unit.attempts.refuse(id=attempt_id, gate=judged.verdict.to_json(), **_columns(person, row))
    report_attempt(unit, attempt_id)
    apply_put_off(unit, row, judged.put_off, by=person.id)
    unit.desks.touch(person.id)


def _dial(parts: Parts, unit: Unit, person: Person, row: TaskRow, judged: Judged) -> None:
    attempt_id, interaction_id = new_id(), new_id()
    if not unit.attempts.intend(id=attempt_id, gate=judged.verdict.to_json(), **_columns(person, row)):
        raise ConflictError("open_attempt")
    interaction, events = dialled(interaction_id, person.id, unit.now)
    made = unit.interactions.add(
        interaction,
        call_id=str(attempt_id),
        campaign_id=row.campaign.id,
        task_id=row.id,
        attempt_id=attempt_id,
        customer_id=row.lead.customer_id,
        customer_match="matched" if row.lead.customer_id else "unknown",
        caller_number=row["caller_number"] or None,
        dialled_number=row.lead.number,
        vendor_id=person.vendor_id,
        language=row.lead.language,
        call={},
    )
    unit.interactions.note_events(interaction_id, events)
    open_first_run(parts, unit, made)
    unit.callbacks.keep_by_task(row.id)
    unit.switch.request(_order(person, row, attempt_id), interaction_id=interaction_id, attempt_id=attempt_id, person_id=person.id)
    unit.desks.touch(person.id)
    unit.desks.touch_boards()
    unit.wake("switch")


def _order(person: Person, row: TaskRow, attempt_id: UUID) -> SwitchCommand:
    try:
        return SwitchCommand(
            command_id=str(new_id()),
            kind=CommandKind.DIAL,
            call_id=str(attempt_id),
            extension=person.extension,
            number=row.lead.number,
            caller_number=row["caller_number"] or None,
            attempt_id=str(attempt_id),
        )
    except DialStringError as error:
        raise InvalidError(error.code) from error


def _columns(person: Person, row: TaskRow) -> dict[str, object]:
    return {
        "task_id": row.id,
        "campaign_id": row.campaign.id,
        "lead_id": row.task.lead_id,
        "person_id": person.id,
        "vendor_id": person.vendor_id,
        "claim_no": row.task.claim_no,
        "seller": row.campaign.seller,
        "number": row.lead.number,
    }
