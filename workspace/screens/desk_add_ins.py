"""The add-ins beside a call as frozen values: pages in frames, and lookups as small tables."""

from dataclasses import dataclass
from typing import Literal

from workspace.screens.desk_caller import Fact


@dataclass(frozen=True)
class ShownAddIn:
    """One add-in: a page's frame, or what its lookup answered so far.

    `state`: page · missing (`needs` are the names of what is not known yet) · host (it is not allowed any more) · asked · answered
    (`lines`) · failed (`error` by code, `detail` beside it). `anchor` is the id of its element, the same while it shows the same.
    """

    id: str
    anchor: str
    name: str
    state: Literal["page", "missing", "host", "asked", "answered", "failed"]
    address: str = ""
    """Where a page's frame begins: an address of ours, that leads on with a fresh signed context."""
    timeout_ms: int = 0
    lines: tuple[Fact, ...] = ()
    error: str = ""
    detail: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddInsPanel:
    """The add-ins of one place; `to_ask` where a lookup is to be asked that was not yet."""

    interaction_id: str = ""
    add_ins: tuple[ShownAddIn, ...] = ()
    to_ask: bool = False
