"""Teams: who works together, and who is told the same notices."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.commands.save_team import save_team
from workspace.render import render
from workspace.screens.forms import Form
from workspace.screens.people import TeamLine, TeamsScreen
from workspace.web.forms import REFUSED, go, name_field, refused, status_of_form
from workspace.web.request import parts_of, path_id, person_of, submission_of


def index(request: Request) -> Response:
    """GET /teams."""
    return _page(request)


def create(request: Request) -> Response:
    """POST /teams: name."""
    try:
        save_team(parts_of(request), person_of(request), name_field(request, "name", required=True), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/teams")


def update(request: Request) -> Response:
    """POST /teams/{id}: name."""
    team_id = path_id(request)
    try:
        name = name_field(request, "name", required=True)
        save_team(parts_of(request), person_of(request), name, team_id, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error), wrong=str(team_id))
    return go("/teams")


def _page(request: Request, form: Form | None = None, *, wrong: str = "") -> Response:
    with parts_of(request).units.read() as unit:
        members = unit.administration.members()
        lines = tuple(
            TeamLine(str(row["id"]), row["name"], members.get(row["id"], 0))
            for row in unit.administration.all("team")
            if row["vendor_id"] is None
        )
    return render(request, "people/teams.html", TeamsScreen(lines, form or Form(), wrong), status=status_of_form(form))
