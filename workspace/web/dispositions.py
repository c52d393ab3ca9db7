"""Dispositions: the codes that say how a call ended."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.save_disposition import save_disposition
from workspace.render import render
from workspace.routing_lists import KINDS
from workspace.screens.forms import Form
from workspace.screens.routing import DispositionScreen, show_dispositions
from workspace.studio.publishing import terms_form
from workspace.web.forms import REFUSED, name_field, path_text, refused, status_of_form
from workspace.web.request import choice_field, int_field, parts_of, person_of, submission_of, text_field
from workspace.web.terms import gone, terms_of

NEW = {"kind": "neutral", "position": "0", "active": "on"}


def index(request: Request) -> Response:
    """GET /dispositions."""
    with parts_of(request).units.read() as unit:
        screen = show_dispositions(unit.administration.all("disposition"), request.state.language)
    return render(request, "routing/dispositions.html", screen)


def new(request: Request) -> Response:
    """GET /dispositions/new."""
    return _form_page(request, Form(NEW))


def create(request: Request) -> Response:
    """POST /dispositions: code and the fields of a code."""
    try:
        code, columns, terms = text_field(request, "code", limit=40), _columns(request), terms_of(request)
        made = save_disposition(
            parts_of(request), person_of(request), code, columns, new=True, terms=terms, submission=submission_of(request)
        )
    except REFUSED as error:
        return _form_page(request, refused(request, error))
    return gone(request, made, "/dispositions")


def show(request: Request) -> Response:
    """GET /dispositions/{code}."""
    return _page(request, path_text(request, "code"))


def update(request: Request) -> Response:
    """POST /dispositions/{code}: label_en, label_zh, kind, position, active."""
    code = path_text(request, "code")
    try:
        columns, terms = _columns(request), terms_of(request)
        made = save_disposition(
            parts_of(request), person_of(request), code, columns, new=False, terms=terms, submission=submission_of(request)
        )
    except REFUSED as error:
        return _page(request, code, refused(request, error))
    return gone(request, made, "/dispositions")


def _columns(request: Request) -> dict[str, Any]:
    return {
        "label_en": name_field(request, "label_en", required=True),
        "label_zh": name_field(request, "label_zh", required=True),
        "kind": choice_field(request, "kind", KINDS),
        "position": int_field(request, "position"),
        "active": text_field(request, "active") == "on",
    }


def _page(request: Request, code: str, form: Form | None = None) -> Response:
    with parts_of(request).units.read() as unit:
        row = unit.administration.get("disposition", code)
    if row is None:
        raise NotFoundError
    stored = {name: str(row[name]) for name in ("label_en", "label_zh", "kind", "position")}
    shown = form or Form({**stored, "active": "on" if row["active"] else ""})
    return _form_page(request, shown, code, status=status_of_form(form))


def _form_page(request: Request, form: Form, code: str = "", *, status: int | None = None) -> Response:
    with parts_of(request).units.read() as unit:
        screen = DispositionScreen(form, code, terms_form(unit, "disposition", form))
    is_wrong = form.errors or form.problem
    return render(request, "routing/disposition.html", screen, status=status or (status_of_form(form) if is_wrong else 200))
