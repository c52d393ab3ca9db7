"""How something is to go live, as a form says it: why, for whom, when."""

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import InvalidError
from flows.publishing.publication import State
from workspace.auth import Right, may
from workspace.studio.changes import LONGEST_NOTE, Asked
from workspace.studio.wishes import Terms
from workspace.web.forms import go, id_fields
from workspace.web.request import parts_of, person_of, text_field


def terms_of(request: Request) -> Terms:
    """note, must_read (ticked), audience (everyone, teams) with team (ids), timing (now, at) with at. Raises InvalidError.

    The time is the centre's own. A form that asks for none of it means: now, for everybody.
    """
    teams = tuple(id_fields(request, "team")) if text_field(request, "audience", limit=10) == "teams" else ()
    if text_field(request, "audience", limit=10) == "teams" and not teams:
        raise InvalidError(fields={"teams": "required"})
    return Terms(
        note=text_field(request, "note", limit=10 * LONGEST_NOTE),
        must_read=text_field(request, "must_read") == "on",
        teams=teams,
        due_at=_due_at(request) if text_field(request, "timing", limit=10) == "at" else None,
    )


def _due_at(request: Request) -> datetime:
    value = text_field(request, "at", limit=20)
    if not value:
        raise InvalidError(fields={"at": "required"})
    try:
        typed = datetime.fromisoformat(value)
    except ValueError:
        raise InvalidError(fields={"at": "format"}) from None
    if typed.tzinfo is not None:
        raise InvalidError(fields={"at": "format"})
    with parts_of(request).units.read() as unit:
        zone = ZoneInfo(unit.board.zone())
    return typed.replace(tzinfo=zone)


def gone(request: Request, made: Asked, home: str) -> Response:
    """On to where the thing is listed, once it is live; else to the changes, for those who may see them: they say what it waits for."""
    is_there = made.state is State.PUBLISHED or not may(person_of(request), Right.EDIT_SCRIPTS)
    return go(home) if is_there else go(f"/changes?done={made.state}")
