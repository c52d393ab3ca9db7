"""Publish: a draft becomes the version that new calls take; running calls keep theirs."""

from flows.errors import ConflictError, InvalidError, NotFoundError, StaleError
from workspace.publishing import LONGEST_NOTE, announce, check, put_live
from workspace.wiring import Parts, Person, Submission


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
    has errors, and on the field `warnings` while warnings are not accepted, or `note` when that is too long.
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
        version = put_live(unit, key, standing["source"], checked, note=note, person_id=person.id if person else None)
        unit.scripts.drop_draft(key)
        announce(unit, key, version, checked, note=note, person_id=person.id if person else None)
        unit.keys.note(version=version)
        return version
