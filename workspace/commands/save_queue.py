"""Save a queue: make it, or change how it is served."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from flows.errors import InvalidError, NotFoundError
from flows.routing.queue_rules import TIERS
from workspace.commands.assign_script import assign_with
from workspace.routing_lists import check_key, check_words
from workspace.wiring.parts import Parts, Person, Submission, Unit, new_id

LIMITS = {
    "priority": (0, 100),
    "answer_within_seconds": (1, 3600),
    "wrap_up_seconds": (0, 3600),
    "service_level_percent": (1, 100),
    "vip_overflow_seconds": (0, 600),
    **{f"{tier}_head_start": (0, 3600) for tier in TIERS},
    "skill_level": (1, 3),
    "relax_after_seconds": (0, 3600),
    "last_agent_seconds": (0, 300),
    "last_agent_days": (1, 90),
}
"""The smallest and the largest value of each number of a queue."""


def save_queue(parts: Parts, by: Person, queue: dict[str, Any], queue_id: UUID | None = None, *, submission: Submission) -> UUID:
    """Write a queue: the columns of `queues`, with `service_level_percent` for the target; returns its id.

    What it opens with may have to wait for a second person; the rest stands at once.
    Raises NotFoundError, InvalidError at the field that is wrong.
    """
    check_words(queue, "name_en", "name_zh")
    for name, (least, most) in LIMITS.items():
        if not least <= queue[name] <= most:
            raise InvalidError(fields={name: "range"})
    _check_tiers(queue)
    columns = {name: value for name, value in queue.items() if name not in ("key", "service_level_percent")}
    columns["service_level_target"] = queue["service_level_percent"] / 100
    with parts.units.begin(submission) as unit:
        _check_references(unit, columns)
        script = columns.pop("script_key")
        if queue_id is None:
            queue_id = new_id()
            unit.administration.add("queue", id=queue_id, key=check_key(queue["key"]), **columns)
        elif not unit.administration.change("queue", queue_id, **columns):
            raise NotFoundError
        row = unit.administration.get("queue", queue_id)
        if row is not None:
            assign_with(unit, by, "queue", row["key"], script)
        unit.audit.add("queue_saved", f"queue:{queue_id}", {name: str(value) for name, value in columns.items()}, person_id=by.id)
        unit.desks.touch(*unit.desks.everyone())
        unit.desks.touch_boards()
    return queue_id


def _check_tiers(queue: dict[str, Any]) -> None:
    """A higher tier never waits longer than a lower one, and a VIP team has VIPs."""
    for lower, higher in pairwise(TIERS):
        if queue[f"{higher}_head_start"] < queue[f"{lower}_head_start"]:
            raise InvalidError(fields={f"{higher}_head_start": "lower_tier"})
    if queue["vip_from_tier"] not in (None, *TIERS):
        raise InvalidError(fields={"vip_from_tier": "not_listed"})
    if queue["vip_team_id"] and queue["vip_from_tier"] is None:
        raise InvalidError(fields={"vip_from_tier": "required"})


def _check_references(unit: Unit, columns: dict[str, Any]) -> None:
    if columns["skill_id"] and unit.administration.get("skill", columns["skill_id"]) is None:
        raise InvalidError(fields={"skill": "not_listed"})
    if columns["opening_hours_id"] and unit.administration.get("hours", columns["opening_hours_id"]) is None:
        raise InvalidError(fields={"opening_hours": "not_listed"})
    vendor = unit.vendors.get(columns["vendor_id"]) if columns["vendor_id"] else None
    if columns["vendor_id"] and (vendor is None or vendor["revoked_at"] is not None):
        raise InvalidError(fields={"vendor": "not_listed"})
    team = unit.administration.get("team", columns["vip_team_id"]) if columns["vip_team_id"] else None
    if columns["vip_team_id"] and (team is None or team["vendor_id"] != columns["vendor_id"]):
        raise InvalidError(fields={"vip_team": "not_listed"})
    if columns["script_key"] and columns["script_key"] not in {each["key"] for each in unit.scripts.titles()}:
        raise InvalidError(fields={"script": "not_listed"})
