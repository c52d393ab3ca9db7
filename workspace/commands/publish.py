"""Publish: a draft becomes the version that new calls take, now or when it may; running calls keep theirs."""

from flows.errors import ConflictError, NotFoundError, StaleError
from workspace.scripts.publishing import check, kind_of
from workspace.scripts.tests import has_tests
from workspace.studio.changes import Asked, ask, hold
from workspace.studio.wishes import NOW, Terms
from workspace.wiring.parts import Parts, Person, Submission


def publish(
    parts: Parts,
    person: Person | None,
    key: str,
    terms: Terms = NOW,
    *,
    sha256: str | None = None,
    live_version: int | None = None,
    submission: Submission | None = None,
) -> Asked:
    """Publish the draft of a key with its test file, on these terms; it may have to wait for a second person, or for its time.

    Without a draft the live text is published again, to take what changed beside it (sub-scripts, offers). `sha256` and `live_version`
    are the text and the live version (0: none) that the person looked at. Raises NotFoundError for an unknown key, ConflictError
    "nothing_changed", "change_open" or "first_for_everybody", StaleError "draft_changed" or "version_published" when they are not what
    stands, InvalidError "problems" while it has errors, and on the field `note` (too long, or missing where there are warnings), `tests`
    while a test of the script fails, `teams`, or `at`.
    """
    with parts.units.begin(submission) as unit:
        hold(unit, kind_of(key), key)
        draft, live = unit.scripts.draft(key), unit.scripts.live(key)
        standing = draft or live
        if standing is None:
            raise NotFoundError
        if sha256 is not None and standing["sha256"] != sha256:
            raise StaleError("draft_changed")
        if live_version is not None and (live["version"] if live else 0) != live_version:
            raise StaleError("version_published")
        if draft is None and check(unit, key, standing["source"]).parts == standing["parts"]:
            raise ConflictError("nothing_changed")
        kept = unit.scripts.tests(key) if has_tests(key) else None
        after = {"source": standing["source"], "tests": kept["source"] if kept else ""}
        made = ask(unit, terms.wish(kind_of(key), key, after), person.id if person else None)
        unit.keys.note(version=made.number)
        return made
