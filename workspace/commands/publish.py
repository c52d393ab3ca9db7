"""Publish: a draft becomes the version that new calls take; running calls keep theirs."""

from collections.abc import Mapping
from typing import Any

from flows.errors import ConflictError, InvalidError, NotFoundError, StaleError
from workspace.publishing import LONGEST_NOTE, Checked, announce, check, put_live
from workspace.script_tests import has_tests, run_checked
from workspace.wiring import Parts, Person, Submission, Unit


def publish(
    parts: Parts,
    person: Person | None,
    key: str,
    *,
    note: str,
    sha256: str | None = None,
    live_version: int | None = None,
    warnings_accepted: bool = True,
    submission: Submission | None = None,
) -> int:
    """Publish the draft of a key; returns the version.

    Without a draft the live text is published again, to take what changed beside it (sub-scripts, offers). `sha256` and `live_version`
    are the text and the live version (0: none) that the person looked at. Raises NotFoundError for an unknown key, ConflictError
    "nothing_changed", StaleError "draft_changed" or "version_published" when they are not what stands, InvalidError "problems" while it
    has errors, and on the field `warnings` while warnings are not accepted, `tests` while a test of the script fails, or `note` when that
    is too long.
    """
    if len(note) > LONGEST_NOTE:
        raise InvalidError(fields={"note": "too_long"})
    with parts.units.begin(submission) as unit:
        draft, live = unit.scripts.draft(key), unit.scripts.live(key)
        standing = draft or live
        if standing is None:
            raise NotFoundError
        if sha256 is not None and standing["sha256"] != sha256:
            raise StaleError("draft_changed")
        if live_version is not None and (live["version"] if live else 0) != live_version:
            raise StaleError("version_published")
        checked = check(unit, key, standing["source"])
        if draft is None and checked.parts == standing["parts"]:
            raise ConflictError("nothing_changed")
        if checked.warnings and not checked.errors and not warnings_accepted:
            raise InvalidError(fields={"warnings": "required"})
        tests, report = _tested(unit, key, standing["source"], checked)
        by = person.id if person else None
        version = put_live(unit, key, standing["source"], checked, note=note, person_id=by, tests=tests, test_report=report)
        unit.scripts.drop_draft(key)
        announce(unit, key, version, checked, note=note, person_id=person.id if person else None)
        unit.keys.note(version=version)
        return version


def _tested(unit: Unit, key: str, source: str, checked: Checked) -> tuple[str, Mapping[str, Any] | None]:
    """The script's test file and what it says; nothing where there is none."""
    kept = unit.scripts.tests(key) if has_tests(key) else None
    if kept is None or checked.errors:
        return "", None
    tested = run_checked(key, source, checked, kept["source"])
    if tested.report is None or not tested.is_green:
        raise InvalidError(fields={"tests": "red"})
    return kept["source"], tested.report.to_json()
