"""Set preferences: how a person wants their own desk to behave."""

from collections.abc import Mapping

from workspace.wiring.parts import Parts, Person, Submission

SWITCHES = ("hotkeys", "sound", "title_flash", "notifications")


def set_preferences(parts: Parts, person: Person, switches: Mapping[str, bool], *, submission: Submission) -> None:
    """Keep the switches."""
    with parts.units.begin(submission) as unit:
        unit.people.set_preferences(person.id, {**person.preferences, **switches})
        unit.desks.touch(person.id)
