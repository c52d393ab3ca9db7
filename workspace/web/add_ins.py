"""Add-ins: outside pages and lookups beside a call, where they are shown, and the hosts they may come from."""

from collections import Counter
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from flows.connectors.add_in import AddInKind, ContextPlace, host_of
from flows.connectors.lookup import FIELD_TYPES, MOST_FIELDS, LookupField
from flows.errors import InvalidError, NotFoundError
from workspace.auth import Right, may
from workspace.commands.allow_host import allow_host, forbid_host
from workspace.commands.save_add_in import AddIn, attach_step, detach_step, rotate_secret, save_add_in
from workspace.render import render
from workspace.screens.add_ins import (
    NEW_ADD_IN,
    AddInLine,
    AddInScreen,
    AddInsScreen,
    AttachedStep,
    HostsScreen,
    SecretScreen,
    StepChoices,
    add_in_form,
    field_values,
    rows_of,
)
from workspace.screens.forms import Form, Option
from workspace.scripts.bundles import published
from workspace.web.forms import REFUSED, chosen, go, id_fields, name_field, refused, status_of_form
from workspace.web.request import choice_field, int_field, parts_of, path_id, person_of, submission_of, text_field
from workspace.wiring.parts import Unit


def index(request: Request) -> Response:
    """GET /add-ins."""
    with parts_of(request).units.read() as unit:
        hosts, steps = unit.add_ins.hosts(), Counter(each["add_in_id"] for each in unit.add_ins.steps())
        lines = tuple(
            AddInLine(
                str(row["id"]),
                row[f"name_{request.state.language}"],
                row["kind"],
                host_of(row["url"]),
                host_of(row["url"]) in hosts,
                row["at_caller"],
                steps[row["id"]],
                0 if row["every_team"] else len(unit.add_ins.teams(row["id"])),
                row["for_vendors"],
                row["active"],
            )
            for row in unit.add_ins.all()
        )
    return render(request, "add_ins/list.html", AddInsScreen(lines, len(hosts), may(person_of(request), Right.ALLOW_HOSTS)))


def new(request: Request) -> Response:
    """GET /add-ins/new."""
    return _page(request, None)


def create(request: Request) -> Response:
    """POST /add-ins: name_en, name_zh, kind, url, context, timeout_ms, the ticks, teams, and the rows of a lookup's fields."""
    try:
        made, secret = save_add_in(parts_of(request), person_of(request), _add_in(request), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, None, _as_typed(request, error))
    return _show_secret(request, made, secret)


def show(request: Request) -> Response:
    """GET /add-ins/{id}."""
    return _page(request, path_id(request))


def update(request: Request) -> Response:
    """POST /add-ins/{id}: the same fields."""
    add_in_id = path_id(request)
    try:
        save_add_in(parts_of(request), person_of(request), _add_in(request), add_in_id, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, add_in_id, _as_typed(request, error))
    return go("/add-ins")


def create_secret(request: Request) -> Response:
    """POST /add-ins/{id}/secrets: a new secret, shown this once; the old one signs nothing more."""
    secret = rotate_secret(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return _show_secret(request, path_id(request), secret)


def create_step(request: Request) -> Response:
    """POST /add-ins/{id}/steps: step, as SCRIPT#STEP."""
    add_in_id = path_id(request)
    try:
        script, _, step = text_field(request, "step", required=True, limit=300).partition("#")
        attach_step(parts_of(request), person_of(request), add_in_id, script, step, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, add_in_id, step_error=error.fields.get("step", "not_listed"))
    return go("/add-ins", [add_in_id])


def delete_step(request: Request) -> Response:
    """POST /add-ins/{id}/steps/removals: script, step."""
    script, step = text_field(request, "script", limit=200), text_field(request, "step", limit=200)
    detach_step(parts_of(request), person_of(request), path_id(request), script, step, submission=submission_of(request))
    return go("/add-ins", [path_id(request)])


def hosts(request: Request) -> Response:
    """GET /add-in-hosts."""
    return _hosts_page(request)


def create_host(request: Request) -> Response:
    """POST /add-in-hosts: host."""
    try:
        typed = text_field(request, "host", required=True, limit=260)
        allow_host(parts_of(request), person_of(request), typed, submission=submission_of(request))
    except REFUSED as error:
        return _hosts_page(request, refused(request, error))
    return go("/add-in-hosts")


def delete_host(request: Request) -> Response:
    """POST /add-in-hosts/removals: host."""
    forbid_host(parts_of(request), person_of(request), text_field(request, "host", limit=260), submission=submission_of(request))
    return go("/add-in-hosts")


def _add_in(request: Request) -> AddIn:
    ticks = {name: text_field(request, name) == "on" for name in ("at_caller", "every_team", "for_vendors", "active")}
    return AddIn(
        name_en=name_field(request, "name_en", required=True),
        name_zh=name_field(request, "name_zh", required=True),
        kind=AddInKind(choice_field(request, "kind", list(AddInKind))),
        url=text_field(request, "url"),
        context=ContextPlace(choice_field(request, "context", list(ContextPlace))),
        teams=frozenset(id_fields(request, "teams")),
        timeout_ms=int_field(request, "timeout_ms"),
        fields=_fields(request),
        **ticks,
    )


def _fields(request: Request) -> tuple[LookupField, ...]:
    """The rows of the form that are filled; a row without anything typed is none."""
    rows = []
    for number in range(MOST_FIELDS):
        path, label_en, label_zh = (text_field(request, f"{name}-{number}", limit=500) for name in ("path", "label_en", "label_zh"))
        if path or label_en or label_zh:
            type = next((each for each in FIELD_TYPES if each == text_field(request, f"type-{number}")), FIELD_TYPES[0])
            rows.append(LookupField(path, label_en, label_zh, type, text_field(request, f"private-{number}") == "on"))
    return tuple(rows)


def _as_typed(request: Request, error: InvalidError | Exception) -> Form:
    """A refused form with its rows closed up, as its errors count them."""
    if not isinstance(error, InvalidError):
        raise error
    form = refused(request, error)
    try:
        rows = field_values(_fields(request))
    except InvalidError:
        return form
    kept = {name: value for name, value in form.values.items() if not name[-1].isdigit()}
    return Form({**kept, **rows}, form.errors, form.problem)


def _show_secret(request: Request, add_in_id: UUID, secret: str) -> Response:
    with parts_of(request).units.read() as unit:
        row = unit.add_ins.get(add_in_id)
    if row is None:
        raise NotFoundError
    return render(request, "add_ins/secret.html", SecretScreen(str(add_in_id), row[f"name_{request.state.language}"], secret))


def _page(request: Request, add_in_id: UUID | None, form: Form | None = None, *, step_error: str = "") -> Response:
    language = request.state.language
    with parts_of(request).units.read() as unit:
        row = unit.add_ins.get(add_in_id) if add_in_id else None
        if add_in_id and row is None:
            raise NotFoundError
        named = frozenset(map(str, unit.add_ins.teams(add_in_id))) if add_in_id and form is None else chosen(request, "teams")
        teams = [each for each in unit.administration.all("team") if each["vendor_id"] is None]
        shown = form or (add_in_form(row) if row else Form(NEW_ADD_IN))
        choices = _step_choices(unit, language) if row else ()
        screen = AddInScreen(
            shown,
            rows_of(shown),
            tuple(Option(str(each["id"]), each["name"], str(each["id"]) in named) for each in teams),
            tuple(unit.add_ins.hosts()),
            str(add_in_id or ""),
            row[f"name_{language}"] if row else "",
            _attached(unit, add_in_id, choices) if add_in_id else (),
            choices,
            step_error,
        )
    return render(request, "add_ins/add_in.html", screen, status=422 if step_error else status_of_form(form))


def _step_choices(unit: Unit, language: str) -> tuple[StepChoices, ...]:
    """The steps of every live script, sub-scripts included."""
    choices = []
    for title in unit.scripts.titles():
        live = unit.scripts.live_script(title["key"])
        if live is not None:
            steps = published(unit, live).bundle.script.steps
            options = tuple(Option(f"{title['key']}#{each}", each) for each in steps)
            choices.append(StepChoices(title[f"title_{language}"] or title["key"], options))
    return tuple(choices)


def _attached(unit: Unit, add_in_id: UUID, choices: tuple[StepChoices, ...]) -> tuple[AttachedStep, ...]:
    titles = {option.value: each.title for each in choices for option in each.options}
    mine = [(each["script_key"], each["step_key"]) for each in unit.add_ins.steps() if each["add_in_id"] == add_in_id]
    return tuple(AttachedStep(script, titles.get(f"{script}#{step}", script), step, f"{script}#{step}" in titles) for script, step in mine)


def _hosts_page(request: Request, form: Form | None = None) -> Response:
    with parts_of(request).units.read() as unit:
        used = Counter(host_of(row["url"]) for row in unit.add_ins.all())
        lines = tuple((host, used[host]) for host in unit.add_ins.hosts())
    return render(request, "add_ins/hosts.html", HostsScreen(lines, form or Form()), status=status_of_form(form))
