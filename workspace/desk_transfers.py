"""Handing a call on, on the desk: whom it may go to now, and what a colleague sees who is asked."""

from uuid import UUID

from flows.interaction import CONNECTED, InteractionState
from workspace.bundles import published
from workspace.desk_state import DeskState
from workspace.interactions import own_interaction
from workspace.screens.desk_call import Question, TransferTarget, TransferTargets
from workspace.translations import Language
from workspace.wiring import Parts, Person, Unit
from workspace.words import in_language


def transfer_targets(parts: Parts, person: Person, interaction_id: UUID, language: Language) -> TransferTargets:
    """Whom this call may be handed to at this moment. Raises NotFoundError for a call that is not theirs."""
    with parts.units.read() as unit:
        row = own_interaction(unit, person, interaction_id, lock=False)
        if row.interaction.state not in CONNECTED or person.vendor_id is not None:
            return TransferTargets(str(row.id))
        waiting = {each["key"]: each["waiting"] for each in unit.routing.waiting_by_queue()}
        queues = tuple(
            TransferTarget(f"queue:{each['key']}", each[f"name_{language}"], "queue", str(waiting.get(each["key"], 0)))
            for each in unit.routing.active_queues()
        )
        people = tuple(
            TransferTarget(
                f"person:{each['id']}", each["name"], "supervisor" if each["role"] == "supervisor" else "colleague", each["team"] or ""
            )
            for each in unit.routing.free_colleagues(person.id)
        )
    return TransferTargets(str(interaction_id), queues, people, can_ask=row.interaction.state is InteractionState.TALKING)


def show_question(unit: Unit, state: DeskState) -> Question | None:
    """What a colleague asks about, before the customer is theirs: who it is, where the script stands, what was noted."""
    row = state.question
    if row is None:
        return None
    agent = unit.people.get(row.interaction.person_id) if row.interaction.person_id else None
    customer = unit.customers.on_desk(row["customer_id"], state.now) if row["customer_id"] else None
    stored = unit.runs.current(row.id)
    script = published(unit, stored["bundle_id"]).bundle.script if stored else None
    return Question(
        agent=agent["name"] if agent else "",
        customer=customer.customer.name if customer else "",
        line=unit.interactions.line_of(row.id)[state.language],
        script=in_language(script.title, state.language) if script else "",
        step=str(stored["step_key"]).replace("_", " ") if stored else "",
        notes=row["notes"],
    )
