"""The bar of a desk: presence and call, from its state."""

from flows.customers.customer import salutation
from flows.interaction import InteractionState
from flows.routing.presence import AGENT_REASONS, AT_WORK, PresenceCause, PresenceState
from flows.routing.presence_moves import LOST
from flows.telephony.call_event import Direction
from workspace.desk.state import DeskState, went_to
from workspace.screens.desk_call import (
    BarPanel,
    CallBar,
    CallControl,
    CallState,
    ControlName,
    OfferedTask,
    Presence,
    PresenceChoice,
    Question,
)
from workspace.words import PRESENCE_CAUSES, PRESENCE_REASONS, number_words, word

TASK = {"en": "On a task", "zh": "处理任务"}
ASKED = {"en": "Asked by a colleague", "zh": "协助同事"}
STATES: dict[InteractionState, CallState] = {
    InteractionState.RINGING: "ringing",
    InteractionState.DIALLING: "dialling",
    InteractionState.TALKING: "talking",
    InteractionState.HELD: "held",
    InteractionState.WRAPPING_UP: "ended",
}


def show_bar(state: DeskState, *, is_suppressed: bool, question: Question | None = None, offered: OfferedTask | None = None) -> BarPanel:
    """The bar."""
    return BarPanel(show_presence(state), _call(state, is_suppressed=is_suppressed), question, offered)


def show_presence(state: DeskState) -> Presence:
    """The presence with what may be chosen now."""
    presence, language = state.presence, state.language
    choices = [PresenceChoice("ready", current=presence.state is PresenceState.READY)]
    choices += [
        PresenceChoice(
            "not_ready",
            reason,
            word(PRESENCE_REASONS, reason, language),
            current=presence.state is PresenceState.NOT_READY and presence.reason == reason,
        )
        for reason in AGENT_REASONS
    ]
    choices.append(PresenceChoice("offline", current=presence.state is PresenceState.OFFLINE))
    pending = presence.pending
    # Engaged with a claimed task and nobody on the line yet.
    on_task = presence.state is PresenceState.ENGAGED and state.row is None
    return Presence(
        state=presence.state.value,
        since=presence.since.isoformat(),
        reason=_work(state) if on_task else word(PRESENCE_REASONS, presence.reason, language),
        pending=PresenceChoice(pending.state.value, pending.reason or "", word(PRESENCE_REASONS, pending.reason, language))
        if pending
        else None,
        choices=tuple(choices),
        why=_why(state),
        pending_why=_pending_why(state),
    )


def _why(state: DeskState) -> str:
    """Who or what made the presence so. What an agent chose, and what their own call brings, is plain without words."""
    presence = state.presence
    own_work = presence.state in AT_WORK and presence.cause is not PresenceCause.SIGN_IN
    if presence.cause is PresenceCause.AGENT or own_work:
        return ""
    return word(PRESENCE_CAUSES, presence.cause, state.language).format(name=state.presence_by)


def _pending_why(state: DeskState) -> str:
    presence = state.presence
    if presence.pending is None:
        return ""
    if presence.pending == LOST:
        return word(PRESENCE_CAUSES, PresenceCause.CONNECTION_LOST, state.language)
    return word(PRESENCE_CAUSES, PresenceCause.SUPERVISOR, state.language).format(name=state.presence_by) if state.presence_by else ""


def _work(state: DeskState) -> str:
    """What keeps somebody who is engaged without a call."""
    return (ASKED if state.presence.cause is PresenceCause.CALL else TASK)[state.language]


def caller_name(state: DeskState) -> str:
    """Whom the agent talks to, as far as it is certain; a vendor's agent sees surname and title."""
    if state.masked:
        if state.lead is not None:
            return salutation(state.lead["language"], state.lead["title"], state.lead["surname"], "")
        who = state.customer.customer if state.customer else None
        return salutation(who.language, who.title, who.surname, "") if who else ""
    if state.customer is not None:
        return state.customer.customer.name
    return str(state.lead["name"]) if state.lead else ""


def caller_number(state: DeskState) -> str:
    """The customer's number, hidden from a vendor's agent."""
    if state.row is None or state.masked:
        return ""
    return number_words(state.row["caller_number"] if state.row["direction"] == "inbound" else state.row["dialled_number"])


def _call(state: DeskState, *, is_suppressed: bool) -> CallBar | None:
    row = state.row
    if row is None or row.interaction.state not in STATES:
        return None
    one, requested = row.interaction, state.commands or {}
    shown = STATES[one.state]
    since = {"ringing": one.ringing_at, "talking": one.answered_at, "held": one.answered_at, "ended": one.ended_at}.get(shown)
    connected = shown in ("talking", "held")
    passing = state.passing
    is_passing = "transfer" in requested or "hand_over" in requested or bool(passing.consulting)
    return CallBar(
        interaction_id=str(row.id),
        state=shown,
        direction="inbound" if one.direction is Direction.INBOUND else "outbound",
        since=(since or one.offered_at).isoformat(),
        name=caller_name(state),
        number=caller_number(state),
        line=(state.line or {}).get(state.language, ""),
        answer_requested="answer" in requested,
        can_reject=shown == "ringing" and "answer" not in requested,
        controls=_controls(state, shown),
        can_transfer=connected and not is_passing,
        transfer_requested=passing.requested,
        consulting=passing.consulting if connected else "",
        consult_requested="consult" in requested,
        took_task=shown == "ringing" and bool((state.line or {}).get("took_task")),
        came_from=" › ".join(each["agent"] or "" for each in passing.before),
        went_to=went_to(passing, state.language),
        do_not_call="recorded" if is_suppressed else "available" if shown != "ringing" and caller_has_number(state) else "none",
    )


def caller_has_number(state: DeskState) -> bool:
    """True when there is a number to put on the list, shown or not."""
    row = state.row
    return row is not None and bool(row["caller_number"] if row["direction"] == "inbound" else row["dialled_number"])


def _controls(state: DeskState, shown: CallState) -> tuple[CallControl, ...]:
    requested, call = state.commands or {}, state.call
    names: list[ControlName] = []
    if shown == "talking":
        names = ["unmute" if call and call.is_muted else "mute", "hold", "hang_up"]
    elif shown == "held" and state.passing.consulting:
        names = ["hand_over", "resume"]
    elif shown == "held":
        names = ["resume", "hang_up"]
    elif shown == "dialling":
        names = ["hang_up"]
    return tuple(CallControl(name, name in requested) for name in names)
