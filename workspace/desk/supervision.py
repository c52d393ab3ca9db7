"""What a supervisor sees of one agent: the mirror of the desk, and the coaching messages sent to it."""

from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.errors import NotFoundError
from flows.interaction import InteractionState
from flows.routing.presence import PresenceState
from flows.telephony.port import CommandKind
from workspace.desk.read_only import read_only
from workspace.desk.screen import desk_screen
from workspace.render import panel_html
from workspace.screens.desk import DeskScreen
from workspace.screens.supervision import MIRRORED, CoachingScreen, Listening, MirrorPanels, MirrorScreen, SentMessage, TakingOver
from workspace.scripts.bundles import published
from workspace.translations import Language
from workspace.wiring.parts import InteractionRow, Person, Unit

HEARD = (InteractionState.TALKING, InteractionState.HELD)
REMEMBERED_FOR = timedelta(hours=12)
"""How far back a supervisor sees what was said to an agent."""


def agent_of(unit: Unit, agent_id: UUID) -> Person:
    """The agent with this id, as the one whose desk is read. Raises NotFoundError for everybody who is no agent, or not any more."""
    row = unit.people.get(agent_id)
    if row is None or row["role"] != "agent" or unit.people.is_cut_off(agent_id):
        raise NotFoundError
    return Person(**{each.name: row[each.name] for each in fields(Person) if each.name in row})


def call_to_hear(unit: Unit, agent_id: UUID) -> InteractionRow | None:
    """The agent's call when somebody talks in it, or waits on hold."""
    rows = unit.interactions.open_of(agent_id)
    return next((row for row in rows if row.interaction.state in HEARD and row["call_id"] is not None), None)


def listening(unit: Unit, person: Person, agent: Person) -> Listening:
    """Whether this supervisor may listen to the agent's call now, and what the switch says."""
    row = call_to_hear(unit, agent.id)
    state = unit.switch.last_state(row.id, person.id, CommandKind.LISTEN) if row else ""
    can = row is not None and bool(person.extension) and state not in ("requested", "sent", "confirmed")
    return Listening(str(agent.id), can, state)


def taking_over(unit: Unit, person: Person, agent: Person) -> TakingOver:
    """Whether this supervisor may take the agent's call now, and what the switch says."""
    row = call_to_hear(unit, agent.id)
    state = unit.switch.last_state(row.id, person.id, CommandKind.TRANSFER) if row else ""
    can = row is not None and bool(person.extension) and state not in ("requested", "sent") and not unit.interactions.open_of(person.id)
    return TakingOver(str(agent.id), agent.name, can, state)


def saving(unit: Unit, agent: Person) -> str:
    """Where the call on the agent's desk becomes a test of its script; empty while no script is open there."""
    runs = (unit.runs.current(row.id) for row in unit.interactions.open_of(agent.id))
    run = next((each for each in runs if each is not None), None)
    return f"/scripts/{published(unit, run['bundle_id']).key}/tests/calls/{run['id']}" if run is not None else ""


def mirror_screen(unit: Unit, person: Person, agent: Person, language: Language) -> MirrorScreen:
    """The mirror of an agent's desk as a page, for a supervisor."""
    return MirrorScreen(
        str(agent.id),
        agent.name,
        mirror_panels(unit, agent, language),
        f"/board/desks/{agent.id}/panels",
        "/board",
        coaching_screen(unit, agent),
        listening(unit, person, agent),
        taking_over(unit, person, agent),
        saving(unit, agent),
    )


def mirror_panels(unit: Unit, agent: Person, language: Language) -> MirrorPanels:
    """The agent's panels now, in the language of who looks. Never more than the agent sees: what is masked there is masked here."""
    screen = _without_search(desk_screen(unit, agent, language))
    at = unit.now.astimezone(ZoneInfo(unit.board.zone())).strftime("%H:%M:%S")
    return MirrorPanels(at, {name: read_only(panel_html(name, screen, language)) for name in MIRRORED})


def coaching_screen(unit: Unit, agent: Person, *, error: str = "", typed: str = "") -> CoachingScreen:
    """The form for a coaching message, and what was said lately; `error` says why the last one was not sent."""
    presence = unit.presence.get(agent.id)
    is_here = presence is not None and presence.state is not PresenceState.OFFLINE
    zone = ZoneInfo(unit.board.zone())
    sent = unit.notices.coaching_of(agent.id, unit.now - REMEMBERED_FOR)
    return CoachingScreen(
        str(agent.id),
        agent.name,
        is_here,
        tuple(
            SentMessage(
                each["text"],
                each["created_at"].astimezone(zone).strftime("%H:%M"),
                each["sender"] or "",
                each["read_at"].astimezone(zone).strftime("%H:%M") if each["read_at"] else "",
            )
            for each in sent
        ),
        error,
        typed,
    )


def _without_search(screen: DeskScreen) -> DeskScreen:
    """The desk without the search for customers, which is the agent's own tool."""
    return replace(screen, caller=replace(screen.caller, can_search=False))
