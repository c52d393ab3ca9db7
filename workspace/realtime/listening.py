"""Listening to the feed: changes that other processes committed become marks on this process's screens."""

from functools import partial
from typing import Any

from workspace.realtime.hub import Hub
from workspace.settings import Settings
from workspace.wiring.parts import make_subscriber


async def listen_for_ever(settings: Settings, hub: Hub) -> None:
    """Follow the feed; after a gap all screens are rendered, since nobody knows what was missed."""
    await make_subscriber(settings, partial(apply, hub)).run()


def apply(hub: Hub, message: dict[str, Any]) -> None:
    """Carry one message of the feed to the screens it concerns."""
    # Nearly all messages are of this kind, and a pattern takes as long to match as the rest of a push does.
    if (desk := message.get("desk")) is not None:
        hub.desk_changed(desk, message["version"])
        return
    match message:
        case {"opened": str(person_id), "at": float(at)}:
            hub.desk_opened(person_id, at)
        case {"board": True}:
            hub.board_changed()
        case {"connected": True}:
            hub.everything_changed()
