"""Layouts of desks: what each team sees beside a call, and in what order."""

from starlette.requests import Request
from starlette.responses import Response

from flows.customers.customer import AttributeDefinition
from flows.errors import InvalidError, NotFoundError
from workspace.commands.arrange_desks import arrange_desks, reset_desks
from workspace.desk.layout import ADD_IN_PLACES, ATTRIBUTE, LISTS, Entries, Layout, read_layout
from workspace.render import render
from workspace.screens.add_ins import LayoutItem, LayoutLine, LayoutScreen, LayoutsScreen
from workspace.screens.people import moment
from workspace.web.forms import go
from workspace.web.request import choice_field, form_of, parts_of, path_id, person_of, submission_of
from workspace.words import in_language

MOST_ENTRIES = 200


def index(request: Request) -> Response:
    """GET /desk-layouts."""
    with parts_of(request).units.read() as unit:
        saved, members = unit.layouts.all(), unit.administration.members()
        lines = []
        for team in unit.administration.all("team"):
            own = saved.get(team["id"])
            when, by = (moment(own["saved_at"]), own["by"] or "") if own else ("", "")
            lines.append(LayoutLine(str(team["id"]), team["name"], members.get(team["id"], 0), when, by))
    return render(request, "add_ins/layouts.html", LayoutsScreen(tuple(lines)))


def show(request: Request) -> Response:
    """GET /desk-layouts/{id}: the layout of a team's desks."""
    team_id, language = path_id(request), request.state.language
    with parts_of(request).units.read() as unit:
        team, stored = unit.administration.get("team", team_id), unit.layouts.of(team_id)
        if team is None:
            raise NotFoundError
        definitions = unit.customers.attribute_definitions()
    layout, labels = read_layout(stored, definitions), _labels(definitions, language)
    lists = {name: tuple(LayoutItem(each, shown, labels.get(each, "")) for each, shown in getattr(layout, name)) for name in LISTS}
    saved = request.query_params.get("done") == "saved"
    return render(request, "add_ins/layout.html", LayoutScreen(str(team_id), team["name"], lists, layout.add_ins, not stored, saved))


def update(request: Request) -> Response:
    """POST /desk-layouts/{id}: per list LIST_order (all its names as they stand) and LIST (those shown); add_ins (below, above, hidden)."""
    typed = choice_field(request, "add_ins", ADD_IN_PLACES)
    place = next(each for each in ADD_IN_PLACES if each == typed)
    layout = Layout(**{name: _entries(request, name) for name in LISTS}, add_ins=place)
    arrange_desks(parts_of(request), person_of(request), path_id(request), layout, submission=submission_of(request))
    return go(f"/desk-layouts/{path_id(request)}?done=saved")


def delete(request: Request) -> Response:
    """POST /desk-layouts/{id}/removal: the default again."""
    reset_desks(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return go("/desk-layouts", [path_id(request)])


def _entries(request: Request, name: str) -> Entries:
    """A list as the form has it; what it does not know is left out when the layout is read."""
    order, shown = form_of(request).getlist(f"{name}_order"), set(form_of(request).getlist(name))
    if len(order) > MOST_ENTRIES or not all(isinstance(each, str) and each.isprintable() and len(each) < 100 for each in order):
        raise InvalidError(fields={name: "format"})
    return tuple((str(each), each in shown) for each in order)


def _labels(definitions: list[AttributeDefinition], language: str) -> dict[str, str]:
    return {f"{ATTRIBUTE}{each.key}": in_language(each.label, language) for each in definitions}
