"""Set the language of a person's screens."""

from workspace.wiring.parts import Parts, Person


def set_language(parts: Parts, person: Person, language: str) -> None:
    """Keep the language and render the person's open screens in it."""
    with parts.units.begin() as unit:
        unit.people.set_language(person.id, language)
        unit.desks.touch(person.id)
