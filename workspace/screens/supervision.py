"""The screens of supervision as frozen values: the mirror of a desk, and the coaching messages to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from workspace.screens.forms import Option

MIRRORED = ("bar", "caller", "addins", "script", "stepaddins", "offers", "notes", "wrapup", "next", "notices")
"""The panels of a desk that a mirror shows: all but the agent's own settings. Of an add-in's page only that it is there: it was handed
out to the agent alone."""


@dataclass(frozen=True)
class SentMessage:
    """A coaching message, when it was sent and read (clock times of the centre; `read_at` is empty until then)."""

    text: str
    at: str
    sender: str
    read_at: str


@dataclass(frozen=True)
class CoachingScreen:
    """The messages to one agent, newest first, and the form for another; `error` is a code, `typed` what was refused."""

    agent_id: str
    agent: str
    is_here: bool
    messages: tuple[SentMessage, ...] = ()
    error: str = ""
    typed: str = ""


@dataclass(frozen=True)
class MirrorPanels:
    """The markup of a desk's panels by name, with nothing in it to press or send, as they were `at` a clock time."""

    at: str
    panels: Mapping[str, str]


@dataclass(frozen=True)
class Listening:
    """Listening to the agent's call: whether this supervisor can now, and how far the switch is with it (a command's state, or empty)."""

    agent_id: str
    can: bool
    state: str = ""


@dataclass(frozen=True)
class TakingOver:
    """Taking the agent's call over: whether this supervisor can now, and how far the switch is with it (a command's state, or empty)."""

    agent_id: str
    agent: str
    can: bool
    state: str = ""


@dataclass(frozen=True)
class ReassignScreen:
    """Moving one customer who waits: where to, and what was refused (`error` is a code or a field).

    `can` is False once they do not wait.
    """

    id: str
    customer: str = ""
    queue: str = ""
    queues: tuple[Option, ...] = ()
    people: tuple[Option, ...] = ()
    can: bool = True
    is_done: bool = False
    chosen: str = "stay"
    is_first: bool = False
    reason: str = ""
    error: str = ""


@dataclass(frozen=True)
class MirrorScreen:
    """The mirror of an agent's desk as a page. A vendor's supervisor looks, and no more: for them the last four are None.

    `saving` is where the call on the desk becomes a test of its script, empty while no script is open there.
    """

    agent_id: str
    agent: str
    mirror: MirrorPanels
    panels_url: str
    back: str
    coaching: CoachingScreen | None = None
    listening: Listening | None = None
    taking_over: TakingOver | None = None
    saving: str | None = None


@dataclass(frozen=True)
class MirrorPush:
    """What the open mirror is sent every two seconds: the panels, and the messages with whether they were read."""

    mirror: MirrorPanels
    coaching: CoachingScreen | None = None
    listening: Listening | None = None
    taking_over: TakingOver | None = None
    saving: str | None = None
