"""Tickets: the lists of a department's people, one ticket with what may be done with it, and opening one from the desk."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import InvalidError
from workspace.commands.move_ticket import answer_ticket, close_ticket, hand_on_ticket, take_ticket
from workspace.commands.open_ticket import NewTicket, open_ticket
from workspace.render import render
from workspace.screens.desk import Flash
from workspace.screens.forms import Form, Option
from workspace.screens.tickets import LISTS, TicketScreen, TicketsScreen, show_moves, show_ticket_row
from workspace.transactions.tickets import department_of, own_ticket
from workspace.web.desk import show_desk
from workspace.web.forms import REFUSED, go, refused, status_of_form
from workspace.web.request import parts_of, path_id, person_of, submission_of, text_field
from workspace.wiring.parts import Unit

MOST = 200
"""Tickets on one page."""
LONGEST_SUBJECT = 200


def index(request: Request) -> Response:
    """GET /tickets: list (open, overdue, mine, answered, closed), q, category (an id)."""
    which = request.query_params.get("list", "open")
    which = which if which in LISTS else "open"
    words = request.query_params.get("q", "").replace("\x00", "").strip()[:100]
    category = _query_id(request, "category")
    person, language = person_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        department = department_of(unit, person)
        own = unit.departments.of(person.id) if department else None
        # Who belongs to no department has no tickets: an empty department would mean all of them.
        found = (
            []
            if department == ""
            else unit.tickets.listed(
                which, department=department or "", person_id=person.id, words=words, category_id=category, limit=MOST + 1
            )
        )
        rows = tuple(show_ticket_row(each, language, unit.now) for each in found[:MOST])
        categories = ticket_categories(unit, department, language, category) if department != "" else ()
    name = own[f"name_{language}"] if own else ""
    kept = str(category) if category else ""
    screen = TicketsScreen(which, words, name, department != "", rows, len(found) > MOST, categories, kept)
    return render(request, "tickets/index.html", screen)


def ticket_categories(unit: Unit, department: str | None, language: str, chosen: UUID | None) -> tuple[Option, ...]:
    """The categories a list may be narrowed to: those of a department, or (None) of all, named with their department then."""
    found = [each for each in unit.departments.choices() if each["category_id"] and department in (None, each["key"])]
    any_ = Option("", "", chosen is None)
    return (any_, *(_option(each, language, department is None, chosen) for each in found)) if found else ()


def _option(row: Mapping[str, Any], language: str, with_department: bool, chosen: UUID | None) -> Option:
    names = [row[f"name_{language}"]] if with_department else []
    return Option(str(row["category_id"]), " · ".join([*names, row[f"category_{language}"]]), row["category_id"] == chosen)


def _query_id(request: Request, name: str) -> UUID | None:
    """An id in the address; None where there is none, or what is no id."""
    try:
        return UUID(request.query_params.get(name, ""))
    except ValueError:
        return None


def show(request: Request) -> Response:
    """GET /tickets/{id}."""
    return _page(request)


def take(request: Request) -> Response:
    """POST /tickets/{id}/takings."""
    try:
        take_ticket(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/tickets", [path_id(request)])


def answer(request: Request) -> Response:
    """POST /tickets/{id}/answers: answer, close."""
    try:
        words = text_field(request, "answer", required=True)
        close = text_field(request, "close") == "on"
        answer_ticket(parts_of(request), person_of(request), path_id(request), words, close=close, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/tickets", [path_id(request)])


def close(request: Request) -> Response:
    """POST /tickets/{id}/closure."""
    try:
        close_ticket(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/tickets", [path_id(request)])


def hand_on(request: Request) -> Response:
    """POST /tickets/{id}/handovers: department, note."""
    try:
        to, note = text_field(request, "department", required=True, limit=80), text_field(request, "note", limit=500)
        hand_on_ticket(parts_of(request), person_of(request), path_id(request), to, note, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/tickets")


def create(request: Request) -> Response:
    """POST /interactions/{id}/tickets: about (DEPARTMENT/CATEGORY), subject, details, urgent. Answers with the desk."""
    try:
        department, _, category = text_field(request, "about", required=True, limit=120).partition("/")
        wanted = NewTicket(
            department=department,
            category_id=_category(category),
            subject=text_field(request, "subject", required=True, limit=LONGEST_SUBJECT),
            body=text_field(request, "details"),
            is_urgent=text_field(request, "urgent") == "on",
        )
        number = open_ticket(parts_of(request), person_of(request), path_id(request), wanted, submission=submission_of(request))
    except InvalidError as error:
        code = "card_number" if "card_number" in error.fields.values() else "invalid"
        return show_desk(request, status=422, flash=Flash(code))
    return show_desk(request, flash=Flash("ticket_opened", number, is_error=False))


def _category(value: str) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise InvalidError(fields={"about": "not_listed"}) from None


def _page(request: Request, form: Form | None = None) -> Response:
    person, language = person_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        row = own_ticket(unit, person, path_id(request))
        shown = form or Form({"answer": row["answer"] or "", "department": "", "note": ""})
        screen = TicketScreen(
            show_ticket_row(row, language, unit.now),
            row["body"],
            row["answer"] or "",
            row["account"] or "",
            row["opener"] or "",
            f"{row['created_at']:%Y-%m-%d %H:%M} UTC",
            show_moves(unit.tickets.moves(row["id"]), language),
            tuple(
                Option(each["key"], each[f"name_{language}"], each["key"] == shown.value("department"))
                for each in unit.departments.all()
                if each["active"] and each["key"] != row["department"]
            ),
            row["holder_id"] == person.id,
            shown,
        )
    return render(request, "tickets/ticket.html", screen, status=status_of_form(form))
