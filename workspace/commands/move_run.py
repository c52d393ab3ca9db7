"""Move a run: what an agent does at a step, as one turn in one transaction."""

from uuid import UUID

from flows.errors import NotFoundError
from flows.runs.moves import Move
from workspace.transactions.interactions import own_interaction
from workspace.transactions.runs import move_run as make_move
from workspace.wiring.parts import Parts, Person, Submission


def move_run(parts: Parts, person: Person, run_id: UUID, turn: int, move: Move, *, submission: Submission) -> None:
    """Make the move at the turn the agent saw.

    Raises StaleError when the run has gone on since, MoveRefused when it does not fit, NotFoundError for a foreign run.
    """
    with parts.units.begin(submission) as unit:
        stored = unit.runs.get(run_id)
        if stored is None:
            raise NotFoundError
        row = own_interaction(unit, person, stored["interaction_id"])
        make_move(parts, unit, row, run_id, move, turn=turn)
