"""The wiring's types for boards: rows of live state and figures of the analytics side."""

from adapters.analytics.figures import AgentDay, Conversion, DispositionCount, FunnelStep, HandleTime, QueueDay, VersionConversion
from adapters.database.stores.board import AgentNow, CampaignNow, QueueHistory, QueueNow

__all__ = [
    "AgentDay",
    "AgentNow",
    "CampaignNow",
    "Conversion",
    "DispositionCount",
    "FunnelStep",
    "HandleTime",
    "QueueDay",
    "QueueHistory",
    "QueueNow",
    "VersionConversion",
]
