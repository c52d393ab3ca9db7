"""The names of background work, and the queue that each is done on.

Quick work is what an agent waits for; slow work may take seconds, and a worker takes jobs of one queue only.
"""

from collections.abc import Mapping
from types import MappingProxyType

QUICK, SLOW = "quick", "slow"

QUEUES: Mapping[str, str] = MappingProxyType({"actions": QUICK, "lookups": QUICK, "relay": SLOW, "learn": SLOW})
"""Work that a commit may wake a worker for; other names are wake-ups for the switch link."""
