"""Handing a call on, on the desk: whom it may go to now, and what a colleague sees who is asked."""

from uuid import UUID

from flows.customers.customer import salutation
from flows.interaction import CONNECTED, InteractionState
from workspace.desk.state import DeskState
from workspace.desk.step_titles import title_of
from workspace.screens.desk_call import Question, TransferTarget, TransferTargets
from workspace.scripts.bundles import published
from workspace.transactions.interactions import own_interaction
from workspace.transactions.transfer_targets import colleagues_for, queues_for, vendors_for
from workspace.translations import Language
from workspace.wiring.parts import InteractionRow, Parts, Person, Unit
from workspace.words import in_language


def transfer_targets(parts: Parts, person: Person, interaction_id: UUID, language: Language) -> TransferTargets:
    """Whom this call may be handed to at this moment. Raises NotFoundError for a call that is not theirs."""
    with parts.units.read() as unit:
        row = own_interaction(unit, person, interaction_id, lock=False)
        if row.interaction.state not in CONNECTED:
            return TransferTargets(str(row.id))
        return TransferTargets(
            str(row.id),
            _queues(unit, person, language),
            _people(unit, person),
            tuple(
                TransferTarget(f"vendor:{each.id}", each.name, "vendor", str(each.free)) for each in vendors_for(parts, unit, person, row)
            ),
            can_ask=row.interaction.state is InteractionState.TALKING,
            is_ours=person.vendor_id is None,
        )


def _queues(unit: Unit, person: Person, language: Language) -> tuple[TransferTarget, ...]:
    # How busy we are is no business of a vendor's agent (P14).
    waiting = {} if person.vendor_id else {each["key"]: each["waiting"] for each in unit.routing.waiting_by_queue()}
    return tuple(
        TransferTarget(f"queue:{each['key']}", each[f"name_{language}"], "queue", str(waiting.get(each["key"], 0)))
        for each in queues_for(unit, person)
    )


def _people(unit: Unit, person: Person) -> tuple[TransferTarget, ...]:
    return tuple(
        TransferTarget(
            f"person:{each['id']}", each["name"], "supervisor" if each["role"] == "supervisor" else "colleague", each["team"] or ""
        )
        for each in colleagues_for(unit, person)
    )


def show_question(unit: Unit, state: DeskState) -> Question | None:
    """What a colleague asks about, before the customer is theirs: who it is, where the script stands, what was noted."""
    row = state.question
    if row is None:
        return None
    agent = unit.people.get(row.interaction.person_id) if row.interaction.person_id else None
    stored = unit.runs.current(row.id)
    script = published(unit, stored["bundle_id"]).bundle.script if stored else None
    return Question(
        agent=agent["name"] if agent else "",
        customer=_customer(unit, state, row),
        line=unit.interactions.line_of(row.id)[state.language],
        script=in_language(script.title, state.language) if script else "",
        step=title_of(unit, stored["bundle_id"], stored["step_key"], state.language) if stored else "",
        # What is written for colleagues may hold what a vendor's agent must not see.
        notes="" if state.masked else row["notes"],
    )


def _customer(unit: Unit, state: DeskState, row: InteractionRow) -> str:
    """Whom the question is about; a vendor's agent is told surname and title (P14)."""
    found = unit.customers.on_desk(row["customer_id"], state.now) if row["customer_id"] else None
    if found is None:
        return ""
    who = found.customer
    return salutation(who.language, who.title, who.surname, "") if state.masked else who.name
