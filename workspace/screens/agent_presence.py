"""What a supervisor sees of an agent's presence when they change it."""

from dataclasses import dataclass

from flows.routing.presence import AGENT_REASONS, AT_WORK, Presence, PresenceState
from workspace.screens.desk_call import PresenceChoice
from workspace.translations import Language
from workspace.words import PRESENCE_REASONS, word


@dataclass(frozen=True)
class AgentPresenceScreen:
    """One agent's presence with what it may be changed to; `is_at_work`: the change comes after the work in hand.

    `error` is the code of why a change was refused; `is_done` after one that was made.
    """

    agent_id: str
    agent: str
    state: str
    reason: str
    since: str
    pending: PresenceChoice | None
    is_at_work: bool
    choices: tuple[PresenceChoice, ...]
    error: str = ""
    is_done: bool = False


def show_agent_presence(
    agent_id: str, agent: str, presence: Presence, language: Language, *, error: str = "", is_done: bool = False
) -> AgentPresenceScreen:
    """The form; for somebody who is not signed in there is nothing to choose."""
    is_here = presence.state is not PresenceState.OFFLINE
    choices = (
        PresenceChoice("ready"),
        *(PresenceChoice("not_ready", reason, word(PRESENCE_REASONS, reason, language)) for reason in AGENT_REASONS),
        PresenceChoice("offline"),
    )
    pending = presence.pending
    return AgentPresenceScreen(
        agent_id=agent_id,
        agent=agent,
        state=presence.state.value,
        reason=word(PRESENCE_REASONS, presence.reason, language),
        since=presence.since.isoformat(),
        pending=PresenceChoice(pending.state.value, pending.reason or "", word(PRESENCE_REASONS, pending.reason, language))
        if pending
        else None,
        is_at_work=presence.state in AT_WORK,
        choices=choices if is_here else (),
        error=error,
        is_done=is_done,
    )
