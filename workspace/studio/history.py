"""The history of a draft: the line of its texts, one of them current; writing appends to it, undo and redo walk along it.

The line belongs to the key and outlives the draft: after publishing one can still undo, and discarding a draft is one more entry. Whoever
writes holds the key's lock, and the text that stands is always that of the current entry, or the line is brought up to it first: a version
may have been published, or rolled back to, without a draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, NotFoundError, StaleError
from flows.publishing.frozen import sha256_of
from scripts_dsl.editing import EditRefusedError, rename_objection_in_tests, rename_step_in_tests, rename_variable_in_tests
from scripts_dsl.source.nodes import MapNode
from workspace.scripts.publishing import kind_of
from workspace.studio.checks import document_of
from workspace.studio.labels import BEGUN, DISCARDED, TYPED, Label
from workspace.wiring.parts import Unit, new_id

KEPT = 200
"""Texts of a line; older ones are forgotten."""
PAUSE = timedelta(seconds=10)
"""Who types on within this time continues the entry begun before."""
LONGEST_BURST = timedelta(seconds=60)
"""An entry that somebody types into without a pause ends after this time all the same."""

Rename = tuple[str, str, str]
"""Something called otherwise: "step", "objection" or "variable", the old name, the new one."""


@dataclass(frozen=True)
class Standing:
    """The text that stands under a key, and where it is on the line. `by` and `saved_at` are empty where there is no draft."""

    source: str
    sha256: str
    is_draft: bool
    by: str
    row: dict[str, Any]
    current: dict[str, Any] | None
    """The line's current entry, None when it is not this text."""


def standing(unit: Unit, key: str) -> Standing:
    """What stands under a key. Raises NotFoundError where there is neither a draft nor a version."""
    draft = unit.scripts.draft(key)
    row = draft or unit.scripts.live(key)
    if row is None:
        raise NotFoundError
    current = unit.revisions.current(key)
    if current is not None and current["sha256"] != row["sha256"]:
        current = None
    return Standing(row["source"], row["sha256"], draft is not None, row["updated_by_name"] or "" if draft else "", row, current)


def begin_anew(unit: Unit, key: str) -> None:
    """A new draft under a key that may have had texts before: they are no longer on its line."""
    unit.revisions.cut(key, after=0)


def write(
    unit: Unit, key: str, now: Standing, source: str, label: Label, *, by: UUID, burst: str = "", renames: Sequence[Rename] = ()
) -> int:
    """Make a text the one that stands, as an entry of the line; returns its number. What could be redone is set aside.

    `burst` names what is being typed: the same by the same person within PAUSE continues their entry. `renames` are made in the stored
    tests as well.
    """
    fingerprint = sha256_of(source)
    current = brought_up(unit, key, now)
    if current["later"] is not None:
        set_aside_undone(unit, key, current["number"])
    put(unit, key, now, source, fingerprint, by=by)
    # A text that is live is a place to come back to.
    if now.is_draft and _types_on(unit, current, burst, by) and current["later"] is None and not renames:
        unit.revisions.replace(key, source, fingerprint)
        return int(current["number"])
    number = unit.revisions.add(key, source, fingerprint, label, burst=burst, renames=[list(each) for each in renames], by=by)
    unit.revisions.trim(key, KEPT)
    rename_in_tests(unit, key, renames, by=by)
    return number


def walk(unit: Unit, key: str, now: Standing, *, back: bool, by: UUID) -> Label:
    """Undo the current entry, or redo the next one; returns its label. Raises ConflictError where there is none."""
    current = now.current
    number = None if current is None else current["earlier" if back else "later"]
    target = None if number is None else unit.revisions.get(key, number)
    if current is None or target is None:
        raise ConflictError("nothing_to_undo" if back else "nothing_to_redo")
    done = current if back else target
    put(unit, key, now, target["source"], target["sha256"], by=by)
    unit.revisions.stand_at(key, target["number"])
    renames: list[Rename] = [(kind, old, new) for kind, old, new in done["renames"]]
    rename_in_tests(unit, key, reverse_of(renames) if back else renames, by=by)
    label: Label = done["label"]
    return label


def discard(unit: Unit, key: str, now: Standing, *, by: UUID) -> None:
    """Drop the draft: the live text stands again, which can be undone; the text goes aside too. Without a live text the line ends."""
    live = unit.scripts.live(key)
    unit.asides.add(new_id(), key, now.source, now.sha256, "discarded", base=now.row["base_sha256"], edit=None, by=by)
    current = brought_up(unit, key, now)
    if live is None:
        unit.scripts.drop_draft(key)
        begin_anew(unit, key)
        return
    renames = reverse_of(_since(unit, key, live["sha256"]))
    if current["later"] is not None:
        set_aside_undone(unit, key, current["number"])
    unit.scripts.drop_draft(key)
    unit.revisions.add(key, live["source"], live["sha256"], DISCARDED, burst="", renames=[list(each) for each in renames], by=by)
    unit.revisions.trim(key, KEPT)
    rename_in_tests(unit, key, renames, by=by)


def brought_up(unit: Unit, key: str, now: Standing) -> dict[str, Any]:
    """The current entry; one is made where the line has not begun, or the text that stands came from elsewhere."""
    if now.current is not None:
        return now.current
    behind = unit.revisions.current(key)
    if behind is not None and behind["later"] is not None:
        set_aside_undone(unit, key, behind["number"])
    label: Label = BEGUN if behind is None else TYPED if now.is_draft else {"code": "published", "version": now.row["version"]}
    by = now.row["updated_by"] if now.is_draft else now.row["published_by"]
    unit.revisions.add(key, now.source, now.sha256, label, burst="", renames=[], by=by)
    current = unit.revisions.current(key)
    if current is None:
        raise AssertionError(f"the line of {key} was begun and is empty")
    return current


def put(unit: Unit, key: str, now: Standing, source: str, fingerprint: str, *, by: UUID) -> None:
    """Make a text the draft; the live text needs none. Raises StaleError when somebody changed it beside the lock."""
    live = unit.scripts.live(key) if now.is_draft else now.row
    if live is not None and live["sha256"] == fingerprint:
        unit.scripts.drop_draft(key)
    elif not unit.scripts.save_draft(key, kind_of(key), source, fingerprint, based_on=now.sha256, person_id=by):
        raise StaleError("draft_changed")


def set_aside_undone(unit: Unit, key: str, number: int) -> None:
    """Take what could be redone off the line; its last text, which holds all of it, goes aside."""
    tip = unit.revisions.cut(key, after=number)
    if tip is not None:
        unit.asides.add(new_id(), key, tip["source"], tip["sha256"], "undone", base="", edit=None, by=tip["by"])


def rename_in_tests(unit: Unit, key: str, renames: Sequence[Rename], *, by: UUID) -> None:
    """Let the stored tests of a script follow its steps and objections; tests that cannot be read are left as they are."""
    kept = unit.scripts.tests(key) if renames else None
    if kept is None:
        return
    source = kept["source"]
    try:
        for kind, old, new in renames:
            if kind == "step":
                source = rename_step_in_tests(source, key, old, new).text
            elif kind == "objection":
                source = rename_objection_in_tests(source, old, new).text
            else:
                source = rename_variable_in_tests(source, old, new, own_steps=_steps_of(unit, key)).text
    except EditRefusedError:
        return
    if source != kept["source"] and not unit.scripts.save_tests(key, source, sha256_of(source), based_on=kept["sha256"], person_id=by):
        raise StaleError("tests_changed")


def _steps_of(unit: Unit, key: str) -> list[str]:
    """The steps of the text that stands."""
    standing_row = unit.scripts.draft(key) or unit.scripts.live(key)
    root = document_of(standing_row["source"], standing_row["sha256"]).root if standing_row is not None else None
    steps = root.get("steps") if root is not None else None
    return [entry.key.text for entry in steps] if isinstance(steps, MapNode) else []


def reverse_of(renames: Sequence[Rename]) -> list[Rename]:
    """What takes renames back."""
    return [(kind, new, old) for kind, old, new in reversed(renames)]


def _since(unit: Unit, key: str, sha256: str) -> list[Rename]:
    """The renames from the last entry with a text up to the current one; none where the line does not have that text any more."""
    found: list[list[Rename]] = []
    is_behind = False
    for entry in unit.revisions.line(key):
        is_behind = is_behind or entry["current"]
        if not is_behind:
            continue
        if entry["sha256"] == sha256:
            return [each for renames in reversed(found) for each in renames]
        found.append([(kind, old, new) for kind, old, new in entry["renames"]])
    return []


def _types_on(unit: Unit, current: dict[str, Any], burst: str, by: UUID) -> bool:
    """Whether a text continues the current entry."""
    return bool(
        burst
        and current["burst"] == burst
        and current["by"] == by
        and unit.now - current["at"] <= PAUSE
        and unit.now - current["began_at"] <= LONGEST_BURST
    )
