"""Presence changes only by a move, for a cause, and tells each change."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.routing.presence import (
    AGENT_REASONS,
    CONNECTION_LOST,
    MISSED,
    SIGNED_IN,
    Beat,
    CallEnded,
    Disposed,
    Engaged,
    Move,
    MoveIgnored,
    NotSignedInError,
    Pending,
    PendingChanged,
    Presence,
    PresenceCause,
    PresenceChanged,
    PresenceState,
    RingMissed,
    SignedIn,
    SignedOut,
    TaskReleased,
    WentSilent,
    Wished,
    offline,
)
from flows.routing.presence_moves import GONE, change, replayed

ANA = UUID(int=1)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
State = PresenceState
READY = Wished(State.READY)
BREAK = Wished(State.NOT_READY, "break")


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def ana_after(*moves: Move, at: datetime = NOON) -> Presence:
    presence = offline(ANA, NOON)
    for move in moves:
        presence, _ = change(presence, move, at)
    return presence


def place(presence: Presence) -> tuple[PresenceState, str | None, PresenceCause]:
    return (presence.state, presence.reason, presence.cause)


def test_signing_in_makes_ana_not_ready_until_she_says_so() -> None:
    assert place(ana_after(SignedIn())) == (State.NOT_READY, SIGNED_IN, PresenceCause.SIGN_IN)
    assert place(ana_after(SignedIn(), READY)) == (State.READY, None, PresenceCause.AGENT)


def test_a_call_engages_then_wraps_up_and_the_disposition_makes_ready() -> None:
    moves = (SignedIn(), READY, Engaged(), CallEnded(), Disposed())
    states = [ana_after(*moves[: count + 1]).state for count in range(len(moves))]
    assert states == [State.NOT_READY, State.READY, State.ENGAGED, State.WRAPPING_UP, State.READY]


def test_a_disposition_picked_during_the_call_skips_the_wrap_up() -> None:
    assert place(ana_after(SignedIn(), READY, Engaged(), CallEnded(disposed=True))) == (State.READY, None, PresenceCause.CALL)


def test_a_break_wished_during_a_call_comes_after_the_wrap_up() -> None:
    engaged = ana_after(SignedIn(), READY, Engaged(), BREAK)
    assert (engaged.state, engaged.pending) == (State.ENGAGED, Pending(State.NOT_READY, "break"))
    wrapping, _ = change(engaged, CallEnded(), NOON)
    assert (wrapping.state, wrapping.pending) == (State.WRAPPING_UP, Pending(State.NOT_READY, "break"))
    rested, told = change(wrapping, Disposed(), NOON)
    assert place(rested) == (State.NOT_READY, "break", PresenceCause.DISPOSITION)
    assert rested.pending is None
    assert told[0] == PresenceChanged(ANA, State.WRAPPING_UP, State.NOT_READY, "break", PresenceCause.DISPOSITION, NOON)


def test_a_pending_break_is_taken_back_by_wishing_ready() -> None:
    engaged = ana_after(SignedIn(), READY, Engaged(), BREAK)
    taken_back, told = change(engaged, READY, NOON)
    assert taken_back.pending is None
    assert told == (PendingChanged(ANA, None, PresenceCause.AGENT, NOON),)


def test_a_supervisor_s_change_says_that_it_was_the_supervisor() -> None:
    _, told = change(ana_after(SignedIn(), READY), Wished(State.NOT_READY, "meeting", PresenceCause.SUPERVISOR), NOON)
    assert told == (PresenceChanged(ANA, State.READY, State.NOT_READY, "meeting", PresenceCause.SUPERVISOR, NOON),)


def test_leaving_a_ringing_call_makes_a_ready_agent_not_ready() -> None:
    assert place(ana_after(SignedIn(), READY, RingMissed())) == (State.NOT_READY, MISSED, PresenceCause.MISSED)
    assert ana_after(SignedIn(), READY, BREAK, RingMissed()).reason == "break"


def test_a_task_taken_on_a_break_leads_back_to_the_break() -> None:
    on_a_task = ana_after(SignedIn(), BREAK, Engaged(PresenceCause.TASK))
    assert place(on_a_task) == (State.ENGAGED, None, PresenceCause.TASK)
    put_back, _ = change(on_a_task, TaskReleased(), NOON)
    assert place(put_back) == (State.NOT_READY, "break", PresenceCause.TASK)


def test_thirty_silent_seconds_make_a_ready_agent_not_ready() -> None:
    ready = ana_after(SignedIn(), READY)
    assert change(ready, WentSilent(), later(29.9)) == (ready, ())
    silent, told = change(ready, WentSilent(), later(30))
    assert place(silent) == (State.NOT_READY, CONNECTION_LOST, PresenceCause.CONNECTION_LOST)
    assert told == (PresenceChanged(ANA, State.READY, State.NOT_READY, CONNECTION_LOST, PresenceCause.CONNECTION_LOST, later(30)),)
    back, told = change(silent, Beat(), later(40))
    assert place(back) == place(silent)  # ready again is Ana's word, not the network's
    assert told == ()


def test_a_beat_known_elsewhere_counts() -> None:
    heard, told = change(ana_after(SignedIn(), READY), WentSilent(later(25)), later(40))
    assert (heard.state, heard.seen_at, told) == (State.READY, later(25), ())


def test_a_silent_agent_keeps_the_call_and_gets_no_other_until_back() -> None:
    talking = ana_after(SignedIn(), READY, Engaged())
    silent, told = change(talking, WentSilent(), later(31))
    assert (silent.state, silent.pending) == (State.ENGAGED, Pending(State.NOT_READY, CONNECTION_LOST))
    assert [type(event) for event in told] == [PendingChanged]
    back, told = change(silent, Beat(), later(35))
    assert (back.state, back.pending) == (State.ENGAGED, None)
    assert told == (PendingChanged(ANA, None, PresenceCause.CONNECTION_BACK, later(35)),)


def test_silence_does_not_displace_a_pending_break() -> None:
    silent, told = change(ana_after(SignedIn(), READY, Engaged(), BREAK), WentSilent(), later(31))
    assert (silent.pending, told) == (Pending(State.NOT_READY, "break"), ())


def test_unreachable_is_thirty_seconds_without_a_sign_of_life() -> None:
    ana = ana_after(SignedIn())
    assert ana.is_reachable(later(29))
    assert not ana.is_reachable(later(30))
    seen, _ = change(ana, Beat(), later(30))
    assert seen.is_reachable(later(59))
    assert not offline(ANA, NOON).is_reachable(NOON)


def test_signing_out_in_a_call_waits_for_the_call() -> None:
    leaving = ana_after(SignedIn(), READY, Engaged(), SignedOut())
    assert (leaving.state, leaving.pending) == (State.ENGAGED, GONE)
    gone, _ = change(leaving, CallEnded(), NOON)
    assert gone.state is State.OFFLINE
    back, _ = change(leaving, SignedIn(), NOON)
    assert (back.state, back.pending) == (State.ENGAGED, Pending(State.NOT_READY, SIGNED_IN))


def test_who_owes_a_wrap_up_signs_in_to_it() -> None:
    assert ana_after(SignedIn(owes_wrap_up=True)).state is State.WRAPPING_UP


def test_the_phone_is_believed_whatever_the_screen_said() -> None:
    answered = ana_after(Engaged())
    assert (answered.state, answered.pending) == (State.ENGAGED, GONE)


def test_a_second_sign_in_and_a_second_wish_change_nothing() -> None:
    ready = ana_after(SignedIn(), READY)
    for move in (SignedIn(), READY, Wished(State.READY, by=PresenceCause.SUPERVISOR)):
        again, told = change(ready, move, NOON)
        assert (again, told) == (ready, (MoveIgnored(ANA, State.READY, type(move).__name__, NOON),))


def test_since_is_when_it_began() -> None:
    resting, _ = change(ana_after(SignedIn(), BREAK), BREAK, later(60))
    assert resting.since == NOON


def test_nobody_wishes_for_somebody_offline() -> None:
    with pytest.raises(NotSignedInError):
        change(offline(ANA, NOON), READY, NOON)


@pytest.mark.parametrize(
    ("state", "reason"),
    [(State.ENGAGED, None), (State.NOT_READY, None), (State.READY, "break"), (State.OFFLINE, "break")],
)
def test_a_wish_that_makes_no_sense_is_our_mistake(state: PresenceState, reason: str | None) -> None:
    with pytest.raises(AssertionError):
        Wished(state, reason)


def test_offline_after_this_call_comes_after_its_wrap_up() -> None:
    leaving = ana_after(SignedIn(), READY, Engaged(), OFFLINE, CallEnded())
    assert (leaving.state, leaving.pending) == (State.WRAPPING_UP, Pending(State.OFFLINE))
    assert place(change(leaving, Disposed(), NOON)[0]) == (State.OFFLINE, None, PresenceCause.DISPOSITION)


def test_who_turned_a_call_down_is_not_told_that_they_missed_it() -> None:
    assert place(ana_after(SignedIn(), READY, RingMissed(PresenceCause.REJECTED))) == (State.NOT_READY, "rejected", PresenceCause.REJECTED)


def test_after_a_restart_of_ours_screens_have_half_a_minute_to_come_back() -> None:
    ready = ana_after(SignedIn(), READY)
    look = WentSilent(listening_since=later(300))
    assert change(ready, look, later(329)) == (ready, ())
    assert place(change(ready, look, later(330))[0]) == (State.NOT_READY, CONNECTION_LOST, PresenceCause.SYSTEM_RESTART)
    heard, _ = change(ready, Beat(), later(301))
    assert place(change(heard, look, later(332))[0]) == (State.NOT_READY, CONNECTION_LOST, PresenceCause.CONNECTION_LOST)


OFFLINE = Wished(State.OFFLINE)
ABLE = {
    "offline": (),
    "ready": (SignedIn(), READY),
    "not ready": (SignedIn(), BREAK),
    "engaged": (SignedIn(), READY, Engaged()),
    "wrapping up": (SignedIn(), READY, Engaged(), CallEnded()),
}
"""How Ana comes into each state."""
BY_SOFIA = Wished(State.NOT_READY, "meeting", PresenceCause.SUPERVISOR)
GRID_MOVES: dict[str, Move] = {
    "signs in": SignedIn(),
    "signs in, owing a wrap-up": SignedIn(owes_wrap_up=True),
    "signs out": SignedOut(),
    "session ends": SignedOut(PresenceCause.SESSION_ENDED),
    "account closed": SignedOut(PresenceCause.ACCOUNT_CLOSED),
    "wants ready": READY,
    "wants lunch": Wished(State.NOT_READY, "lunch"),
    "wants offline": OFFLINE,
    "Sofia: meeting": BY_SOFIA,
    "call": Engaged(),
    "task": Engaged(PresenceCause.TASK),
    "call ends": CallEnded(),
    "call ends, disposed": CallEnded(disposed=True),
    "disposition": Disposed(),
    "task put back": TaskReleased(),
    "ring missed": RingMissed(),
    "ring rejected": RingMissed(PresenceCause.REJECTED),
    "silent": WentSilent(),
    "beat": Beat(),
}
# What comes of it: "state(reason) <- cause", "then state(reason)" for what is pending, "refused", "-" for a move that means nothing here
# and is told as such, "~" for a sign of life that finds everything as it was.
GRID = {
    "signs in": ("not_ready(signed_in) <- sign_in", "-", "-", "-", "-"),
    "signs in, owing a wrap-up": ("wrapping_up <- sign_in", "-", "-", "-", "-"),
    "signs out": ("-", "offline <- sign_out", "offline <- sign_out", "then offline(signed_out)", "offline <- sign_out"),
    "session ends": ("-", "offline <- session_ended", "offline <- session_ended", "then offline(signed_out)", "offline <- session_ended"),
    "account closed": (
        "-",
        "offline <- account_closed",
        "offline <- account_closed",
        "then offline(signed_out)",
        "offline <- account_closed",
    ),
    "wants ready": ("refused", "-", "ready <- agent", "-", "-"),
    "wants lunch": ("refused", "not_ready(lunch) <- agent", "not_ready(lunch) <- agent", "then not_ready(lunch)", "then not_ready(lunch)"),
    "wants offline": ("refused", "offline <- agent", "offline <- agent", "then offline", "then offline"),
    "Sofia: meeting": (
        "refused",
        "not_ready(meeting) <- supervisor",
        "not_ready(meeting) <- supervisor",
        "then not_ready(meeting)",
        "then not_ready(meeting)",
    ),
    "call": (
        "engaged <- call, then offline(signed_out)",
        "engaged <- call",
        "engaged <- call, then not_ready(break)",
        "-",
        "engaged <- call",
    ),
    "task": (
        "engaged <- task, then offline(signed_out)",
        "engaged <- task",
        "engaged <- task, then not_ready(break)",
        "-",
        "engaged <- task",
    ),
    "call ends": ("-", "-", "-", "wrapping_up <- call", "-"),
    "call ends, disposed": ("-", "-", "-", "ready <- call", "-"),
    "disposition": ("-", "-", "-", "-", "ready <- disposition"),
    "task put back": ("-", "-", "-", "ready <- task", "-"),
    "ring missed": ("-", "not_ready(missed) <- missed", "-", "-", "-"),
    "ring rejected": ("-", "not_ready(rejected) <- rejected", "-", "-", "-"),
    "silent": (
        "~",
        "not_ready(connection_lost) <- connection_lost",
        "~",
        "then not_ready(connection_lost)",
        "then not_ready(connection_lost)",
    ),
    "beat": ("~", "~", "~", "~", "~"),
}


def in_words(state: PresenceState, reason: str | None) -> str:
    return f"{state}({reason})" if reason else state.value


def outcome(before: Presence, move: Move) -> str:
    """What comes of a move, as the grid writes it."""
    try:
        after, told = change(before, move, later(45))
    except NotSignedInError:
        return "refused"
    said = []
    for event in told:
        match event:
            case PresenceChanged(state=state, reason=reason, cause=cause):
                said.append(f"{in_words(state, reason)} <- {cause}")
            case PendingChanged(pending=pending):
                said.append(f"then {in_words(pending.state, pending.reason)}" if pending else "then nothing")
            case MoveIgnored():
                said.append("-")
    assert place(replayed(before, told)) == place(after)
    return ", ".join(said) or "~"


@pytest.mark.parametrize("move", GRID_MOVES)
def test_every_move_in_every_state_has_a_written_outcome(move: str) -> None:
    found = tuple(outcome(ana_after(*way), GRID_MOVES[move]) for way in ABLE.values())
    assert found == GRID[move]


def test_the_grid_has_every_kind_of_move_and_every_state() -> None:
    assert {type(move) for move in GRID_MOVES.values()} == set(get_args(Move))
    assert [ana_after(*way).state for way in ABLE.values()] == [
        State.OFFLINE,
        State.READY,
        State.NOT_READY,
        State.ENGAGED,
        State.WRAPPING_UP,
    ]


MOVES = st.one_of(
    st.builds(SignedIn, st.booleans()),
    st.sampled_from([SignedOut(), Disposed(), TaskReleased(), RingMissed(), Beat(), READY, WentSilent(), Wished(State.OFFLINE)]),
    st.builds(Engaged, st.sampled_from([PresenceCause.CALL, PresenceCause.TASK])),
    st.builds(CallEnded, st.booleans()),
    st.builds(
        Wished,
        st.just(State.NOT_READY),
        st.sampled_from(AGENT_REASONS),
        st.sampled_from([PresenceCause.AGENT, PresenceCause.SUPERVISOR]),
    ),
)


@given(st.lists(st.tuples(MOVES, st.integers(0, 45)), max_size=30))
@example([(SignedIn(False), 0), (Wished(State.OFFLINE), 0)])
def test_nothing_changes_silently_and_every_state_makes_sense(moves: list[tuple[Move, int]]) -> None:
    presence, now = offline(ANA, NOON), NOON
    for move, seconds in moves:
        now += timedelta(seconds=seconds)
        before = presence
        try:
            presence, told = change(presence, move, now)
        except NotSignedInError:
            assert before.state is State.OFFLINE
            continue
        changed = (before.state, before.reason) != (presence.state, presence.reason)
        assert changed == any(isinstance(event, PresenceChanged) for event in told)
        assert (before.pending != presence.pending) == any(isinstance(event, PendingChanged) for event in told)
        assert presence.since == (now if changed else before.since)
        assert (presence.reason is not None) == (presence.state is State.NOT_READY)
        assert presence.pending is None or presence.state in (State.ENGAGED, State.WRAPPING_UP)
        # Nothing is ignored silently: a move that is no sign of life has changed something, or is told as ignored.
        assert told or isinstance(move, Beat | WentSilent)
        assert any(isinstance(event, MoveIgnored) for event in told) <= (len(told) == 1 and not changed)
        if isinstance(move, CallEnded | Disposed | TaskReleased) or (isinstance(move, Wished) and presence.state is State.OFFLINE):
            continue  # the second of these is another move
        again, told_again = change(presence, move, now)
        assert (again.state, again.reason) == (presence.state, presence.reason)
        assert all(isinstance(event, MoveIgnored) for event in told_again)


@given(st.lists(st.tuples(MOVES, st.integers(0, 45)), max_size=30))
def test_the_record_of_what_was_told_replays_to_the_presence(moves: list[tuple[Move, int]]) -> None:
    start = presence = offline(ANA, NOON)
    now, record = NOON, []
    for move, seconds in moves:
        now += timedelta(seconds=seconds)
        with suppress(NotSignedInError):
            presence, told = change(presence, move, now)
            record += told
    assert replace(replayed(start, record), seen_at=presence.seen_at) == presence
