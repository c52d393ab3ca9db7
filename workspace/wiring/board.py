"""The wiring's types for boards and reports: rows of live state and figures of the analytics side."""

from adapters.analytics.figures import AgentDay, Conversion, DispositionCount, FunnelStep, HandleTime, VersionConversion
from adapters.database.stores.board import AgentNow, CampaignNow, QueueHistory, QueueNow
from adapters.database.stores.shifts import AgentShift
from adapters.database.stores.waiting import CallPart, WaitingCall

__all__ = [
    "AgentDay",
    "AgentNow",
    "AgentShift",
    "CallPart",
    "CampaignNow",
    "Conversion",
    "DispositionCount",
    "FunnelStep",
    "HandleTime",
    "QueueHistory",
    "QueueNow",
    "VersionConversion",
    "WaitingCall",
]
