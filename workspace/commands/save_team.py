"""Save a team: make it, or give it another name."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.people import check_name
from workspace.wiring.parts import Parts, Person, Submission, new_id


def save_team(parts: Parts, by: Person, name: str, team_id: UUID | None = None, *, submission: Submission) -> None:
    """Write the team's name. Raises NotFoundError, InvalidError at `name`."""
    check_name(name)
    with parts.units.begin(submission) as unit:
        if team_id is None:
            team_id = new_id()
            unit.administration.add("team", id=team_id, name=name)
        else:
            known = unit.administration.get("team", team_id)
            if known is None or known["vendor_id"] is not None:
                raise NotFoundError
            unit.administration.change("team", team_id, name=name)
        unit.audit.add("team_saved", f"team:{team_id}", {"name": name}, person_id=by.id)
        unit.desks.touch_boards()
