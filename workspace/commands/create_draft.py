"""Create a draft: a new script or offer, from a blank text, a template, a pasted text, or as a copy of a published one."""

from flows.errors import ConflictError, InvalidError
from flows.publishing.frozen import sha256_of
from workspace.scripts.publishing import is_key, kind_of
from workspace.studio.beginnings import Wanted, beginning
from workspace.studio.history import begin_anew
from workspace.wiring.parts import Parts, Person, Submission


def create_draft(
    parts: Parts, person: Person, key: str, *, copy_of: str = "", wanted: Wanted | None = None, submission: Submission
) -> None:
    """Start a draft under a new key, with the tests of what it begins with; `copy_of` is short for a wanted copy.

    Raises InvalidError for a bad key or what nothing can begin with, ConflictError "key_taken", NotFoundError without that original.
    """
    if not is_key(key):
        raise InvalidError(fields={"name": "format"})
    with parts.units.begin(submission) as unit:
        if unit.scripts.draft(key) is not None or unit.scripts.versions(key):
            raise ConflictError("key_taken", key)
        wanted = wanted or Wanted(copy_of=copy_of)
        begun = beginning(unit, key, wanted)
        begin_anew(unit, key)
        if not unit.scripts.save_draft(key, kind_of(key), begun.source, sha256_of(begun.source), based_on="", person_id=person.id):
            raise ConflictError("key_taken", key)
        stood = unit.scripts.tests(key)
        if begun.tests and stood is None:
            unit.scripts.save_tests(key, begun.tests, sha256_of(begun.tests), based_on="", person_id=person.id)
        how = {"copy_of": wanted.copy_of, "template": wanted.template, "pasted": wanted.text is not None}
        unit.audit.add("draft_created", f"{kind_of(key)}:{key}", how, person_id=person.id)
