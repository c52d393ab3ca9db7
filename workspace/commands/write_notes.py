"""Write notes: the agent's own words about an interaction, saved as they are typed."""

from datetime import datetime
from uuid import UUID

from flows.customers.card_numbers import has_card_number
from flows.errors import InvalidError
from workspace.transactions.interactions import own_interaction
from workspace.wiring.parts import Parts, Person

LONGEST = 4000


def write_notes(parts: Parts, person: Person, interaction_id: UUID, text: str) -> datetime:
    """Store the notes; returns when. Raises InvalidError when too long or when a card number is in them (P15), NotFoundError.

    The whole text is sent each time, so the same save twice is the same notes.
    """
    if len(text) > LONGEST:
        raise InvalidError(fields={"text": "too_long"})
    if has_card_number(text):
        raise InvalidError(fields={"text": "card_number"})
    with parts.units.begin() as unit:
        row = own_interaction(unit, person, interaction_id)
        if row["notes"] != text:
            unit.interactions.set(row.id, notes=text, notes_saved_at=unit.now)
            unit.desks.touch(person.id)
        return unit.now
