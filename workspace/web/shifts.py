"""The shift report: a page to read and print, and the same as CSV."""

from datetime import date, time
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import InvalidError
from workspace.board.shifts import Span, shifts_csv, show_shift, total_of
from workspace.render import render
from workspace.screens.forms import Option
from workspace.screens.shifts import ShiftsScreen
from workspace.web.request import parts_of, person_of
from workspace.wiring.parts import Unit
from workspace.words import date_words

FIELDS = ("day", "from", "to", "team")


def index(request: Request) -> Response:
    """GET /shifts: day, from, to (clock times of the centre), team; today and everybody without them."""
    language = request.state.language
    with parts_of(request).units.read() as unit:
        span, team = _asked(request, unit)
        now, shifts = unit.now, unit.shifts.agents(span.since, min(span.until, unit.now), team)
        groups = [(row["id"], row["name"]) for row in (*unit.administration.all("team"), *unit.vendors.all())]
        labels = {row["code"]: row[f"label_{language}"] for row in unit.administration.all("disposition")}
    screen = ShiftsScreen(
        title=date_words(span.day, language),
        day=span.day.isoformat(),
        begins=_clock(span.begins),
        ends=_clock(span.ends),
        zone=span.zone.key,
        teams=tuple(Option(str(id), name, id == team) for id, name in groups),
        is_running=span.since <= now < span.until,
        rows=tuple(show_shift(shift, language, labels) for shift in shifts),
        total=show_shift(total_of(shifts), language, labels) if shifts else None,
        query=urlencode({name: request.query_params[name] for name in FIELDS if request.query_params.get(name)}),
    )
    return render(request, "board/shifts.html", screen)


def export(request: Request) -> Response:
    """GET /shifts/agents.csv: the same span and team, one line an agent; noted in the audit."""
    with parts_of(request).units.begin() as unit:
        span, team = _asked(request, unit)
        shifts = unit.shifts.agents(span.since, min(span.until, unit.now), team)
        asked = {"since": span.since.isoformat(), "until": span.until.isoformat(), "team": str(team or ""), "rows": len(shifts)}
        unit.audit.add("shift_exported", f"shift:{span.day}", asked, person_id=person_of(request).id)
    headers = {"Content-Disposition": f'attachment; filename="shift-{span.day}.csv"'}
    return Response(shifts_csv(shifts), media_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: Request, unit: Unit) -> tuple[Span, UUID | None]:
    """The span and the team in the address. Raises InvalidError that names the field."""
    zone = ZoneInfo(unit.board.zone())
    given = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    field = ""
    try:
        field = "day"
        # The edges of the calendar have no next day, or none in every zone.
        day = date.fromisoformat(given["day"]) if given["day"] else unit.now.astimezone(zone).date()
        if not 1970 <= day.year <= 9000:
            raise ValueError
        field = "from"
        begins = time.fromisoformat(given["from"]) if given["from"] else None
        field = "to"
        ends = time.fromisoformat(given["to"]) if given["to"] else None
        if any(each is not None and each.tzinfo is not None for each in (begins, ends)):
            raise ValueError
        field = "team"
        team = UUID(given["team"]) if given["team"] else None
    except ValueError:
        raise InvalidError(fields={field: "format"}) from None
    return Span(day, begins, ends, zone), team


def _clock(at: time | None) -> str:
    return at.strftime("%H:%M") if at else ""
