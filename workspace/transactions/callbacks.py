"""Callbacks in a transaction: promised once, carried out as a task, kept for their agent when they fall due."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.connectors.ports import refused
from flows.errors import InvalidError
from flows.outbound.callback import HELD_FOR, agreed_time
from flows.outbound.calling_window import CallingWindow
from flows.outbound.suppression import Purpose
from flows.outbound.task import CALLBACK_PRIORITY
from workspace.transactions.gate_facts import window_of
from workspace.wiring.outbound import NotAPhone, normal, zones
from workspace.wiring.parts import InteractionRow, Unit, new_id

FIELD = "callback_at"
"""The form field that a promise's time is typed in."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A promise as it was stored."""

    id: UUID
    due_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class CallbackPlace:
    """Where a promised call would ring: the number, the zone its time is agreed in, and when it may ring there."""

    number: str
    zone: ZoneInfo
    purpose: Purpose
    window: CallingWindow | None


def callback_place(unit: Unit, row: InteractionRow, number: str | None = None) -> CallbackPlace:
    """Where this interaction's customer would be called back. Raises InvalidError ("number") where there is no number to call."""
    number = number or (row["caller_number"] if row["direction"] == "inbound" else row["dialled_number"])
    if not number:
        raise InvalidError(fields={"number": "required"})
    try:
        number = normal(number, "US")
    except NotAPhone:
        raise InvalidError(fields={"number": "format"}) from None
    name = _known_zone(unit, row)
    campaign = unit.campaigns.get(row["campaign_id"]) if row["campaign_id"] else None
    purpose = Purpose(campaign["purpose"]) if campaign else Purpose.SERVICE
    possible = zones(number)
    zone = _zone(name) or _zone(possible[0] if possible else None) or ZoneInfo("UTC")
    return CallbackPlace(number, zone, purpose, window_of(number, name or zone.key, purpose, unit.now))


def promise_callback(unit: Unit, row: InteractionRow, due_local: datetime, *, request_id: UUID, note: str = "") -> Booked:
    """Promise a call at a naive time on the customer's wall, from the wrap-up form.

    Raises InvalidError with `callback_at` as in_the_past, too_far_off or outside_window.
    """
    place = callback_place(unit, row)
    due_at = agreed_time(due_local, place.zone, unit.now)
    return _promise(unit, row, place, due_at, request_id=request_id, note=note)


def book_callback(unit: Unit, row: InteractionRow, at: datetime, *, request_id: UUID, number: str | None = None, note: str = "") -> Booked:
    """Promise a call from a script's `callback.book`; `at` is aware, or naive on the customer's wall.

    The same `request_id` gives the same promise. Raises ActionFailed (refused: in_the_past, too_far_off, outside_window, no_recipient).
    """
    try:
        place = callback_place(unit, row, number)
        local = at if at.tzinfo is None else at.astimezone(place.zone).replace(tzinfo=None)
        return _promise(unit, row, place, agreed_time(local, place.zone, unit.now), request_id=request_id, note=note)
    except InvalidError as error:
        field, code = next(iter(error.fields.items()))
        raise refused(code if field == FIELD else "no_recipient", "at" if field == FIELD else "phone") from error


def _promise(unit: Unit, row: InteractionRow, place: CallbackPlace, due_at: datetime, *, request_id: UUID, note: str) -> Booked:
    known = unit.callbacks.by_request(request_id)
    if known is not None:
        return Booked(known["id"], known["due_at"], known["zone"])
    if place.window is None or not place.window.is_open(due_at):
        raise InvalidError(fields={FIELD: "outside_window"})
    agent = row.interaction.person_id
    campaign_id, lead_id = _work_of(unit, row, place)
    task_id, callback_id = new_id(), new_id()
    unit.tasks.add(
        id=task_id,
        campaign_id=campaign_id,
        lead_id=lead_id,
        vendor_id=row["vendor_id"],
        kind="callback",
        priority=CALLBACK_PRIORITY,
        due_at=due_at,
        for_person_id=agent,
        for_person_until=due_at + held_for(unit, campaign_id),
    )
    unit.callbacks.add(
        id=callback_id,
        request_id=request_id,
        interaction_id=row.id,
        customer_id=row["customer_id"],
        lead_id=lead_id,
        task_id=task_id,
        campaign_id=campaign_id,
        queue_id=row["queue_id"],
        person_id=agent,
        number=place.number,
        zone=place.zone.key,
        purpose=place.purpose,
        due_at=due_at,
        note=note,
    )
    unit.interactions.note(row.id, "callback_promised", {"due_at": due_at.isoformat(), "zone": place.zone.key}, person_id=agent)
    unit.desks.touch(agent)
    unit.desks.touch_boards()
    return Booked(callback_id, due_at, place.zone.key)


def held_for(unit: Unit, campaign_id: UUID | None) -> timedelta:
    """How long a due callback of that campaign waits for its agent."""
    campaign = unit.campaigns.get(campaign_id) if campaign_id else None
    return timedelta(minutes=campaign["callback_held_minutes"]) if campaign else HELD_FOR


def _work_of(unit: Unit, row: InteractionRow, place: CallbackPlace) -> tuple[UUID, UUID]:
    """The campaign and lead that carry a promise out: the call's own, else those of the callbacks campaign."""
    if row["task_id"] is not None:
        task = unit.tasks.get(row["task_id"])
        if task is not None and task.lead.number == place.number:
            return task.campaign.id, task.task.lead_id
    campaign = unit.campaigns.callbacks(new_id())
    return campaign["id"], unit.tasks.put_lead(campaign=campaign["id"], day=unit.now.date(), **_as_lead(unit, row, place))


def _as_lead(unit: Unit, row: InteractionRow, place: CallbackPlace) -> dict[str, Any]:
    """The customer of an interaction in the columns of a lead; a caller nobody knows is called by the number."""
    known = unit.customers.on_desk(row["customer_id"], unit.now) if row["customer_id"] else None
    one = known.customer if known else None
    return {
        "id": new_id(),
        "customer": row["customer_id"],
        "external_id": f"{one.account if one else 'number'} {place.number}",
        "name": one.name if one else place.number,
        "surname": one.surname if one else "",
        "title": one.title if one else "",
        "number": place.number,
        "language": row["language"],
        "zone": place.zone.key,
    }


def _known_zone(unit: Unit, row: InteractionRow) -> str | None:
    if row["task_id"] is not None:
        task = unit.tasks.get(row["task_id"])
        if task is not None and task["zone"]:
            return str(task["zone"])
    known = unit.customers.on_desk(row["customer_id"], unit.now) if row["customer_id"] else None
    return known.customer.zone if known else None


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def local_time(moment: datetime, zone: str) -> datetime:
    """A moment on the wall of that zone, UTC where there is none of the name."""
    return moment.astimezone(_zone(zone) or UTC)
