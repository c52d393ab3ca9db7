"""Save a queue: make it, or change how it is served."""

from typing import Any
from uuid import UUID

from flows.errors import InvalidError, NotFoundError
from workspace.routing_lists import check_key, check_words
from workspace.wiring import Parts, Person, Submission, Unit, new_id

LIMITS = {"priority": (0, 100), "answer_within_seconds": (1, 3600), "wrap_up_seconds": (0, 3600), "service_level_percent": (1, 100)}
"""The smallest and the largest value of each number of a queue."""


def save_queue(parts: Parts, by: Person, queue: dict[str, Any], queue_id: UUID | None = None, *, submission: Submission) -> UUID:
    """Write a queue: the columns of `queues`, with `service_level_percent` for the target; returns its id.

    Raises NotFoundError, InvalidError at the field that is wrong.
    """
    check_words(queue, "name_en", "name_zh")
    for name, (least, most) in LIMITS.items():
        if not least <= queue[name] <= most:
            raise InvalidError(fields={name: "range"})
    columns = {name: value for name, value in queue.items() if name not in ("key", "service_level_percent")}
    columns["service_level_target"] = queue["service_level_percent"] / 100
    with parts.units.begin(submission) as unit:
        _check_references(unit, columns)
        if queue_id is None:
            queue_id = new_id()
            unit.administration.add("queue", id=queue_id, key=check_key(queue["key"]), **columns)
        elif not unit.administration.change("queue", queue_id, **columns):
            raise NotFoundError
        unit.audit.add("queue_saved", f"queue:{queue_id}", {name: str(value) for name, value in columns.items()}, person_id=by.id)
        unit.desks.touch(*unit.desks.everyone())
        unit.desks.touch_boards()
    return queue_id


def _check_references(unit: Unit, columns: dict[str, Any]) -> None:
    if columns["skill_id"] and unit.administration.get("skill", columns["skill_id"]) is None:
        raise InvalidError(fields={"skill": "not_listed"})
    if columns["opening_hours_id"] and unit.administration.get("hours", columns["opening_hours_id"]) is None:
        raise InvalidError(fields={"opening_hours": "not_listed"})
    vendor = unit.vendors.get(columns["vendor_id"]) if columns["vendor_id"] else None
    if columns["vendor_id"] and (vendor is None or vendor["revoked_at"] is not None):
        raise InvalidError(fields={"vendor": "not_listed"})
    if columns["script_key"] and columns["script_key"] not in {each["key"] for each in unit.scripts.titles()}:
        raise InvalidError(fields={"script": "not_listed"})
