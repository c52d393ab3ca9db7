"""Save a draft: what a supervisor is writing, kept as it is typed, with whatever problems it has."""

from dataclasses import dataclass
from datetime import datetime

from flows.errors import InvalidError, NotFoundError, StaleError
from flows.frozen import sha256_of
from workspace.publishing import LONGEST_SOURCE, is_key, kind_of
from workspace.wiring import Parts, Person


@dataclass(frozen=True)
class Saved:
    """A kept draft: the fingerprint the next save is based on, and when it was kept."""

    sha256: str
    at: datetime


def save_draft(parts: Parts, person: Person, key: str, source: str, *, based_on: str) -> Saved:
    """Keep a text under a key that has a draft or a version; the same save twice is one save, and the live text makes no draft.

    `based_on` is the sha256 of the text this one was written from. Raises NotFoundError, InvalidError for a text that cannot be stored,
    StaleError "draft_changed" when something else stands by now: nothing is written, both texts are still there.
    """
    if len(source) > LONGEST_SOURCE:
        raise InvalidError(fields={"source": "too_long"})
    fingerprint = sha256_of(source)
    with parts.units.begin() as unit:
        draft, live = unit.scripts.draft(key), unit.scripts.live(key)
        standing = draft or live
        if standing is None or not is_key(key):
            raise NotFoundError
        if standing["sha256"] == fingerprint:
            return Saved(fingerprint, standing["updated_at"] if draft else unit.now)
        # The first save of a draft is an insert, which nothing in the table could refuse.
        if standing["sha256"] != based_on:
            raise StaleError("draft_changed")
        kept = unit.scripts.save_draft(key, kind_of(key), source, fingerprint, based_on=based_on, person_id=person.id)
        if not kept:
            raise StaleError("draft_changed")
        return Saved(fingerprint, unit.now)
