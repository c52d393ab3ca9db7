"""The one place of changes, across all kinds: what is written and not published, what waits, what has a time, what became of the rest."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.errors import NotFoundError
from flows.publishing.publication import OPEN, State
from workspace.screens.publishing import ChangeRow, ChangeScreen, DraftRow, FieldChange, HistoryRow, HistoryScreen, HubScreen
from workspace.screens.scripts import ChangesScreen, When
from workspace.scripts.changes import changes_screen, version_changes
from workspace.scripts.pages import address_of, title_of, when
from workspace.scripts.publishing import own_name
from workspace.studio.approvals import kinds_to_approve
from workspace.studio.publishing import team_names
from workspace.wiring.parts import Person, Unit
from workspace.words import moment_words

TEXTS = ("script", "offer")
FAILED_FOR = timedelta(days=14)
"""How long a change that failed at its time stands among what needs somebody."""
SHOWN = 30


class Names:
    """What things are called, looked up once for a whole list."""

    def __init__(self, unit: Unit, language: str) -> None:
        self._language = language
        self.texts = {row["key"]: title_of(row, language) for kind in TEXTS for row in unit.scripts.live_of(kind)}
        self.codes = {row["code"]: row[f"label_{language}"] for row in unit.administration.all("disposition")}
        self.cards = {row["key"]: row[f"title_{language}"] for row in unit.knowledge.all()}
        self.lines = {f"{row['kind']}:{row['id']}": row[f"name_{language}"] for row in unit.script_use.all()}
        self.activities = {str(row["id"]): row["name"] for row in unit.activities.all()}
        self.teams = team_names(unit)

    def of(self, kind: str, key: str) -> str:
        """A thing's name, its key where it has none."""
        tables = {"disposition": self.codes, "card": self.cards, "assignment": self.lines, "activity": self.activities}
        return tables.get(kind, self.texts).get(key) or (own_name(key) if kind in TEXTS else key)


def hub_screen(unit: Unit, person: Person, language: str, *, notice: str = "") -> HubScreen:
    """Everything that is on its way."""
    names, zone = Names(unit, language), ZoneInfo(unit.board.zone())
    rows = unit.changes.open()
    shown = {row["id"]: _row(unit, row, names, person, zone, language) for row in rows}
    timed = sorted((row for row in rows if row["state"] == State.SCHEDULED), key=lambda row: row["due_at"])
    return HubScreen(
        drafts=_drafts(unit, names, language, {(row["kind"], row["key"]) for row in rows}),
        waiting=tuple(shown[row["id"]] for row in rows if row["state"] == State.WAITING),
        scheduled=tuple(shown[row["id"]] for row in timed),
        failed=tuple(_row(unit, row, names, person, zone, language) for row in unit.changes.failed(unit.now - FAILED_FOR)),
        recent=_read(unit, [(row, _row(unit, row, names, person, zone, language)) for row in unit.changes.recent(SHOWN)]),
        zone=str(zone),
        rule=tuple(sorted(kinds_to_approve(unit))),
        notice=notice,
    )


def change_screen(unit: Unit, person: Person, change_id: UUID, language: str, *, notice: str = "", typed: str = "") -> ChangeScreen:
    """One change, with what it does. Raises NotFoundError."""
    row = unit.changes.get(change_id)
    if row is None:
        raise NotFoundError
    names, zone = Names(unit, language), ZoneInfo(unit.board.zone())
    is_text, is_mine = row["kind"] in TEXTS, row["asked_by"] == person.id
    old = unit.scripts.version(row["key"], row["before"]["version"]) if is_text and row["before"]["version"] else None
    return ChangeScreen(
        row=_read(unit, [(row, _row(unit, row, names, person, zone, language))])[0],
        zone=str(zone),
        changes=_words(unit, row, language) if is_text else ChangesScreen(can_compare=False),
        before=old["source"] if old else "",
        after=row["after"]["source"] if is_text else "",
        fields=() if is_text or row["kind"] == "activity" else _fields(_before(unit, row), row["after"], names),
        can_decide=row["state"] == State.WAITING and not is_mine,
        can_cancel=row["state"] in OPEN,
        notice=notice,
        typed=typed,
    )


def history_screen(unit: Unit, person: Person, kind: str, key: str, language: str, *, notice: str = "") -> HistoryScreen:
    """The versions of a code, a card or an assignment. Raises NotFoundError for another kind."""
    if kind not in ("disposition", "card", "assignment"):
        raise NotFoundError
    names, zone = Names(unit, language), ZoneInfo(unit.board.zone())
    rows = unit.changes.history(kind, key)
    shown = _read(unit, [(row, _row(unit, row, names, person, zone, language)) for row in rows])
    lines = tuple(
        HistoryRow(
            line,
            _fields(_before(unit, row), row["after"], names),
            is_live=place == 0,
            can_go_back=place > 0 and row["after"] != rows[0]["after"],
        )
        for place, (row, line) in enumerate(zip(rows, shown, strict=True))
    )
    origin = bool(rows) and kind != "card" and bool(rows[-1]["before"]) and rows[-1]["before"] != rows[0]["after"]
    return HistoryScreen(kind, key, names.of(kind, key), place_of(kind, key), lines, origin, notice)


def place_of(kind: str, key: str) -> str:
    """Where a thing is edited."""
    if kind in TEXTS:
        return address_of(key)
    places = {"disposition": f"/dispositions/{key}", "card": f"/cards/{key}", "activity": f"/activities/{key}"}
    return places.get(kind, "/scripts#serving")


def _drafts(unit: Unit, names: Names, language: str, on_their_way: set[tuple[str, str]]) -> tuple[DraftRow, ...]:
    """Texts, cards and activities that are being written; what was handed in and not touched since is listed there."""
    texts = [
        DraftRow(row["kind"], names.of(row["kind"], row["key"]), address_of(row["key"]), when(row["updated_at"], unit.now, language))
        for row in unit.scripts.drafts()
        if (row["kind"], row["key"]) not in on_their_way
    ]
    cards = [
        DraftRow(
            "card", row["draft"][f"title_{language}"] or row["key"], f"/cards/{row['key']}", when(row["drafted_at"], unit.now, language)
        )
        for row in unit.knowledge.all()
        if row["draft"] is not None and ("card", row["key"]) not in on_their_way
    ]
    activities = [
        DraftRow("activity", row["name"], f"/activities/{row['id']}", when(row["changed_at"], unit.now, language), row["author"] or "")
        for row in unit.activities.all()
        if row["live_at"] is None and ("activity", str(row["id"])) not in on_their_way
    ]
    return (*activities, *texts, *cards)


def _row(unit: Unit, row: Mapping[str, Any], names: Names, person: Person, zone: ZoneInfo, language: str) -> ChangeRow:
    failure = row["failure"] or {}
    return ChangeRow(
        id=str(row["id"]),
        kind=row["kind"],
        title=names.of(row["kind"], row["key"]),
        at=place_of(row["kind"], row["key"]),
        open_at=f"/changes/{row['id']}",
        state=row["state"],
        note=row["note"],
        asked_by=row["asker"] or "",
        asked=when(row["asked_at"], unit.now, language) or When("", "", ""),
        decided_by=row["decider"] or "",
        due=moment_words(row["due_at"], zone, language) if row["due_at"] else "",
        teams=tuple(names.teams.get(each, each) for each in row["teams"]),
        number=row["number"] or 0,
        reason=row["reason"],
        failure=failure.get("code", ""),
        is_mine=row["asked_by"] == person.id,
        notice_id=str(row["notice_id"] or ""),
    )


def _read(unit: Unit, rows: Iterable[tuple[Mapping[str, Any], ChangeRow]]) -> tuple[ChangeRow, ...]:
    """The rows with how many have read the notice that told of each."""
    found = list(rows)
    counts = unit.notices.reads([row["notice_id"] for row, _ in found if row["notice_id"]])
    return tuple(
        ChangeRow(**{**vars(shown), "read": str(counts.get(row["notice_id"], 0)) if row["notice_id"] else ""}) for row, shown in found
    )


def _words(unit: Unit, row: Mapping[str, Any], language: str) -> ChangesScreen:
    """What a text changes: against what was live then, once it is a version itself."""
    if row["number"]:
        return version_changes(unit, row["key"], row["number"], language, against=row["before"]["version"])
    return changes_screen(unit, row["key"], row["after"]["source"], language)


def _before(unit: Unit, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stood before, by the fields that are changed."""
    if row["kind"] != "card":
        return dict(row["before"])
    card = unit.knowledge.get(row["key"])
    versions = unit.knowledge.versions(card["id"]) if card else []
    return next((dict(each["texts"]) for each in versions if each["version"] == row["before"]["version"]), {})


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> tuple[FieldChange, ...]:
    def shown(name: str, value: Any) -> str:
        if name == "script":
            return names.texts.get(value, value or "–")
        if isinstance(value, bool):
            return "✓" if value else "✕"
        return "" if value is None else str(value)

    return tuple(
        FieldChange(name, shown(name, before.get(name)), shown(name, value), before.get(name) != value) for name, value in after.items()
    )
