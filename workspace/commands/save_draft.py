"""Save a draft: the whole text as a supervisor types it, kept with whatever problems it has."""

from dataclasses import dataclass
from datetime import datetime

from flows.errors import InvalidError, NotFoundError
from flows.publishing.frozen import sha256_of
from workspace.scripts.publishing import LONGEST_SOURCE, is_key
from workspace.studio.asides import Refused, set_aside
from workspace.studio.history import standing, write
from workspace.studio.labels import TYPED
from workspace.studio.newlines import kept
from workspace.wiring.parts import Parts, Person


@dataclass(frozen=True)
class Saved:
    """A kept draft: the fingerprint the next save is based on, and when it was kept."""

    sha256: str
    at: datetime


def save_draft(parts: Parts, person: Person, key: str, source: str, *, based_on: str) -> Saved:
    """Keep a text under a key that has a draft or a version; the same save twice is one save, and the live text makes no draft.

    `based_on` is the sha256 of the text this one was written from; line ends that were not touched stay as that text has them. Raises
    NotFoundError, InvalidError for a text that cannot be stored, TextStaleError when something else stands by now: this text is set aside.
    """
    if not is_key(key):
        raise NotFoundError
    try:
        with parts.units.begin() as unit:
            unit.scripts.lock(key)
            now = standing(unit, key)
            before = now.source if now.sha256 == based_on else unit.revisions.text(key, based_on) or now.source
            text = kept(source, before)
            if len(text) > LONGEST_SOURCE:
                raise InvalidError(fields={"source": "too_long"})
            fingerprint = sha256_of(text)
            if now.sha256 == fingerprint:
                return Saved(fingerprint, now.row["updated_at"] if now.is_draft else unit.now)
            if now.sha256 != based_on:
                raise Refused(text, based_on)
            write(unit, key, now, text, TYPED, by=person.id, burst="typed")
            return Saved(fingerprint, unit.now)
    except Refused as refused:
        raise set_aside(parts, person, key, refused) from None
