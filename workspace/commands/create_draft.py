"""Create a draft: a new script or offer, from a blank text or as a copy of a published one."""

import re

from flows.errors import ConflictError, InvalidError, NotFoundError
from flows.frozen import sha256_of
from workspace.blank_texts import blank
from workspace.publishing import is_key, kind_of, own_name
from workspace.studio.history import begin_anew
from workspace.wiring import Parts, Person, Submission

_OWN_NAME = re.compile(r"^(script|offer):[ \t]*[A-Za-z0-9_]+", re.MULTILINE)


def create_draft(parts: Parts, person: Person, key: str, *, copy_of: str = "", submission: Submission) -> None:
    """Start a draft under a new key. Raises InvalidError for a bad key, ConflictError "key_taken", NotFoundError without that original."""
    if not is_key(key):
        raise InvalidError(fields={"name": "format"})
    with parts.units.begin(submission) as unit:
        if unit.scripts.draft(key) is not None or unit.scripts.versions(key):
            raise ConflictError("key_taken", key)
        source = blank(key, unit.routing.disposition_codes())
        if copy_of:
            original = unit.scripts.live(copy_of)
            if original is None or original["kind"] != kind_of(key):
                raise NotFoundError
            source = _OWN_NAME.sub(lambda found: f"{found[1]}: {own_name(key)}", original["source"], count=1)
        begin_anew(unit, key)
        if not unit.scripts.save_draft(key, kind_of(key), source, sha256_of(source), based_on="", person_id=person.id):
            raise ConflictError("key_taken", key)
        unit.audit.add("draft_created", f"{kind_of(key)}:{key}", {"copy_of": copy_of}, person_id=person.id)
