"""Wiring of add-ins: where an agent stands, and the way out to other systems' lookups; imports stay light."""

from typing import TYPE_CHECKING

from adapters.database.stores.add_ins import Place
from adapters.lookups.fetch import Guard, LookupFailed, fetch

if TYPE_CHECKING:
    from collections.abc import Collection

    from workspace.settings import Settings

__all__ = ["LookupFailed", "Place", "ask_outside"]


def ask_outside(settings: "Settings", hosts: "Collection[str]", url: str, *, within: float, token: str) -> bytes:
    """The JSON at an address of an allowed host; `within` seconds are for everything together. Raises LookupFailed."""
    return fetch(url, Guard(hosts, settings.add_ins_private), within=within, token=token)
