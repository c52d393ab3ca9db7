"""Attempts in a transaction: what the phone says of a try, and what follows from it for the task and the lead (P4)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.interaction import Interaction, InteractionEvent, InteractionEventKind
from flows.outbound.attempt import AttemptResult, AttemptState, RightParty
from flows.outbound.calling_window import CallingWindow, daily
from flows.outbound.lead import CloseReason, LeadState
from flows.outbound.retry import NextStep, after_attempt
from flows.outbound.task import TaskState
from flows.telephony.call import Call
from flows.telephony.call_event import Cause, Direction
from workspace.transactions.gate_facts import window_of
from workspace.wiring.outbound import TaskRow
from workspace.wiring.parts import InteractionRow, Parts, Unit

Kind = InteractionEventKind
CLOSED_BY = MappingProxyType({AttemptResult.BUSY: "busy", AttemptResult.NO_ANSWER: "no_answer", AttemptResult.INVALID: "wrong_number"})
"""Results with nothing left to say: the interaction closes with this disposition, and the agent goes on to the next task."""
SUGGESTED_BY: Mapping[AttemptResult, str] = MappingProxyType({**CLOSED_BY, AttemptResult.MACHINE: "machine"})
WRONG_NUMBER = "wrong_number"
ANYTIME = CallingWindow(daily("00:00", "23:59"), (ZoneInfo("UTC"),))
"""Where a country's rules are unknown the gate stays shut anyway; this only says when to look again."""


def result_of(call: Call) -> AttemptResult | None:
    """How the try ended; None while it goes on. A call that the switch lost before an answer has an unknown fate."""
    if call.cause is Cause.LINE_LOST and call.ended_at is not None:
        if call.answered_at is None:
            return AttemptResult.UNKNOWN
        if call.extension is not None and not call.is_machine:
            return AttemptResult.ANSWERED
    return call.attempt_result


def disposed_by_result(interaction: Interaction, call: Call) -> Interaction:
    """The interaction of a try that nobody answered, with the disposition that its result already says."""
    if interaction.direction is not Direction.OUTBOUND or interaction.is_over or interaction.disposition_code:
        return interaction
    if call.ended_at is None or call.answered_at is not None:
        return interaction
    code = CLOSED_BY.get(result_of(call) or AttemptResult.UNKNOWN)
    return replace(interaction, disposition_code=code) if code else interaction


def suggested_by_result(row: InteractionRow) -> str | None:
    """The disposition that the result of an outbound call suggests: machine, busy …; None where somebody was spoken to."""
    if row.interaction.direction is not Direction.OUTBOUND or row.call is None:
        return None
    if row.call.is_machine:
        return SUGGESTED_BY[AttemptResult.MACHINE]
    result = result_of(row.call)
    return SUGGESTED_BY.get(result) if result else None


def note_dialling(unit: Unit, row: InteractionRow, call: Call) -> None:
    """The switch said something about an outbound call: it took our order."""
    if row["attempt_id"] is not None:
        unit.attempts.mark_dialling(row["attempt_id"], call.offered_at)


def follow_attempt(parts: Parts, unit: Unit, after: Interaction, event: InteractionEvent) -> None:
    """Bring the attempt of an outbound interaction in line with what happened to it; an inbound one has none."""
    if after.direction is not Direction.OUTBOUND or event.kind not in (Kind.ANSWERED, Kind.HUNG_UP, Kind.TRANSFERRED, Kind.CLOSED):
        return
    row = unit.interactions.get(after.interaction_id)
    if row is not None and row["leg"] > 0 and after.is_over:
        _hear_last_word(unit, row)
    if row is None or row["attempt_id"] is None:
        return
    attempt_id: UUID = row["attempt_id"]
    if event.kind is Kind.ANSWERED:
        unit.attempts.mark_answered(attempt_id, event.at)
    elif event.kind in (Kind.HUNG_UP, Kind.TRANSFERRED):
        result = AttemptResult.ANSWERED if event.kind is Kind.TRANSFERRED else (result_of(row.call) if row.call else AttemptResult.UNKNOWN)
        unit.attempts.end(attempt_id, result or AttemptResult.UNKNOWN, event.at)
    if after.is_over:
        # Told twice where the call and the wrap-up end together; the second finds the task settled.
        _settle_task(unit, row, attempt_id)


def check_right_party(unit: Unit, row: InteractionRow, party: RightParty) -> None:
    """Keep what the right-party check of an outbound call found; before a yes nothing is disclosed."""
    attempt_id = row["attempt_id"]
    if attempt_id is None and row["leg"] > 0:
        attempt_id = unit.interactions.parts_of_call(row["call_id"])[0]["attempt_id"]  # sent on before anybody asked
    if attempt_id is not None:
        unit.attempts.check_party(attempt_id, "yes" if party is RightParty.RIGHT else "no")
        unit.interactions.note(row.id, "right_party_checked", {"party": party}, person_id=row.interaction.person_id)


def _hear_last_word(unit: Unit, row: InteractionRow) -> None:
    """A lead who was sent on was reached: who dialled settles the task with that. An opt-out said to a later agent closes the lead too.

    A callback they promise is a task of its own, as it always is.
    """
    task = unit.tasks.get(row["task_id"], lock=True) if row["task_id"] else None
    if task is not None and unit.interactions.names_of(row.id)["disposition_kind"] == "opt_out":
        unit.tasks.close_lead(task.task.lead_id, CloseReason.DO_NOT_CALL)


def _settle_task(unit: Unit, row: InteractionRow, attempt_id: UUID) -> None:
    """The interaction is over: the task is due again, or done, by the rules of `flows.outbound.retry`."""
    attempt = unit.attempts.get(attempt_id, lock=True)
    task = unit.tasks.get(row["task_id"], lock=True) if row["task_id"] else None
    if attempt is None or task is None or AttemptState(attempt["state"]) in (AttemptState.INTENDED, AttemptState.DIALLING):
        return
    if task.task.state is not TaskState.CLAIMED or task.task.claim_no != attempt["claim_no"]:
        return
    result = AttemptResult(attempt["result"] or AttemptResult.UNKNOWN)
    apply_next(unit, task, next_step(unit, task, row, attempt), result)
    report_attempt(unit, attempt_id)


def next_step(unit: Unit, task: TaskRow, row: InteractionRow, attempt: Mapping[str, Any]) -> NextStep:
    """What follows the try, by the results of the lead, the right-party check and the disposition."""
    disposition = unit.interactions.names_of(row.id)["disposition_kind"]
    if disposition == "opt_out":
        return NextStep(closes=CloseReason.DO_NOT_CALL)
    results = unit.attempts.results_of_lead(task.task.lead_id)
    window = window_of(task.lead.number, task["zone"], task.campaign.purpose, unit.now) or ANYTIME
    return after_attempt(results, attempt["ended_at"] or unit.now, window, right_party=_party(attempt, row))


def _party(attempt: Mapping[str, Any], row: InteractionRow) -> RightParty | None:
    if attempt["result"] == AttemptResult.ANSWERED and row.interaction.disposition_code == WRONG_NUMBER:
        return RightParty.WRONG_NUMBER
    found = {"yes": RightParty.RIGHT, "no": RightParty.WRONG_PERSON}
    return found.get(attempt["right_party"] or "")


def apply_next(unit: Unit, task: TaskRow, step: NextStep, result: AttemptResult) -> None:
    """Write what follows a try: due again, or the lead closed, or left to a person where the fate is unknown."""
    # A callback that was promised in this call is another task of the lead: the lead stays open for it, and is not tried besides.
    is_promised = unit.tasks.has_ready(task.task.lead_id)
    if task.lead.state is LeadState.CLOSED:
        unit.tasks.end(task.task, TaskState.CLOSED, tried=True, result=result)
    elif step.due_at is not None and not is_promised:
        unit.tasks.put_back(task.task, step.due_at, tried=True, result=result)
    elif step.due_at is not None or step.closes is CloseReason.REACHED and is_promised:
        unit.tasks.end(task.task, TaskState.DONE, tried=True, result=result)
    elif step.closes is not None:
        unit.tasks.end(task.task, TaskState.DONE, tried=True, result=result)
        unit.tasks.close_lead(task.task.lead_id, step.closes)
    else:
        unit.tasks.end(task.task, TaskState.CLOSED, tried=True, result=result)
    unit.desks.touch_boards()


def report_attempt(unit: Unit, attempt_id: UUID) -> None:
    """Tell the analytics side of an attempt that ended or was refused; each is told once."""
    one = unit.attempts.get(attempt_id)
    if one is None:
        raise AssertionError(f"attempt {attempt_id} is not there")
    about = unit.attempts.about(attempt_id)
    started, answered = one["dialled_at"], one["answered_at"] or one["ended_at"]
    unit.outbox.add(
        "attempts",
        str(attempt_id),
        {
            **about,
            "attempt_id": str(attempt_id),
            "happened_at": _iso(one["ended_at"] or unit.now),
            "state": one["state"],
            "result": one["result"],
            "right_party": one["right_party"],
            "refused_by": ",".join(one["gate"].get("reasons", [])) or None,
            "intended_at": _iso(one["intended_at"]),
            "dialled_at": _iso(one["dialled_at"]),
            "answered_at": _iso(one["answered_at"]),
            "ended_at": _iso(one["ended_at"]),
            "ring_seconds": (answered - started).total_seconds() if started and answered else None,
        },
    )
    unit.wake("relay")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
