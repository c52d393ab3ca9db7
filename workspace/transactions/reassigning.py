"""Where a customer who waits may be moved to at this moment."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.commands.reassign_call import MOVABLE
from workspace.screens.forms import Option
from workspace.screens.supervision import ReassignScreen
from workspace.translations import Language
from workspace.wiring.parts import Person, Unit
from workspace.words import number_words


def reassign_screen(
    unit: Unit, person: Person, interaction_id: UUID, language: Language, *, chosen: str, is_first: bool, reason: str, error: str
) -> ReassignScreen:
    """The form, with what was typed and refused. Raises NotFoundError for an interaction that is none."""
    row = unit.interactions.get(interaction_id)
    if row is None:
        raise NotFoundError
    customer = unit.customers.on_desk(row["customer_id"], unit.now) if row["customer_id"] else None
    own = unit.routing.queue_by_id(row["queue_id"]) if row["queue_id"] else None
    queues = [each for each in unit.routing.active_queues() if each["id"] != row["queue_id"]]
    people = unit.routing.free_colleagues(person.id)
    return ReassignScreen(
        str(row.id),
        customer.customer.name if customer else number_words(row["caller_number"]),
        own[f"name_{language}"] if own else "",
        tuple(_option(f"queue:{each['key']}", each[f"name_{language}"], chosen) for each in queues),
        tuple(_option(f"person:{each['id']}", " · ".join(filter(None, (each["name"], each["team"]))), chosen) for each in people),
        can=row.interaction.state in MOVABLE,
        chosen=chosen,
        is_first=is_first,
        reason=reason,
        error=error,
    )


def _option(value: str, label: str, chosen: str) -> Option:
    return Option(value, label, value == chosen)
