"""Sweep calls: what time alone brings about. Rings left unanswered, screens gone silent, commands nobody confirmed."""

from datetime import timedelta

from flows.interaction import InteractionEventKind, InteractionState, close_unattended, stop_ringing
from flows.routing.matching import ReservationState
from flows.routing.presence import Beat, PresenceCause, PresenceState, RingMissed, SignedOut, WentSilent
from flows.routing.presence_moves import LOST
from workspace.commands.offer_tasks import look_after_offers
from workspace.commands.route_waiting import route_waiting
from workspace.transactions.calls import OF_AGENTS, tell_failed
from workspace.transactions.interactions import save
from workspace.transactions.presences import move_presence
from workspace.transactions.transfers import settle_consultations
from workspace.wiring.parts import Parts

WORKING = (PresenceState.READY, PresenceState.ENGAGED, PresenceState.WRAPPING_UP)
GONE_AFTER = timedelta(minutes=15)
CONFIRMED_WITHIN = timedelta(seconds=15)
SENT_WITHIN = timedelta(seconds=60)


def sweep_calls(parts: Parts) -> int:
    """One look; several workers may look at once. Returns how many things were done."""
    return (
        time_out_rings(parts)
        + notice_silence(parts)
        + send_home(parts)
        + give_up_commands(parts)
        + settle_transfers(parts)
        + close_unattended_calls(parts)
        + look_after_offers(parts)
        + route_waiting(parts)
    )


def time_out_rings(parts: Parts) -> int:
    """Put unanswered calls back into their queue, and their agents to not ready (missed)."""
    with parts.units.begin() as unit:
        unit.routing.lock()
        due = unit.routing.due_reservations()
        for interaction_id in due:
            row = unit.interactions.get(interaction_id, lock=True)
            unit.routing.end_reservation(interaction_id, ReservationState.TIMED_OUT)
            if row is None or row.interaction.state is not InteractionState.RINGING:
                continue
            agent = row.interaction.person_id
            after, events = stop_ringing(row.interaction, InteractionEventKind.MISSED, unit.now)
            save(parts, unit, row, after, events)
            if agent:
                move_presence(unit, agent, RingMissed())
    return len(due)


def notice_silence(parts: Parts) -> int:
    """Agents whose screen is silent take no more calls, and those who are back may again; the supervisors' boards show both."""
    with parts.units.begin() as unit:
        unit.routing.lock()
        at_work = unit.presence.at_work()
        silent = [each for each in at_work if each.state in WORKING and not each.is_reachable(unit.now)]
        back = [each for each in at_work if each.pending == LOST and each.is_reachable(unit.now)]
        for presence in silent:
            move_presence(unit, presence.person_id, WentSilent(listening_since=parts.started_at))
        for presence in back:
            move_presence(unit, presence.person_id, Beat())
    return len(silent) + len(back)


def send_home(parts: Parts) -> int:
    """Who is at no screen any more, and has no session to come back with, is offline: the shift is over."""
    with parts.units.begin() as unit:
        unit.routing.lock()
        gone = [
            each.person_id
            for each in unit.presence.at_work()
            if each.state is PresenceState.NOT_READY
            and unit.now - (each.seen_at or each.since) > GONE_AFTER
            and not unit.sessions.is_anywhere(each.person_id)
        ]
        for person_id in gone:
            move_presence(unit, person_id, SignedOut(PresenceCause.SESSION_ENDED))
    return len(gone)


def give_up_commands(parts: Parts) -> int:
    """Commands that the switch took and never confirmed, or that nobody came to send, have failed; who gave them is told."""
    with parts.units.begin() as unit:
        failed = unit.switch.give_up(unit.now - CONFIRMED_WITHIN, unit.now - SENT_WITHIN, OF_AGENTS)
        for given in failed:
            tell_failed(unit, given)
    return len(failed)


def settle_transfers(parts: Parts) -> int:
    """Colleagues who were kept for a question or a customer that never came are free again; the customer is anybody's."""
    with parts.units.begin() as unit:
        unit.routing.lock()
        return settle_consultations(unit)


def close_unattended_calls(parts: Parts) -> int:
    """Close what was answered at a telephone that belongs to nobody here, once its wrap-up time has passed."""
    with parts.units.begin() as unit:
        waiting = unit.interactions.unattended()
        for interaction_id in waiting:
            row = unit.interactions.get(interaction_id, lock=True)
            if row is not None and row.interaction.person_id is None:
                save(parts, unit, row, *close_unattended(row.interaction, unit.now))
    return len(waiting)
