"""What may be wished to be live, and what a kind of thing does to make it so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from workspace.wiring.parts import Unit


@dataclass(frozen=True)
class Terms:
    """How it is to go live: why, whether agents have to confirm it, for which teams only (none: everybody), when (None: at once)."""

    note: str = ""
    must_read: bool = False
    teams: tuple[UUID, ...] = ()
    due_at: datetime | None = None

    def wish(self, kind: str, key: str, after: Mapping[str, Any]) -> "Wish":
        """A thing wished on these terms."""
        return Wish(kind=kind, key=key, after=after, **vars(self))


NOW = Terms()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants to be live. `after` is frozen as it stands; `teams` are the only ones that get it, none: everybody."""

    kind: str
    key: str
    after: Mapping[str, Any]
    note: str = ""
    must_read: bool = False
    teams: tuple[UUID, ...] = ()
    due_at: datetime | None = None
    rolled_back_to: int | None = None


@dataclass(frozen=True)
class Put:
    """What putting something live made: the number of its version, and the notice that told of it."""

    number: int
    notice_id: UUID | None = None


class Kind(Protocol):
    """How one kind of thing is changed."""

    def before(self, unit: Unit, key: str) -> dict[str, Any]:
        """What stands now, as JSON: a change asked for on one state is not put on another."""

    def prepare(self, unit: Unit, wish: Wish) -> Any:
        """Check that it could go live now, and return what `put` needs. Raises a Refusal."""

    def put(self, unit: Unit, wish: Wish, prepared: Any, *, by: UUID | None, approved_by: UUID | None) -> Put:
        """Put it live."""

    def tell(self, unit: Unit, wish: Wish, before: Mapping[str, Any], *, by: UUID | None) -> UUID | None:
        """Tell the desks concerned what changed since `before`, unless `put` has done so; returns the notice."""
