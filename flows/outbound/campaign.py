"""A campaign: an outbound effort with a seller, a purpose, a script, dates and a way of dialling."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from flows.errors import ConflictError
from flows.outbound.abandonment import DialMode
from flows.outbound.suppression import Purpose


class CampaignState(StrEnum):
    """Where a campaign stands; `stopped` is one that a rule of the trade stopped, and only a remedy lets it run again."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class StopReason(StrEnum):
    """Why the machine stopped a campaign; a supervisor sees it in words."""

    LIST_NOT_CURRENT = "list_not_current"
    ABANDONMENT = "abandonment"


_MOVES: Mapping[CampaignState, frozenset[CampaignState]] = MappingProxyType(
    {
        CampaignState.DRAFT: frozenset({CampaignState.RUNNING, CampaignState.FINISHED}),
        CampaignState.RUNNING: frozenset({CampaignState.PAUSED, CampaignState.STOPPED, CampaignState.FINISHED}),
        CampaignState.PAUSED: frozenset({CampaignState.RUNNING, CampaignState.STOPPED, CampaignState.FINISHED}),
        CampaignState.STOPPED: frozenset({CampaignState.PAUSED, CampaignState.FINISHED}),
        CampaignState.FINISHED: frozenset(),
    }
)
"""The moves there are. From stopped one only pauses: that somebody looked comes before it runs again."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One outbound effort; `region` is the profile's country, `starts_at` and `ends_at` bound it, None leaves it open."""

    id: UUID
    key: str
    seller: str
    purpose: Purpose
    mode: DialMode
    script_key: str
    region: str
    state: CampaignState = CampaignState.DRAFT
    state_reason: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def is_running(self, now: datetime) -> bool:
        """Whether its tasks may be worked at that moment."""
        begun = self.starts_at is None or self.starts_at <= now
        over = self.ends_at is not None and self.ends_at <= now
        return self.state is CampaignState.RUNNING and begun and not over

    def moved(self, state: CampaignState, reason: str = "") -> "Campaign":
        """The campaign in its new state; moving to where it is changes nothing, ConflictError where there is no such move."""
        if state is self.state:
            return self
        if state not in _MOVES[self.state]:
            raise ConflictError("campaign_move", f"{self.state} -> {state}")
        return replace(self, state=state, state_reason=reason)
