"""Distribution: which outbound work is offered to free agents of itself, and why what was offered is taken back."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flows.outbound.task import TaskKind

REFUSAL_COUNTS_FOR = timedelta(minutes=30)
"""How long a task that an agent turned down or skipped is not offered to the same agent again."""
HELD_AT_MOST = timedelta(minutes=55)
"""The longest that a due callback may wait for its agent: others need time to make it before it counts as missed."""


class Distribution(StrEnum):
    """What a campaign gives out of itself; everything else, agents ask for."""

    PULL = "pull"
    CALLBACKS = "callbacks"
    PUSH = "push"

    def offers(self, kind: TaskKind) -> bool:
        """Whether a due task of that kind is offered to free agents."""
        return self is Distribution.PUSH or (self is Distribution.CALLBACKS and kind is TaskKind.CALLBACK)


class TakenBack(StrEnum):
    """Why an offered task was taken back before its agent answered."""

    CAMPAIGN = "campaign"  # it is paused or over, or offers nothing of itself any more
    LEAD_CLOSED = "lead_closed"  # do not call, or reached otherwise
    NOT_ALLOWED = "not_allowed"  # the agent left the campaign, or their vendor's share ended
    CUSTOMER_CALLED = "customer_called"
    AGENT_BUSY = "agent_busy"  # a call came straight to their telephone
    CALL_WAITS = "call_waits"  # a customer on the line had nobody else to go to
    WINDOW_CLOSED = "window_closed"
    GATE = "gate"  # the rules of the trade, asked when the agent took it
    PRESENCE = "presence"  # the agent is not ready any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """How things stand around a task while an agent thinks about it; every field is true while the offer may stay."""

    campaign_offers: bool
    lead_is_open: bool
    agent_may_work: bool
    customer_is_elsewhere: bool
    agent_is_free: bool
    window_is_open: bool


def why_taken_back(offered: Offered) -> TakenBack | None:
    """The first reason for which the offer cannot stay; None while it may."""
    stays = {
        TakenBack.CAMPAIGN: offered.campaign_offers,
        TakenBack.LEAD_CLOSED: offered.lead_is_open,
        TakenBack.NOT_ALLOWED: offered.agent_may_work,
        TakenBack.CUSTOMER_CALLED: offered.customer_is_elsewhere,
        TakenBack.AGENT_BUSY: offered.agent_is_free,
        TakenBack.WINDOW_CLOSED: offered.window_is_open,
    }
    return next((cause for cause, holds in stays.items() if not holds), None)
