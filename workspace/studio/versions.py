"""The versions of a script or offer: who, when and why, what they changed, and two of them side by side."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.errors import NotFoundError
from workspace.screens.publishing import CompareScreen
from workspace.screens.scripts import VersionRow, VersionScreen, VersionsScreen, When, Withdrawal
from workspace.scripts.changes import version_changes
from workspace.scripts.pages import address_of, page_kind, title_of, when
from workspace.scripts.publishing import kind_of, step_ids
from workspace.studio.publishing import team_names
from workspace.wiring.parts import Unit
from workspace.words import moment_words

_ON_ITS_WAY: Mapping[str, Mapping[str, str]] = {
    "waiting": {"en": "A change by {by} waits for approval.", "zh": "{by}的一项变更正在等待批准。"},
    "scheduled": {"en": "A change by {by} goes live at {due}.", "zh": "{by}的一项变更将于 {due} 生效。"},
}


def versions_screen(unit: Unit, key: str, language: str, *, notice: str = "", detail: str = "") -> VersionsScreen:
    """Every version of a key, the newest first. Raises NotFoundError for a key without any."""
    found = unit.scripts.versions(key)
    live = unit.scripts.live(key)
    if not found or live is None:
        raise NotFoundError
    calls, teams = unit.runs.versions_in_use(key), team_names(unit)
    withdrawn = unit.withdrawals.standing(key)
    whole = {each["version"]: each["reason"] for each in withdrawn if not each["step_key"]}
    told = {row["number"]: row["notice_id"] for row in unit.changes.history(kind_of(key), key) if row["notice_id"]}
    read = unit.notices.reads(list(told.values()))
    rows = tuple(
        VersionRow(
            number=row["version"],
            note=row["note"],
            published=_moment(row["published_at"], unit.now, language),
            by=row["published_by"] or "",
            is_live=row["live"],
            rolled_back_to=row["rolled_back_to"] or 0,
            calls=calls.get(row["version"], 0),
            withdrawn=whole.get(row["version"], ""),
            withdrawn_steps=sum(1 for each in withdrawn if each["version"] == row["version"] and each["step_key"]),
            approved_by=row["approved_by"] or "",
            tests=len((row["test_report"] or {}).get("tests", ())),
            teams=tuple(teams.get(each, each) for each in row["teams"]),
            is_trial=row["trial"],
            notice_id=str(told.get(row["version"], "")),
            read=read[told[row["version"]]] if told.get(row["version"]) in read else 0,
        )
        for row in found
    )
    on_its_way = unit.changes.open_of(kind_of(key), key)
    return VersionsScreen(
        page_kind(key),
        key,
        address_of(key),
        title_of(live, language),
        rows,
        live["version"],
        on_its_way=_on_its_way(unit, on_its_way, language),
        change_id=str(on_its_way["id"]) if on_its_way else "",
        notice=notice,
        detail=detail,
    )


def version_screen(unit: Unit, key: str, number: int, language: str, *, notice: str = "", typed: str = "") -> VersionScreen:
    """One version's text, and what of it is withdrawn. Raises NotFoundError."""
    row, live = unit.scripts.version(key, number), unit.scripts.live(key)
    if row is None or live is None:
        raise NotFoundError
    standing = [each for each in unit.withdrawals.standing(key) if each["version"] == number]
    whole = any(not each["step_key"] for each in standing)
    gone = {each["step_key"] for each in standing}
    return VersionScreen(
        key,
        address_of(key),
        title_of(row, language),
        number,
        row["source"],
        live["source"],
        live["version"],
        version_changes(unit, key, number, language),
        calls=unit.runs.versions_in_use(key).get(number, 0),
        steps=() if whole else tuple(step for step in step_ids(unit, key, number) if step not in gone),
        withdrawals=tuple(
            Withdrawal(each["step_key"], each["reason"], each["by"] or "", _moment(each["withdrawn_at"], unit.now, language))
            for each in standing
        ),
        can_withdraw_whole=not row["live"] and not whole,
        notice=notice,
        typed=typed,
    )


def compare_screen(unit: Unit, key: str, old: int, new: int, *, language: str) -> CompareScreen:
    """Two versions, in words and as texts. Raises NotFoundError."""
    before, after = unit.scripts.version(key, old), unit.scripts.version(key, new)
    if before is None or after is None:
        raise NotFoundError
    return CompareScreen(
        key,
        address_of(key),
        title_of(after, language),
        old,
        new,
        tuple(row["version"] for row in unit.scripts.versions(key)),
        before["source"],
        after["source"],
        version_changes(unit, key, new, language, against=old),
    )


def _on_its_way(unit: Unit, row: Mapping[str, Any] | None, language: str) -> str:
    if row is None:
        return ""
    due = moment_words(row["due_at"], ZoneInfo(unit.board.zone()), language) if row["due_at"] else ""
    return _ON_ITS_WAY[row["state"]][language].format(by=row["asker"] or "", due=due)


def _moment(at: datetime, now: datetime, language: str) -> When:
    return when(at, now, language) or When("", "", "")
