"""Keep a draft: what is typed in a step's form and not sent yet, so that nothing typed is lost (P7)."""

from collections.abc import Mapping
from uuid import UUID

from flows.customers.card_numbers import has_card_number
from flows.errors import InvalidError, NotFoundError, StaleError
from workspace.transactions.interactions import own_interaction
from workspace.wiring.parts import Parts, Person


def keep_draft(parts: Parts, person: Person, run_id: UUID, turn: int, fields: Mapping[str, object]) -> None:
    """Keep the fields of the present step. Raises StaleError when the run has gone on, InvalidError for a card number (P15)."""
    if any(isinstance(value, str) and has_card_number(value) for value in fields.values()):
        raise InvalidError("card_number")
    with parts.units.begin() as unit:
        stored = unit.runs.get(run_id, lock=True)
        if stored is None:
            raise NotFoundError
        own_interaction(unit, person, stored["interaction_id"], lock=False)
        if stored["turn"] != turn:
            raise StaleError("step_moved")
        unit.runs.keep_draft(run_id, stored["step_key"], fields)
        unit.desks.touch(person.id)
