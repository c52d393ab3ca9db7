"""How a queue serves its customers, as a supervisor sets it: tiers, the VIP team and its overflow, skill levels, the same agent again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flows.routing.matching import WaitingWork
from flows.routing.presence import Presence, PresenceState

TIERS = ("silver", "gold", "platinum")
"""The tiers above standard, from the lowest up."""
CONVERSATION = timedelta(seconds=20)
"""What is shorter was a wrong number or a bad line, and makes no agent the customer's own."""


RULES = (
    "vip_from_tier",
    "vip_team_id",
    "vip_overflow_seconds",
    "silver_head_start",
    "gold_head_start",
    "platinum_head_start",
    "skill_level",
    "relax_after_seconds",
    "last_agent_seconds",
    "last_agent_days",
)
"""The columns of a queue that are its rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRules:
    """The settings of one queue that decide who waits how long for whom.

    `head_starts`: how much longer a tier counts as having waited. `vip_from`: the lowest tier that is VIP here, None for nobody.
    `team_id`: the team that a VIP goes to first, alone for `overflow_after`. `level` of the skill is asked for, and given up after
    `relax_after` (zero: never). A customer waits for the agent they last spoke with for `last_agent_for` (zero: for nobody), if that
    was within `last_agent_within`.
    """

    head_starts: Mapping[str, timedelta] = field(default_factory=dict)
    vip_from: str | None = None
    team_id: UUID | None = None
    overflow_after: timedelta = timedelta()
    level: int = 1
    relax_after: timedelta = timedelta()
    last_agent_for: timedelta = timedelta()
    last_agent_within: timedelta = timedelta()

    def is_vip(self, tier: str | None) -> bool:
        """Whether customers of this tier are VIP in this queue."""
        return tier in TIERS and self.vip_from in TIERS and TIERS.index(tier) >= TIERS.index(self.vip_from)

    def applied_to(self, interaction: WaitingWork, tier: str | None, *, is_team_here: bool = True) -> WaitingWork:
        """The interaction of a customer of that tier as this queue lets it wait; with nobody of the team here the overflow is open."""
        since, is_vip = interaction.waiting_since, self.is_vip(tier)
        return replace(
            interaction,
            head_start=self.head_starts.get(tier or "", timedelta()),
            is_vip=is_vip,
            team_id=self.team_id if is_vip else None,
            team_until=since + self.overflow_after if is_vip and self.team_id and is_team_here else None,
            level=self.level,
            relaxes_at=since + self.relax_after if self.relax_after else None,
        )


def rules_of(queue: Mapping[str, Any]) -> QueueRules:
    """The rules of a queue, from its columns; a call that is in no queue has none."""
    return QueueRules(
        head_starts={tier: timedelta(seconds=queue[f"{tier}_head_start"] or 0) for tier in TIERS},
        vip_from=queue["vip_from_tier"],
        team_id=queue["vip_team_id"],
        overflow_after=timedelta(seconds=queue["vip_overflow_seconds"] or 0),
        level=queue["skill_level"] or 1,
        relax_after=timedelta(seconds=queue["relax_after_seconds"] or 0),
        last_agent_for=timedelta(seconds=queue["last_agent_seconds"] or 0),
        last_agent_within=timedelta(days=queue["last_agent_days"] or 0),
    )


def comes_soon(presence: Presence | None, now: datetime) -> bool:
    """Whether it is worth waiting for this agent: ready, or in a wrap-up after which nothing else is planned."""
    if presence is None or not presence.is_reachable(now):
        return False
    if presence.state is PresenceState.WRAPPING_UP:
        return presence.pending is None or presence.pending.state is PresenceState.READY
    return presence.state is PresenceState.READY
