"""Save opening hours: when a queue is open, by weekday, in a zone."""

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import available_timezones

from flows.errors import InvalidError, NotFoundError
from workspace.people import check_name
from workspace.routing_lists import DAYS, intervals
from workspace.wiring.parts import Parts, Person, Submission, new_id


def save_opening_hours(
    parts: Parts, by: Person, name: str, zone: str, days: Mapping[str, str], hours_id: UUID | None = None, *, submission: Submission
) -> UUID:
    """Write the hours; `days` has the times of each weekday as they were typed. Raises NotFoundError, InvalidError."""
    check_name(name)
    if zone not in available_timezones():
        raise InvalidError(fields={"zone": "zone" if zone else "required"})
    weekly = {day: intervals(days.get(day, ""), day) for day in DAYS}
    with parts.units.begin(submission) as unit:
        if hours_id is None:
            hours_id = new_id()
            unit.administration.add("hours", id=hours_id, name=name, zone=zone, weekly=weekly)
        elif not unit.administration.change("hours", hours_id, name=name, zone=zone, weekly=weekly):
            raise NotFoundError
        unit.audit.add("opening_hours_saved", f"opening_hours:{hours_id}", {"name": name, "zone": zone, **weekly}, person_id=by.id)
    return hours_id
