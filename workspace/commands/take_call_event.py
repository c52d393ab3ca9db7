"""Take a call event: record it once, bring its interaction in line, and do what follows from it (P10)."""

from datetime import timedelta
from uuid import UUID

import structlog

from flows.customers.recognition import match_customer
from flows.interaction import Interaction, InteractionEventKind, InteractionState, follow, offered, stop_ringing
from flows.routing.presence import RingMissed
from flows.telephony.call import Call, apply, call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Direction
from flows.telephony.call_legs import legs_of, whole_of
from workspace.commands.route_waiting import route
from workspace.transactions.attempts import disposed_by_result, note_dialling
from workspace.transactions.calls import tell_failed
from workspace.transactions.interactions import save
from workspace.transactions.last_agent import last_agent_for
from workspace.transactions.presences import move_presence
from workspace.transactions.taking_over import ring_who_took_over
from workspace.transactions.transfers import open_next_part, settle_consultation
from workspace.wiring.parts import InteractionRow, Parts, Unit, crash_at, new_id

log = structlog.get_logger()

MAKES_ROOM = frozenset({CallEventKind.OFFERED, CallEventKind.RING_STOPPED, CallEventKind.TRANSFERRED, CallEventKind.HUNG_UP})
"""After these somebody waits, or an agent may be free."""


def take_call_event(parts: Parts, event: CallEvent) -> bool:
    """Apply one normalised fact; False when it was known. Order and repetition do not matter."""
    is_sent_on = event.kind is CallEventKind.TRANSFERRED
    may_route = is_sent_on or (event.direction is Direction.INBOUND and event.kind in MAKES_ROOM)
    with parts.units.begin() as unit:
        if not unit.switch.record(event):
            return False
        crash_at("event_recorded")
        if may_route:
            unit.routing.lock()
        _settle_command(unit, event)
        rows = unit.interactions.parts_of_call(event.call_id) or _begin(parts, unit, event)
        if not rows:
            log.info("call_event_of_nobody", kind=event.kind, call=event.call_id)
            return True
        _follow_legs(parts, unit, rows, event)
        if is_sent_on:
            ring_who_took_over(parts, unit, event.call_id)
        if may_route:
            route(parts, unit)
        return True


def _settle_command(unit: Unit, event: CallEvent) -> None:
    """An event that answers a command of ours confirms it, or says that the switch refused."""
    if event.command_id is None:
        return
    try:
        command_id = unit.switch.id_of(event.command_id)
    except ValueError:
        return
    refused = event.kind is CallEventKind.COMMAND_REFUSED
    given = unit.switch.end(command_id, "failed" if refused else "confirmed", event.reason if refused else None)
    if refused and given is not None:
        tell_failed(unit, given)


def _begin(parts: Parts, unit: Unit, event: CallEvent) -> list[InteractionRow]:
    """The interaction of an inbound call we hear of for the first time. An outbound call always has one, made before the dial."""
    if event.direction is not Direction.INBOUND:
        return []
    call = call_of(event)
    interaction, events = offered(new_id(), call)
    number = unit.routing.dialled_number(call.dialled_number) if call.dialled_number else None
    queue = unit.routing.queue(call.queue) if call.queue else None
    queue_id = queue["id"] if queue else (number["queue_id"] if number else None)
    owners = unit.customers.with_number(call.caller_number) if call.caller_number else []
    match = match_customer(call.caller_number, [owner.id for owner in owners])
    language = owners[0].language if match.is_certain else "en"
    # Where the switch distributes, it knows nothing of whom a customer spoke with.
    served = unit.routing.queue_by_id(queue_id) if queue_id and not parts.settings.switch_distributes else None
    row = unit.interactions.add(
        interaction,
        call_id=event.call_id,
        queue_id=queue_id,
        caller_number=call.caller_number,
        dialled_number=call.dialled_number,
        customer_id=match.customer_id,
        customer_match=match.kind,
        language=language,
        call=call.to_json(),
        **last_agent_for(unit, served, match.customer_id, call.offered_at),
    )
    unit.interactions.note_events(row.id, events)
    unit.desks.touch_boards()
    return [row]


def _follow_legs(parts: Parts, unit: Unit, rows: list[InteractionRow], event: CallEvent) -> None:
    """Bring every agent's part of the call in line; a fact that comes late may concern one that is long over."""
    known = [row.call for row in rows if row.call is not None]
    legs = legs_of(apply(whole_of(known), event) if known else call_of(event))
    current = list(rows)
    for place, leg in enumerate(legs):
        if place == len(current):
            current.append(open_next_part(unit, current[-1], legs[place - 1].transferred_to, leg))
        elif current[place].call == leg and place < len(legs) - 1:
            continue
        _follow(parts, unit, current[place], leg, event)
    for row, leg in zip(current, legs, strict=False):
        settle_consultation(unit, row, leg.state)


def _missed_by(unit: Unit, interaction: Interaction, event: CallEvent) -> UUID | None:
    """The agent whose telephone a switch that distributes has rung in vain, if the interaction still rings there."""
    if event.kind is not CallEventKind.RING_STOPPED or interaction.state is not InteractionState.RINGING or event.extension is None:
        return None
    holder = unit.presence.person_at(event.extension)
    return holder if holder == interaction.person_id else None


def _follow(parts: Parts, unit: Unit, row: InteractionRow, call: Call, event: CallEvent) -> None:
    holder = unit.presence.person_at(call.extension) if call.extension else None
    note_dialling(unit, row, call)
    before = disposed_by_result(row.interaction, call)
    may_end = call.ended_at is not None or call.transferred_at is not None
    wrap_up = unit.routing.wrap_up_for(row["queue_id"]) if may_end else timedelta()
    after, events = follow(before, call, unit.now, wrap_up, holder)
    missed_by = _missed_by(unit, after, event)
    if missed_by:
        after, more = stop_ringing(after, InteractionEventKind.MISSED, unit.now)
        events = (*events, *more)
    # A call we hear of for the first time was just stored as it is.
    if (after, call) != (row.interaction, row.call):
        save(parts, unit, row, after, events, call=call.to_json())
    if missed_by:
        move_presence(unit, missed_by, RingMissed())
    # The switch may say who it rings before the interaction knows of a reservation; the desk of either shows it.
    unit.desks.touch(holder)
