"""Calls saved as tests: the stored history of a run written as a test of its script, for a supervisor to keep."""

from uuid import UUID

from flows.errors import NotFoundError
from flows.run import Run
from flows.script_tests.saving import RESUME, StoredMove, resumed, save_call
from flows.steps.do import EARLIER
from workspace.bundles import published
from workspace.runs import CURRENCY
from workspace.wiring import Unit


def saved_call(unit: Unit, run_id: UUID, *, name: str) -> str:
    """The test, as an item of the list `tests`, that repeats a run; flows.script_tests.saving.with_test adds it to a test file.

    Raises NotFoundError for an unknown run, NotRepeatableError (flows.script_tests.saving) for a run that no test can repeat.
    """
    stored = unit.runs.get(run_id)
    if stored is None:
        raise NotFoundError
    run = Run.from_json(stored["state"])
    return save_call(
        published(unit, stored["bundle_id"]).bundle,
        _history(unit, run_id),
        name=name,
        language=run.language,
        currency=CURRENCY,
        earlier=[asked for asked in run.asked if asked.key.startswith(EARLIER)],
    )


def _history(unit: Unit, run_id: UUID) -> list[StoredMove]:
    """All moves of a run, those of the runs it took up included."""
    moves = [StoredMove(row["kind"], row["payload"], row["at"]) for row in unit.runs.moves(run_id)]
    taken_up = moves[0].payload["run"] if moves and moves[0].kind == RESUME else None
    return moves if taken_up is None else resumed(_history(unit, UUID(taken_up)), moves)
