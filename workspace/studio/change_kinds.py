"""The kinds of things that are changed: texts (scripts and offers), disposition codes, knowledge cards, and what a line opens with."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError
from flows.publishing.frozen import sha256_of
from workspace.knowledge import CardTexts, publish_card
from workspace.routing_lists import KINDS, check_key, check_words
from workspace.scripts.changes import told_changes
from workspace.scripts.publishing import LIB, Checked, announce, check, put_live
from workspace.scripts.tests import has_tests, run_checked
from workspace.studio.telling import tell_card, tell_code, tell_line
from workspace.studio.wishes import Put, Wish
from workspace.wiring.parts import Unit

LAST_POSITION = 999
CODE_COLUMNS = ("label_en", "label_zh", "kind", "position", "active")
LINES = ("queue", "number", "campaign")
"""What opens with a script."""


@dataclass(frozen=True)
class ReadyText:
    """A text that was checked and tested and may go live."""

    checked: Checked
    test_report: Mapping[str, Any] | None


class TextKind:
    """Scripts and offers: `after` holds the source and, for a script, the test file it goes live with."""

    def before(self, unit: Unit, key: str) -> dict[str, Any]:
        """The number of the version that everybody takes, 0 for none."""
        live = unit.scripts.live(key)
        return {"version": live["version"] if live else 0}

    def prepare(self, unit: Unit, wish: Wish) -> ReadyText:
        """Check and test it. Raises InvalidError "problems", or at `note` (warnings need one), `tests` (one is red) or `teams`."""
        source = wish.after["source"]
        checked = check(unit, wish.key, source)
        if checked.errors:
            raise InvalidError("problems", detail=str(len(checked.errors)))
        if wish.teams:
            _check_teams(unit, wish)
        if wish.rolled_back_to is not None:
            old = unit.scripts.version(wish.key, wish.rolled_back_to)
            return ReadyText(checked, old["test_report"] if old else None)
        if checked.warnings and not wish.note:
            raise InvalidError(fields={"note": "required"})
        tests = wish.after.get("tests", "")
        if not tests or not has_tests(wish.key):
            return ReadyText(checked, None)
        tested = run_checked(wish.key, source, checked, tests)
        if tested.report is None or not tested.is_green:
            raise InvalidError(fields={"tests": "red"})
        return ReadyText(checked, tested.report.to_json())

    def put(self, unit: Unit, wish: Wish, prepared: ReadyText, *, by: UUID | None, approved_by: UUID | None) -> Put:
        """Make it the newest version and tell whose calls change; the draft goes, unless it was written on since."""
        key, source, checked = wish.key, wish.after["source"], prepared.checked
        changes = told_changes(unit, key, source, checked)
        number = put_live(
            unit,
            key,
            source,
            checked,
            note="" if wish.rolled_back_to else wish.note,
            person_id=by,
            approved_by=approved_by,
            rolled_back_to=wish.rolled_back_to,
            tests=wish.after.get("tests", ""),
            test_report=prepared.test_report,
            teams=wish.teams,
        )
        draft = unit.scripts.draft(key)
        if draft is not None and wish.rolled_back_to is None and draft["sha256"] == sha256_of(source):
            unit.scripts.drop_draft(key)
        note = f"v{wish.rolled_back_to}" if wish.rolled_back_to else wish.note
        told = announce(unit, key, number, checked, note=note, person_id=by, changes=changes, must_read=wish.must_read, teams=wish.teams)
        return Put(number, told)

    def tell(self, unit: Unit, wish: Wish, before: Mapping[str, Any], *, by: UUID | None) -> UUID | None:
        """Told as it went live, with what calls will notice."""
        return None


class DispositionKind:
    """Disposition codes: `after` holds the columns of the code. A code is never removed: outcomes of years ago still name it."""

    def before(self, unit: Unit, key: str) -> dict[str, Any]:
        """The columns as they stand; none for a new code."""
        row = unit.administration.get("disposition", key)
        return {} if row is None else {name: row[name] for name in CODE_COLUMNS}

    def prepare(self, unit: Unit, wish: Wish) -> bool:
        """Check the columns; true for a new code. Raises InvalidError."""
        columns = wish.after
        check_words(columns, "label_en", "label_zh")
        if columns["kind"] not in KINDS:
            raise InvalidError(fields={"kind": "not_listed"})
        if not 0 <= columns["position"] <= LAST_POSITION:
            raise InvalidError(fields={"position": "range"})
        is_new = unit.administration.get("disposition", wish.key) is None
        if is_new:
            check_key(wish.key, "code")
        return is_new

    def put(self, unit: Unit, wish: Wish, prepared: bool, *, by: UUID | None, approved_by: UUID | None) -> Put:
        """Write the code; every desk shows it."""
        columns = {name: wish.after[name] for name in CODE_COLUMNS}
        number = unit.changes.next_number("disposition", wish.key)
        if prepared:
            unit.administration.add("disposition", code=wish.key, **columns)
        else:
            unit.administration.change("disposition", wish.key, **columns)
        unit.audit.add("disposition_saved", f"disposition:{wish.key}", {**columns, **_approved(approved_by)}, person_id=by)
        unit.desks.touch(*unit.desks.everyone())
        return Put(number)

    def tell(self, unit: Unit, wish: Wish, before: Mapping[str, Any], *, by: UUID | None) -> UUID | None:
        """Tell everybody who closes calls."""
        return tell_code(unit, wish, before, by)


class CardKind:
    """Knowledge cards: `after` holds the texts."""

    def before(self, unit: Unit, key: str) -> dict[str, Any]:
        """The number of the version that agents see. Raises NotFoundError."""
        return {"version": _card(unit, key)["version"]}

    def prepare(self, unit: Unit, wish: Wish) -> CardTexts:
        """Check the texts. Raises NotFoundError, InvalidError."""
        _card(unit, wish.key)
        texts = CardTexts(**wish.after)
        texts.check()
        return texts

    def put(self, unit: Unit, wish: Wish, prepared: CardTexts, *, by: UUID | None, approved_by: UUID | None) -> Put:
        """Make it the next version; a draft that was written on since stays."""
        card = _card(unit, wish.key)
        number = publish_card(unit, card, prepared, by)
        if approved_by is not None:
            unit.audit.add("card_approved", f"card:{wish.key}", {"version": number}, person_id=approved_by)
        if card["draft"] is not None and card["draft"] != asdict(prepared):
            unit.knowledge.save_draft(card["id"], card["draft"], card["drafted_by"])
        return Put(number)

    def tell(self, unit: Unit, wish: Wish, before: Mapping[str, Any], *, by: UUID | None) -> UUID | None:
        """Tell who looks cards up."""
        return tell_card(unit, wish, before, by)


class AssignmentKind:
    """What a queue, dialled number or campaign opens with: the key is `queue:billing`, `after` holds the script (empty: none)."""

    def before(self, unit: Unit, key: str) -> dict[str, Any]:
        """The script that stands now. Raises NotFoundError for a line that is not there."""
        kind, _, wanted = key.partition(":")
        script = unit.script_use.script_of(kind, wanted)
        if script is None:
            raise NotFoundError
        return {"script": script}

    def prepare(self, unit: Unit, wish: Wish) -> None:
        """Check that the script is live. Raises InvalidError at `script`."""
        script = wish.after["script"]
        found = unit.scripts.live(script) if script else None
        if script and (found is None or found["kind"] != "script" or script.startswith(LIB)):
            raise InvalidError(fields={"script": "not_listed"})
        if not script and wish.key.startswith("campaign:"):
            raise InvalidError(fields={"script": "required"})

    def put(self, unit: Unit, wish: Wish, prepared: None, *, by: UUID | None, approved_by: UUID | None) -> Put:
        """Write it; the next call opens with it."""
        kind, _, wanted = wish.key.partition(":")
        number = unit.changes.next_number("assignment", wish.key)
        if not unit.script_use.assign(kind, wanted, wish.after["script"] or None):
            raise NotFoundError
        unit.audit.add("script_assigned", wish.key, {"script": wish.after["script"], **_approved(approved_by)}, person_id=by)
        return Put(number)

    def tell(self, unit: Unit, wish: Wish, before: Mapping[str, Any], *, by: UUID | None) -> UUID | None:
        """Tell who takes calls of that line, where another script opens than before."""
        return tell_line(unit, wish, by) if before.get("script") != wish.after["script"] else None


def _check_teams(unit: Unit, wish: Wish) -> None:
    """Only a script that everybody has already can be given to some first: the others need one. Raises ConflictError, InvalidError."""
    if wish.kind != "script" or wish.key.startswith(LIB) or unit.scripts.live(wish.key) is None:
        raise ConflictError("first_for_everybody")
    if not set(wish.teams) <= {row["id"] for row in unit.administration.all("team")}:
        raise InvalidError(fields={"teams": "not_listed"})


def _approved(by: UUID | None) -> dict[str, str]:
    return {"approved_by": str(by)} if by else {}


def _card(unit: Unit, key: str) -> dict[str, Any]:
    card = unit.knowledge.get(key, lock=True)
    if card is None:
        raise NotFoundError
    return card


TEXT, DISPOSITION, CARD, ASSIGNMENT = TextKind(), DispositionKind(), CardKind(), AssignmentKind()
