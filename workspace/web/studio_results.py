"""What happened to a script, in the browser: the funnel of a version as a page, as CSV, and as a layer on the studio's map."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.errors import InvalidError, NotFoundError
from flows.funnel import Funnel, funnel_of
from flows.shares import ENOUGH
from workspace.render import render
from workspace.screens.forms import Option
from workspace.screens.results import CallLine, ResultsScreen
from workspace.screens.scripts import When
from workspace.scripts.pages import address_of, when
from workspace.studio.map import map_of
from workspace.studio.results import (
    Version,
    cell_of,
    compare,
    group_rows,
    offer_lines,
    overlay_of,
    parts_of_results,
    seconds_words,
    step_result,
    version_of,
)
from workspace.studio.results_csv import results_csv
from workspace.web.request import parts_of, person_of
from workspace.web.scripts import key_of
from workspace.wiring.parts import Unit
from workspace.wiring.results import MOST_CALLS, Asked
from workspace.words import in_language

DAYS = (1, 7, 30, 90, 3650)
DEFAULT_DAYS = 90
NEWEST = 10
"""Single calls that are listed."""
FIELDS = ("version", "with", "days", "team", "vendor")


@dataclass(frozen=True)
class _Wanted:
    version: int
    other: int
    days: int
    team: UUID | None
    vendor: UUID | None


def show_results(request: Request) -> Response:
    """GET /scripts/{key}/results: version (the newest), with (another one beside it), days, team, vendor."""
    key, language = key_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        screen = _screen(unit, key, language, *_wanted(request, unit, key))
    return render(request, "studio/results.html", screen)


def export(request: Request) -> Response:
    """GET /scripts/{key}/results.csv: the same choice, one line a step, way and offer; noted in the audit."""
    key, language = key_of(request), request.state.language
    with parts_of(request).units.begin() as unit:
        wanted, _ = _wanted(request, unit, key)
        version = version_of(_version(unit, key, wanted.version), language)
        funnel = _funnel(unit, key, wanted.version, wanted, version)
        asked = {"version": wanted.version, "calls": funnel.calls}
        unit.audit.add("results_exported", f"script:{key}", asked, person_id=person_of(request).id)
    name = f"{key.replace('/', '-')}-v{wanted.version}-results.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(results_csv(funnel, version), media_type="text/csv; charset=utf-8", headers=headers)


def show_layer(request: Request) -> Response:
    """GET /scripts/{key}/results/layer, as JSON: the same choice as shares of steps and ways, for the studio's outline and map."""
    key, language = key_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        wanted, _ = _wanted(request, unit, key)
        row = _version(unit, key, wanted.version)
        funnel = _funnel(unit, key, wanted.version, wanted, version_of(row, language))
    return JSONResponse({**overlay_of(funnel, map_of(row["source"], (), language), key), "version": wanted.version})


def _screen(unit: Unit, key: str, language: str, wanted: _Wanted, versions: list[int]) -> ResultsScreen:
    row = _version(unit, key, wanted.version)
    version = version_of(row, language)
    funnel = _funnel(unit, key, wanted.version, wanted, version)
    other = version_of(_version(unit, key, wanted.other), language) if wanted.other else None
    beside = _funnel(unit, key, wanted.other, wanted, other) if other else None
    offers = {each["key"].removeprefix("offers/"): each[f"title_{language}"] or each["key"] for each in unit.scripts.live_of("offer")}
    teams = {str(each["id"]): each["name"] for each in unit.administration.all("team")}
    vendors = {str(each["id"]): each["name"] for each in unit.vendors.all()}
    return ResultsScreen(
        key=key,
        address=address_of(key),
        title=in_language({"en": row["title_en"], "zh": row["title_zh"]}, language) or key,
        version=wanted.version,
        versions=tuple(Option(str(each), f"v{each}", each == wanted.version) for each in versions),
        others=tuple(Option(str(each), f"v{each}", each == wanted.other) for each in versions if each != wanted.version),
        periods=tuple(Option(str(each), str(each), each == wanted.days) for each in DAYS),
        teams=tuple(Option(id, name, id == str(wanted.team)) for id, name in teams.items()),
        vendors=tuple(Option(id, name, id == str(wanted.vendor)) for id, name in vendors.items()),
        calls=funnel.calls,
        is_enough=funnel.finished.is_enough,
        enough=ENOUGH,
        most=MOST_CALLS if funnel.calls == MOST_CALLS else 0,
        finished=cell_of(funnel.finished),
        worst=tuple(step_result(each, version, offers, language) for each in funnel.worst),
        parts=parts_of_results(funnel, version, offers, language),
        team_rows=group_rows(funnel.teams, teams),
        vendor_rows=group_rows(funnel.vendors, vendors),
        offers=offer_lines(funnel.offers, offers),
        other=wanted.other,
        other_calls=beside.calls if beside else 0,
        compared=compare(funnel, beside, version) if beside else (),
        newest=_newest(unit, key, wanted, version, language),
        query=urlencode({name: value for name, value in _query(wanted).items() if value}),
    )


def _query(wanted: _Wanted) -> dict[str, Any]:
    return {"version": wanted.version, "with": wanted.other, "days": wanted.days, "team": wanted.team, "vendor": wanted.vendor}


def _funnel(unit: Unit, key: str, number: int, wanted: _Wanted, version: Version) -> Funnel:
    return funnel_of(unit.script_results.figures(_asked(unit, key, number, wanted)), version.closing)


def _asked(unit: Unit, key: str, number: int, wanted: _Wanted) -> Asked:
    return Asked(key, number, unit.now - timedelta(days=wanted.days), wanted.team, wanted.vendor)


def _newest(unit: Unit, key: str, wanted: _Wanted, version: Version, language: str) -> tuple[CallLine, ...]:
    """The newest of the calls that were counted, each of which can become a test."""
    rows = unit.script_results.newest(_asked(unit, key, wanted.version, wanted), NEWEST)
    return tuple(
        CallLine(
            run_id=str(row["id"]),
            begun=when(row["started_at"], unit.now, language) or When("", "", ""),
            agent=row["agent"] or "",
            seconds=seconds_words(float(row["seconds"])) if row["seconds"] is not None else "",
            step=version.title(key, row["step_key"]) if row["step_key"] else "",
        )
        for row in rows
    )


def _version(unit: Unit, key: str, version: int) -> dict[str, Any]:
    row = unit.scripts.version(key, version)
    if row is None:
        raise NotFoundError
    return dict(row)


def _wanted(request: Request, unit: Unit, key: str) -> tuple[_Wanted, list[int]]:
    """The choice in the address, and all versions, the newest first.

    Raises InvalidError that names the field, and NotFoundError for a version that is not there.
    """
    versions = [row["version"] for row in unit.scripts.versions(key)]
    live = unit.scripts.live(key)
    if not versions or live is None:
        raise NotFoundError
    given = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    field = ""
    try:
        field = "version"
        version = int(given[field]) if given[field] else live["version"]
        field = "with"
        other = int(given[field]) if given[field] else 0
        field = "days"
        days = int(given[field]) if given[field] else DEFAULT_DAYS
        if days not in DAYS:
            raise ValueError
        field = "team"
        team = UUID(given[field]) if given[field] else None
        field = "vendor"
        vendor = UUID(given[field]) if given[field] else None
    except ValueError:
        raise InvalidError(fields={field: "format"}) from None
    if version not in versions or (other and other not in versions):
        raise NotFoundError
    return _Wanted(version, other if other != version else 0, days, team, vendor), versions
