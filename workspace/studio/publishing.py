"""The publish dialog: a draft as it stands, with everything to know before the button is pressed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.errors import NotFoundError
from scripts_dsl.problem import Problem
from workspace.screens.forms import Form
from workspace.screens.notices import Box
from workspace.screens.publishing import Fault, OpenChange, PublishScreen, TestsRun, Trial
from workspace.screens.scripts import VersionCalls
from workspace.screens.terms import TermsForm
from workspace.scripts.changes import changes_screen
from workspace.scripts.outline import outline_of
from workspace.scripts.pages import address_of, page_kind
from workspace.scripts.publishing import LIB, check, kind_of, own_name
from workspace.scripts.tests import has_tests, run_script_tests
from workspace.studio.approvals import needs_approval
from workspace.studio.callers import broken_callers
from workspace.wiring.parts import Unit
from workspace.words import moment_words

MOST_FAULTS = 50


def publish_screen(unit: Unit, key: str, language: str, *, form: Form | None = None, notice: str = "") -> PublishScreen:
    """The dialog for the draft of a key, or its live text. Raises NotFoundError where there is neither."""
    draft, live = unit.scripts.draft(key), unit.scripts.live(key)
    standing = draft or live
    if standing is None:
        raise NotFoundError
    source, kind = standing["source"], kind_of(key)
    checked = check(unit, key, source)
    steps = [(step.line, step.id) for part in outline_of(source, (), language) for step in part.steps]
    newest = max((row["version"] for row in unit.scripts.versions(key)), default=0)
    trial, zone = unit.scripts.trial(key), unit.board.zone()
    open_change = unit.changes.open_of(kind, key)
    names = team_names(unit)
    return PublishScreen(
        kind=page_kind(key),
        key=key,
        address=address_of(key),
        title=checked.titles.get(language) or checked.titles.get("en") or own_name(key),
        sha256=standing["sha256"],
        live_version=live["version"] if live else 0,
        next_version=newest + 1,
        source=source,
        live=live["source"] if live else "",
        errors=_faults(checked.errors, steps, language),
        warnings=_faults(checked.warnings, steps, language),
        changes=changes_screen(unit, key, source, language),
        calls=_calls(unit, key) if kind == "script" else (),
        has_tests=has_tests(key),
        terms=terms_form(unit, kind, form, with_teams=kind == "script" and live is not None and not key.startswith(LIB)),
        nothing_changed=draft is None and checked.parts == standing["parts"],
        on_its_way=on_its_way(open_change, ZoneInfo(zone), language) if open_change else None,
        trial=Trial(trial["version"], tuple(names.get(each, each) for each in trial["teams"])) if trial else None,
        broken=() if checked.errors else broken_callers(unit, key, source, language),
        notice=notice,
    )


def on_its_way(row: Mapping[str, Any], zone: ZoneInfo, language: str) -> OpenChange:
    """A change that waits or is scheduled, in words."""
    due = moment_words(row["due_at"], zone, language) if row["due_at"] else ""
    return OpenChange(str(row["id"]), row["state"], row["asker"] or "", due)


def terms_form(unit: Unit, kind: str, form: Form | None = None, *, with_teams: bool = False) -> TermsForm:
    """The fields that say when, and for a script for which teams."""
    zone = unit.board.zone()
    soonest = (unit.now + timedelta(minutes=1)).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    shown = form or Form()
    chosen = shown.value("teams").split()
    boxes = tuple(Box(key, name, key in chosen) for key, name in team_names(unit).items()) if with_teams else ()
    return TermsForm(shown, zone, soonest, boxes, needs_approval(unit, kind))


def team_names(unit: Unit) -> dict[str, str]:
    """The teams by their ids, in the order of their names."""
    return {str(row["id"]): row["name"] for row in unit.administration.all("team")}


def tests_run(unit: Unit, key: str) -> TestsRun:
    """The tests of a script, run on its draft. Raises NotFoundError."""
    standing = unit.scripts.draft(key) or unit.scripts.live(key)
    if standing is None or not has_tests(key):
        raise NotFoundError
    address, kept = f"{address_of(key)}/tests", unit.scripts.tests(key)
    if kept is None:
        return TestsRun("none", 0, (), address)
    tested = run_script_tests(unit, key, standing["source"], kept["source"])
    if tested.report is None:
        return TestsRun("blocked", 0, (), address)
    red = tuple(each.name for each in tested.report.outcomes if not each.is_green)
    return TestsRun("green" if tested.is_green else "red", len(tested.report.outcomes), red, address)


def _calls(unit: Unit, key: str) -> tuple[VersionCalls, ...]:
    return tuple(VersionCalls(version, calls) for version, calls in sorted(unit.runs.versions_in_use(key).items()))


def _faults(problems: Iterable[Problem], steps: list[tuple[int, str]], language: str) -> tuple[Fault, ...]:
    def fault(each: Problem) -> Fault:
        step = next((name for line, name in reversed(steps) if line <= each.line), "")
        hint = each.hint_in(language)
        return Fault(each.code, each.severity, each.line, step, f"{each.message(language)} {hint}".strip())

    return tuple(fault(each) for each in problems)[:MOST_FAULTS]
