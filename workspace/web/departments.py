"""Departments: who tickets go to, and what each category of them promises."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.save_department import Names, Promise, add_department, change_department, save_category
from workspace.render import render
from workspace.screens.forms import Form
from workspace.screens.tickets import CategoryLine, DepartmentLine, DepartmentScreen, DepartmentsScreen, show_category
from workspace.transactions.tickets import promise_of
from workspace.web.forms import REFUSED, SHORT_NAME, go, name_field, refused, status_of_form
from workspace.web.request import int_field, parts_of, path_id, person_of, submission_of, text_field


def index(request: Request) -> Response:
    """GET /departments."""
    return _list(request)


def create(request: Request) -> Response:
    """POST /departments: short_name, name_en, name_zh."""
    try:
        key = name_field(request, SHORT_NAME, required=True)
        add_department(parts_of(request), person_of(request), key, _names(request), submission=submission_of(request))
    except REFUSED as error:
        return _list(request, refused(request, error))
    return go("/departments")


def show(request: Request) -> Response:
    """GET /departments/{id}."""
    return _page(request)


def update(request: Request) -> Response:
    """POST /departments/{id}: name_en, name_zh, active."""
    active = text_field(request, "active") == "on"
    try:
        names = _names(request)
        change_department(parts_of(request), person_of(request), path_id(request), names, active=active, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, own=refused(request, error))
    return go("/departments", [path_id(request)])


def create_category(request: Request) -> Response:
    """POST /departments/{id}/categories: name_en, name_zh, answer_within, urgent_within (minutes)."""
    return _save_category(request, None)


def update_category(request: Request) -> Response:
    """POST /departments/{id}/categories/{category}: the same, and active."""
    return _save_category(request, path_id(request, "category"))


def _save_category(request: Request, category_id: UUID | None) -> Response:
    try:
        save_category(
            parts_of(request),
            person_of(request),
            path_id(request),
            _names(request),
            Promise(int_field(request, "answer_within"), int_field(request, "urgent_within")),
            category_id=category_id,
            active=category_id is None or text_field(request, "active") == "on",
            submission=submission_of(request),
        )
    except REFUSED as error:
        return _page(request, category=refused(request, error), wrong=str(category_id or "new"))
    return go("/departments", [path_id(request)])


def _names(request: Request) -> Names:
    return Names(name_field(request, "name_en", required=True), name_field(request, "name_zh", required=True))


def _list(request: Request, form: Form | None = None) -> Response:
    language = request.state.language
    with parts_of(request).units.read() as unit:
        members, categories = unit.departments.members(), unit.departments.categories()
        lines = tuple(
            DepartmentLine(
                str(row["id"]),
                row["key"],
                row[f"name_{language}"],
                members.get(row["id"], 0),
                sum(each["department_id"] == row["id"] and each["active"] for each in categories),
                row["active"],
            )
            for row in unit.departments.all()
        )
    return render(request, "tickets/departments.html", DepartmentsScreen(lines, form or Form()), status=status_of_form(form))


def _page(request: Request, *, own: Form | None = None, category: Form | None = None, wrong: str = "") -> Response:
    department_id = path_id(request)
    with parts_of(request).units.read() as unit:
        row = unit.departments.get(department_id)
        if row is None:
            raise NotFoundError
        mine = [each for each in unit.departments.categories() if each["department_id"] == department_id]
    stored = Form({"name_en": row["name_en"], "name_zh": row["name_zh"], "active": "on" if row["active"] else ""})
    lines = tuple(_category(each, request.state.language) for each in mine)
    screen = DepartmentScreen(str(department_id), row["key"], own or stored, lines, wrong, category or Form())
    return render(request, "tickets/department.html", screen, status=status_of_form(own or category))


def _category(row: dict[str, Any], language: str) -> CategoryLine:
    return show_category(row, {priority: promise_of(row, priority) for priority in ("normal", "high")}, language)
