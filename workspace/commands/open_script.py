"""Open a script in an interaction: another one beside what there is, or the run of a call that broke off."""

from datetime import timedelta
from uuid import UUID

from flows.errors import NotFoundError
from workspace.transactions.interactions import own_interaction
from workspace.transactions.runs import link_customer, start_run
from workspace.transactions.runs import resume_run as go_on
from workspace.wiring.parts import Parts, Person, Submission

RESUMABLE_FOR = timedelta(minutes=15)


def open_script(parts: Parts, person: Person, interaction_id: UUID, key: str, *, submission: Submission) -> None:
    """Start a script at its live version; the run before it is kept. Raises NotFoundError for a script nobody may open."""
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        if person.vendor_id is not None or key.startswith("lib/"):
            raise NotFoundError
        start_run(parts, unit, row, key)
        unit.interactions.note(row.id, "script_opened", {"script": key}, person_id=person.id)


def resume_run(parts: Parts, person: Person, interaction_id: UUID, run_id: UUID, *, submission: Submission) -> None:
    """Go on with the run of a caller who was cut off and rings back. Raises NotFoundError when it is not theirs, or too old."""
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        # Two agents may have this caller at their desks: the second waits here, and then finds the run taken.
        unit.runs.get(run_id, lock=True)
        dropped = unit.interactions.dropped(row["caller_number"] or "", unit.now - RESUMABLE_FOR)
        found = next((each for each in dropped if each.run_id == run_id and each.interaction_id != row.id), None)
        if found is None:
            raise NotFoundError
        before = unit.interactions.get(found.interaction_id)
        if before is None:
            raise AssertionError(f"interaction {found.interaction_id} broke off and is not there")
        columns: dict[str, object] = {"resumes_id": found.interaction_id}
        if row["customer_id"] is None and found.customer_id is not None:
            columns |= {"customer_id": found.customer_id, "customer_match": "picked"}
        unit.interactions.set(row.id, **columns)
        unit.interactions.note(row.id, "run_resumed", {"run": str(run_id), "from": str(found.interaction_id)}, person_id=person.id)
        fresh = own_interaction(unit, person, interaction_id)
        go_on(parts, unit, fresh, before, run_id)
        link_customer(parts, unit, fresh)
        # Whoever else has this caller at the desk can go on with that run no more.
        unit.desks.touch(person.id, *unit.interactions.also_about(fresh))
