"""A new business activity while it is put together: what was chosen so far, and what still keeps it from going live."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

PARTS = ("script", "offer", "codes", "line", "people", "notice")
"""In the order in which somebody puts them together."""
DIRECTIONS = ("inbound", "outbound")


@dataclass(frozen=True)
class Plan:
    """What was chosen. Keys and ids are texts; an empty one is not chosen yet.

    `seen` are the parts that somebody looked at and left as they are: an offer may be done without, codes may be enough.
    """

    direction: str = "inbound"
    script: str = ""
    offer: str = ""
    queue: str = ""
    number: str = ""
    campaign: Mapping[str, str] = field(default_factory=dict)
    skill: str = ""
    people: Sequence[str] = ()
    notice_en: str = ""
    notice_zh: str = ""
    must_read: bool = False
    seen: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "people": list(self.people), "seen": list(self.seen)}


def plan_from(stored: Mapping[str, Any]) -> Plan:
    """A stored plan; what an older release did not know is as nobody chose it."""
    known = {each.name for each in fields(Plan)}
    return Plan(**{name: value for name, value in stored.items() if name in known})


def is_chosen(plan: Plan, part: str) -> bool:
    """Whether somebody has decided about this part."""
    return {
        "script": bool(plan.script),
        "offer": bool(plan.offer) or "offer" in plan.seen,
        "codes": "codes" in plan.seen,
        "line": bool(plan.queue if plan.direction == "inbound" else plan.campaign),
        "people": bool(plan.people) or "people" in plan.seen,
        "notice": bool(plan.notice_en or plan.notice_zh) or "notice" in plan.seen,
    }[part]
