"""Notices: what a supervisor tells desks, and who has read it."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.send_notice import LONGEST, send_notice
from workspace.render import render
from workspace.screens.forms import Form
from workspace.screens.notices import Box, NoticesScreen, show_lines, show_notice
from workspace.web.forms import REFUSED, chosen, go, id_fields, refused, status_of_form
from workspace.web.request import choice_field, parts_of, path_id, person_of, submission_of, text_field

HOURS = {"": None, "1": timedelta(hours=1), "8": timedelta(hours=8), "24": timedelta(days=1), "168": timedelta(days=7)}
"""How long a notice stays on desks that do not acknowledge it."""


def index(request: Request) -> Response:
    """GET /notices."""
    return _page(request)


def create(request: Request) -> Response:
    """POST /notices: text_en, text_zh, audience (everyone, chosen), team and vendor (ids), must_acknowledge, hours."""
    parts = parts_of(request)
    try:
        everyone = choice_field(request, "audience", ("everyone", "chosen")) == "everyone"
        hours = HOURS[choice_field(request, "hours", HOURS)] if text_field(request, "hours") else None
        send_notice(
            parts,
            person_of(request),
            text_field(request, "text_en", limit=LONGEST),
            text_field(request, "text_zh", limit=LONGEST),
            everyone=everyone,
            teams=() if everyone else id_fields(request, "team"),
            vendors=() if everyone else id_fields(request, "vendor"),
            must_acknowledge=text_field(request, "must_acknowledge") == "on",
            expires_at=parts.clock.now() + hours if hours else None,
            submission=submission_of(request),
        )
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/notices")


def show(request: Request) -> Response:
    """GET /notices/{id}."""
    with parts_of(request).units.read() as unit:
        row = unit.notices.get(path_id(request))
        if row is None:
            raise NotFoundError
        screen = show_notice(row, unit.notices.readers(row["id"], row["audience"]))
    return render(request, "notices/notice.html", screen)


def _page(request: Request, form: Form | None = None) -> Response:
    teams, vendors = chosen(request, "team"), chosen(request, "vendor")
    with parts_of(request).units.read() as unit:
        screen = NoticesScreen(
            show_lines(unit.notices.recent(), request.state.language),
            tuple(
                Box(str(row["id"]), row["name"], str(row["id"]) in teams)
                for row in unit.administration.all("team")
                if row["vendor_id"] is None
            ),
            tuple(Box(str(row["id"]), row["name"], str(row["id"]) in vendors) for row in unit.vendors.all() if row["revoked_at"] is None),
            form or Form({"audience": "everyone", "hours": "24"}),
        )
    return render(request, "notices/notices.html", screen, status=status_of_form(form))
