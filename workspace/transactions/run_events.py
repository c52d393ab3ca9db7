"""What a run's events mean outside the run: responses stored, attributes written, opt-outs obeyed, supervisors told."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flows.offers.policy import OfferResponse
from flows.outbound.attempt import RightParty
from flows.runs import events as happened
from flows.runs.plain import encode
from workspace.scripts.bundles import Published
from workspace.transactions.attempts import check_right_party
from workspace.transactions.offers import record_response
from workspace.transactions.suppress import suppress_customer
from workspace.wiring.parts import InteractionRow, Unit

RESPONSES = {"accepted": OfferResponse.ACCEPTED, "declined": OfferResponse.DECLINED, "later": OfferResponse.DEFERRED}
RIGHT_PARTY = "right_party"
SETTLEMENTS = {
    "delivered": OfferResponse.DELIVERED,
    "failed": OfferResponse.FAILED,
    "pending_confirmation": OfferResponse.PENDING_CONFIRMATION,
}


def follow_events(unit: Unit, row: InteractionRow, run_id: UUID, script: Published, events: Sequence[happened.Event]) -> None:
    """Carry out what the events of one turn bring with them, in the transaction of the turn."""
    for event in events:
        follow = _FOLLOW.get(type(event))
        if follow is not None:
            follow(unit, row, run_id, script, event)


def _offer(
    unit: Unit, row: InteractionRow, run_id: UUID, script: Published, event: Any, response: OfferResponse, reason: str | None
) -> None:
    record_response(
        unit,
        row,
        offer_key=event.offer,
        offer_version=event.version,
        response=response,
        reason=reason,
        run_id=run_id,
        decision_id=UUID(event.decision) if event.decision else None,
        person_id=row.interaction.person_id,
        script=(script.key, script.version),
        step=event.step,
    )


def _presented(unit: Unit, row: InteractionRow, run_id: UUID, script: Published, event: happened.OfferPresented) -> None:
    _offer(unit, row, run_id, script, event, OfferResponse.PRESENTED, None)


def _responded(unit: Unit, row: InteractionRow, run_id: UUID, script: Published, event: happened.OfferResponded) -> None:
    _offer(unit, row, run_id, script, event, RESPONSES[event.response], event.reason)


def _settled(unit: Unit, row: InteractionRow, run_id: UUID, script: Published, event: happened.OfferSettled) -> None:
    _offer(unit, row, run_id, script, event, SETTLEMENTS[event.settlement], None)


def _attribute(unit: Unit, row: InteractionRow, run_id: UUID, _script: Published, event: happened.AttributeAnswered) -> None:
    if event.record != "crm.customer" or row["customer_id"] is None:
        return
    if unit.customers.write_attributes(row["customer_id"], {event.attribute: _plain(event.value)}):
        payload = {"attribute": event.attribute, "run": str(run_id)}
        unit.audit.add("attribute_written", f"customer:{row['customer_id']}", payload, person_id=row.interaction.person_id)


def _answered(unit: Unit, row: InteractionRow, _run_id: UUID, _script: Published, event: happened.StepAnswered) -> None:
    """The right-party check is a question called `right_party`, by its step or what it is saved as; all but yes is somebody else."""
    if row["task_id"] is not None and RIGHT_PARTY in (event.step, event.name):
        check_right_party(unit, row, RightParty.RIGHT if event.value in ("yes", True) else RightParty.WRONG_PERSON)


def _left(unit: Unit, row: InteractionRow, _run_id: UUID, _script: Published, event: happened.ExitTaken) -> None:
    if row["task_id"] is not None and event.exit == RightParty.WRONG_PERSON:
        check_right_party(unit, row, RightParty.WRONG_PERSON)


def _ticked(unit: Unit, row: InteractionRow, run_id: UUID, _script: Published, event: happened.LineTicked) -> None:
    unit.runs.add_read_back(
        run_id=run_id,
        step_key=event.step,
        line_id=event.line,
        language=event.language,
        rendered=event.text,
        offer_key=event.offer,
        offer_version=event.offer_version,
        person_id=row.interaction.person_id,
        ticked_at=event.at,
    )


def _consented(unit: Unit, row: InteractionRow, run_id: UUID, _script: Published, event: happened.ConsentRecorded) -> None:
    payload = {"given": event.given, "lines": list(event.lines), "run": str(run_id), "step": event.step}
    unit.audit.add("consent_recorded", f"interaction:{row.id}", payload, person_id=row.interaction.person_id)


def _suppression(unit: Unit, row: InteractionRow, _run_id: UUID, _script: Published, _event: happened.SuppressionAsked) -> None:
    suppress_customer(unit, row, person_id=row.interaction.person_id)


def _stopped(unit: Unit, row: InteractionRow, run_id: UUID, script: Published, event: happened.RunStopped) -> None:
    payload = {"code": event.code, "script": script.key, "version": script.version, "step": event.step, "run": str(run_id)}
    unit.audit.add("run_stopped", f"interaction:{row.id}", payload, person_id=row.interaction.person_id)
    unit.interactions.note(row.id, "run_stopped", payload, person_id=row.interaction.person_id)
    unit.desks.touch_boards()


def _plain(value: object) -> object:
    """A value as it stands in `customers.attributes`: text for what JSON has no kind for."""
    coded = encode(value)
    return next(iter(coded.values())) if isinstance(coded, dict) and len(coded) == 1 and next(iter(coded)).startswith("$") else coded


_FOLLOW: dict[type[happened.Event], Callable[[Unit, InteractionRow, UUID, Published, Any], None]] = {
    happened.OfferPresented: _presented,
    happened.OfferResponded: _responded,
    happened.OfferSettled: _settled,
    happened.AttributeAnswered: _attribute,
    happened.StepAnswered: _answered,
    happened.ExitTaken: _left,
    happened.LineTicked: _ticked,
    happened.ConsentRecorded: _consented,
    happened.SuppressionAsked: _suppression,
    happened.RunStopped: _stopped,
}
