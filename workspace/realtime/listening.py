"""Listening to the feed: changes that other processes committed become marks on this process's screens."""

from functools import partial
from typing import Any
from uuid import UUID

from workspace.realtime.hub import Hub
from workspace.settings import Settings
from workspace.wiring import make_subscriber


async def listen_for_ever(settings: Settings, hub: Hub) -> None:
    """Follow the feed; after a gap all screens are rendered, since nobody knows what was missed."""
    await make_subscriber(settings, partial(apply, hub)).run()


def apply(hub: Hub, message: dict[str, Any]) -> None:
    """Carry one message of the feed to the screens it concerns."""
    match message:
        case {"desk": str(person_id), "version": int(version)}:
            hub.desk_changed(UUID(person_id), version)
        case {"opened": str(person_id), "at": float(at)}:
            hub.desk_opened(UUID(person_id), at)
        case {"board": True}:
            hub.board_changed()
        case {"connected": True}:
            hub.everything_changed()
