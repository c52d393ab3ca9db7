"""Arrange desks: what a team's desks show and in what order, at once on all that are open."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.desk.layout import Layout
from workspace.wiring.parts import Parts, Person, Submission


def arrange_desks(parts: Parts, by: Person, team_id: UUID, layout: Layout, *, submission: Submission) -> None:
    """Keep the layout of a team. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        if unit.administration.get("team", team_id) is None:
            raise NotFoundError
        unit.layouts.save(team_id, layout.as_json(), by.id)
        unit.audit.add("desks_arranged", f"team:{team_id}", layout.as_json(), person_id=by.id)
        unit.desks.touch(*unit.layouts.members(team_id))


def reset_desks(parts: Parts, by: Person, team_id: UUID, *, submission: Submission) -> None:
    """Let the desks of a team be as they come."""
    with parts.units.begin(submission) as unit:
        if unit.layouts.forget(team_id):
            unit.audit.add("desks_reset", f"team:{team_id}", {}, person_id=by.id)
            unit.desks.touch(*unit.layouts.members(team_id))
