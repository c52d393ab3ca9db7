"""Wrap up: how it ended. The run is closed with the disposition, the interaction with it, and the agent is free again (P1, P2)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from flows.errors import InvalidError
from flows.interaction import dispose, extend_wrap_up
from flows.routing.presence import Disposed
from flows.runs.moves import GoToWrapUp, WrapUp
from flows.runs.run import Run
from scripts_dsl.script import WrapupStep
from workspace.commands.route_waiting import route
from workspace.scripts.bundles import published
from workspace.transactions.attempts import suggested_by_result
from workspace.transactions.callbacks import promise_callback
from workspace.transactions.interactions import own_interaction, save
from workspace.transactions.presences import move_presence
from workspace.transactions.runs import move_run
from workspace.wiring.parts import InteractionRow, Parts, Person, Submission, Unit

MORE_TIME = timedelta(minutes=1)
SATISFACTION = range(1, 6)
"""What a customer may say: 1 not at all content, 5 very."""


def wrap_up(
    parts: Parts,
    person: Person,
    interaction_id: UUID,
    code: str,
    *,
    callback_at: datetime | None = None,
    satisfaction: int | None = None,
    fields: Mapping[str, object] | None = None,
    submission: Submission,
) -> None:
    """Close with a disposition; while the call lasts it is noted and closes with the call.

    `callback_at` is local to the customer, without an offset; `satisfaction` is the customer's, 1 to 5, where the queue asks for it.
    Raises InvalidError with `disposition`, `callback_at` or `satisfaction` among its fields, FieldsWrongError for the script's own fields,
    ConflictError when it is over already.
    """
    with parts.units.begin(submission) as unit:
        unit.routing.lock()
        row = own_interaction(unit, person, interaction_id)
        known = {each["code"]: each for each in unit.routing.dispositions()}
        if code not in known:
            raise InvalidError(fields={"disposition": "not_listed" if code else "required"})
        if satisfaction is not None and not (satisfaction in SATISFACTION and unit.interactions.line_of(row.id)["asks_satisfaction"]):
            raise InvalidError(fields={"satisfaction": "not_listed"})
        after, events = dispose(row.interaction, code, unit.now)
        if known[code]["kind"] == "callback":
            # What the script booked already is not asked for a second time.
            if callback_at is None and not unit.callbacks.is_promised_in(row.id):
                raise InvalidError(fields={"callback_at": "required"})
            if callback_at is not None:
                promise_callback(unit, row, callback_at, request_id=interaction_id)
        _close_run(parts, unit, row, code, fields or {})
        save(parts, unit, row, after, events, satisfaction=satisfaction)
        unit.audit.add("wrapped_up", f"interaction:{row.id}", {"disposition": code}, person_id=person.id)
        if after.is_over:
            move_presence(unit, person.id, Disposed())
            route(parts, unit)


def extend(parts: Parts, person: Person, interaction_id: UUID, *, submission: Submission) -> None:
    """A minute more to write. Raises ConflictError outside a wrap-up."""
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        after, events = extend_wrap_up(row.interaction, MORE_TIME, unit.now)
        save(parts, unit, row, after, events)


def _close_run(parts: Parts, unit: Unit, row: InteractionRow, code: str, fields: Mapping[str, object]) -> None:
    """Close the run on the screen with the disposition, from wherever it stands; one that has ended stays as it is."""
    stored = unit.runs.current(row.id)
    if stored is None or stored["status"] == "done":
        return
    script = published(unit, stored["bundle_id"])
    run = Run.from_json(stored["state"])
    if run.status != "stopped" and not isinstance(script.bundle.script.steps.get(run.step), WrapupStep):
        run = move_run(parts, unit, row, stored["id"], GoToWrapUp())
    step = script.bundle.script.steps.get(run.step)
    if code == suggested_by_result(row):
        return  # nobody was spoken to: the script has no word for it, and its run stays where the line was cut
    if isinstance(step, WrapupStep) and code not in step.dispositions:
        raise InvalidError(fields={"disposition": "not_listed"})
    move_run(parts, unit, row, stored["id"], WrapUp(code, fields))
