"""Runs in a transaction: one move is one turn, stored with its events and with all that follows from them (P1, P2, P7)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flows.customers.recognition import script_for
from flows.errors import ConflictError, NotFoundError, StaleError
from flows.runs import turn as turns
from flows.runs.moves import ActionResult, HungUp, LinkCustomer, Move, OfferChosen, move_to_json
from flows.runs.plain import encode_fields
from flows.runs.refusals import RunEndedError
from flows.runs.run import Run
from flows.runs.turn import Turn
from flows.runs.wants import AskAction, ChooseOffer
from scripts_dsl.script import WrapupStep
from workspace.scripts.bundles import Published, published
from workspace.scripts.records import Records, records_for
from workspace.transactions.offers import choose_offer, rank_for_panel
from workspace.transactions.run_events import follow_events
from workspace.wiring.parts import InteractionRow, Parts, Unit, new_id

CURRENCY = "USD"
"""The currency of amounts that come without one."""


def open_first_run(parts: Parts, unit: Unit, row: InteractionRow) -> None:
    """Put the script of an interaction on the agent's screen, unless one is there: the campaign, dialled number or queue says which."""
    earlier = unit.runs.of(row.id)
    if any(run["current"] for run in earlier):
        return
    campaign, number, queue = unit.interactions.script_keys_of(row.id)
    key = script_for(campaign=campaign, dialled_number=number, queue=queue)
    records = records_for(unit, row)
    rank_for_panel(parts, unit, row, records.typed_customer, records.zone)
    live = unit.scripts.live_script(key, row["person_id"]) if key is not None else None
    if live is not None:
        _start(parts, unit, row, live, records, earlier)


def start_run(parts: Parts, unit: Unit, row: InteractionRow, key: str) -> UUID:
    """Open a script in an interaction, at its live version, which the run keeps for good. Raises NotFoundError for an unknown script."""
    live = unit.scripts.live_script(key, row["person_id"])
    if live is None:
        raise NotFoundError
    return _start(parts, unit, row, live, records_for(unit, row), unit.runs.of(row.id))


def _start(parts: Parts, unit: Unit, row: InteractionRow, live: UUID, records: Records, runs_before: Sequence[Mapping[str, Any]]) -> UUID:
    """Start the live version; all that was read before serves here too, as a ringing desk waits for every statement."""
    script = published(unit, live)
    earlier = [asked for other in runs_before for asked in Run.from_json(other["state"]).asked]
    made = turns.start(
        script.bundle, records.given, now=unit.now, language=row["language"], zone=records.zone, currency=CURRENCY, earlier=earlier
    )
    run_id = new_id()
    _add_run(unit, row, run_id, script.id, made.run, is_first=not runs_before)
    unit.runs.add_moves([_move_row(unit, run_id, "start", {"given": encode_fields(records.given), "zone": records.zone}, made, row)])
    _settle(parts, unit, row, run_id, script, made)
    return run_id


def move_run(parts: Parts, unit: Unit, row: InteractionRow, run_id: UUID, made: Move, *, turn: int | None = None) -> Run:
    """Make one move of a run of this interaction. Raises MoveRefused, StaleError ("step_moved") when `turn` is old, NotFoundError."""
    stored = unit.runs.get(run_id, lock=True)
    if stored is None or stored["interaction_id"] != row.id:
        raise NotFoundError
    script = published(unit, stored["bundle_id"])
    run = Run.from_json(stored["state"])
    result = turns.move(run, script.bundle, made, now=unit.now, turn=turn)
    _store(unit, run_id, run.turn, result)
    unit.runs.add_moves([_move_row(unit, run_id, made.kind, move_to_json(made), result, row)])
    if run.step != result.run.step:
        unit.runs.drop_draft(run_id, run.step)
    return _settle(parts, unit, row, run_id, script, result)


def move_current_run(parts: Parts, unit: Unit, interaction_id: UUID, made: Move) -> None:
    """Make a move that the outside brings (the phone, a relink) on whatever run is on the screen; one that has ended ignores it."""
    stored = unit.runs.current(interaction_id)
    if stored is None or stored["status"] == "done":
        return
    row = _interaction(unit, interaction_id)
    if isinstance(made, HungUp):
        _note_broken_off(unit, row, stored)
    try:
        move_run(parts, unit, row, stored["id"], made)
    except (RunEndedError, ConflictError):
        if not isinstance(made, HungUp):
            raise


def resume_run(parts: Parts, unit: Unit, row: InteractionRow, broken_off: InteractionRow, run_id: UUID) -> None:
    """Go on in this interaction where the run of another one stood when the line was cut; that other run stays as it is."""
    stored, state = unit.runs.get(run_id), unit.interactions.broken_off(broken_off.id)
    if stored is None or not state:
        raise NotFoundError
    run = replace(Run.from_json(state), turn=0)
    again = new_id()
    _add_run(unit, row, again, stored["bundle_id"], run)
    payload = {"run": str(run_id), "interaction": str(broken_off.id)}
    unit.runs.add_moves([_move_row(unit, again, "resume", payload, Turn(run, (), ()), row)])
    if run.awaited is not None:
        asked = unit.runs.hand_action_on(run_id, again, run.awaited.key)
        if asked is not None:
            move_run(parts, unit, row, again, ActionResult(run.awaited.key, asked["result"], asked["error_kind"]))


def _note_broken_off(unit: Unit, row: InteractionRow, stored: Mapping[str, Any]) -> None:
    """Remember where the run stands, unless it has come to its end: a caller who rings back may go on from there."""
    step = published(unit, stored["bundle_id"]).bundle.script.steps.get(stored["step_key"])
    run = Run.from_json(stored["state"])
    if run.status in ("active", "waiting") and not run.hung_up and not isinstance(step, WrapupStep):
        unit.interactions.note_broken_off(row.id, stored["id"], stored["state"])


def link_customer(parts: Parts, unit: Unit, row: InteractionRow) -> None:
    """Tell the runs of an interaction who the customer is, and rank the offers anew."""
    records = records_for(unit, row)
    rank_for_panel(parts, unit, row, records.typed_customer, records.zone)
    move_current_run(parts, unit, row.id, LinkCustomer(records.given, records.zone))


def _settle(parts: Parts, unit: Unit, row: InteractionRow, run_id: UUID, script: Published, result: Turn) -> Run:
    """Do what a turn asks for: its events, offers chosen at once in further turns, actions committed for a worker."""
    follow_events(unit, row, run_id, script, result.events)
    run = result.run
    for want in result.wants:
        if isinstance(want, AskAction):
            _intend(unit, row, run_id, want)
        elif isinstance(want, ChooseOffer):
            chosen = OfferChosen(choose_offer(parts, unit, row, run_id, run, want))
            further = turns.move(run, script.bundle, chosen, now=unit.now)
            _store(unit, run_id, run.turn, further)
            unit.runs.add_moves([_move_row(unit, run_id, chosen.kind, move_to_json(chosen), further, row)])
            run = _settle(parts, unit, row, run_id, script, further)
    if run.language != row["language"]:
        unit.interactions.set(row.id, language=run.language)
    unit.desks.touch(row.interaction.person_id)
    unit.desks.touch_boards()
    return run


def _add_run(unit: Unit, row: InteractionRow, run_id: UUID, bundle_id: UUID, run: Run, *, is_first: bool = False) -> None:
    unit.runs.add(
        is_first=is_first,
        id=run_id,
        interaction_id=row.id,
        bundle_id=bundle_id,
        turn=run.turn,
        state=run.to_json(),
        status=run.status,
        step_key=run.step,
        language=run.language,
        started_at=unit.now,
        step_since=unit.now,
    )


def _store(unit: Unit, run_id: UUID, before: int, result: Turn) -> None:
    run = result.run
    kept = unit.runs.save(run_id, before, run.turn, run.to_json(), status=run.status, step=run.step, language=run.language, since=run.since)
    if not kept:
        raise StaleError("step_moved", str(run.turn))


def _intend(unit: Unit, row: InteractionRow, run_id: UUID, want: AskAction) -> None:
    """Commit the intent of an action: a worker asks the outside, and its answer is another turn."""
    unit.runs.intend(
        id=new_id(),
        run_id=run_id,
        interaction_id=row.id,
        step_key=want.key,
        visit=want.visit,
        action=want.action,
        parameters={"values": encode_fields(want.parameters), "timeout": want.timeout.total_seconds(), "step": want.step},
        deadline_at=unit.now + want.timeout,
    )
    unit.wake("actions")


def _move_row(unit: Unit, run_id: UUID, kind: str, payload: object, result: Turn, row: InteractionRow) -> dict[str, object]:
    return {
        "run_id": run_id,
        "turn": result.run.turn,
        "kind": kind,
        "payload": payload,
        "events": [event.to_json() for event in result.events],
        "step_key": result.run.step,
        "person_id": row.interaction.person_id,
        "at": unit.now,
    }


def _interaction(unit: Unit, interaction_id: UUID) -> InteractionRow:
    row = unit.interactions.get(interaction_id)
    if row is None:
        raise NotFoundError
    return row
