"""Save the tests of a script: as they are typed, green or not."""

from dataclasses import dataclass
from datetime import datetime

from flows.errors import InvalidError, NotFoundError, StaleError
from flows.publishing.frozen import sha256_of
from workspace.scripts.publishing import LONGEST_SOURCE
from workspace.scripts.tests import has_tests
from workspace.wiring.parts import Parts, Person


@dataclass(frozen=True)
class SavedTests:
    """What was kept: its fingerprint and when."""

    sha256: str
    at: datetime


def save_tests(parts: Parts, person: Person, key: str, source: str, *, based_on: str) -> SavedTests:
    """Keep a test file, unless somebody saved it since `based_on` (its sha256, empty for a first one) was read.

    Raises NotFoundError for a key that is no script, InvalidError at `source` when it is too long, StaleError "tests_changed".
    """
    if len(source) > LONGEST_SOURCE:
        raise InvalidError(fields={"source": "too_long"})
    with parts.units.begin() as unit:
        if not has_tests(key) or (unit.scripts.draft(key) or unit.scripts.live(key)) is None:
            raise NotFoundError
        fingerprint = sha256_of(source)
        if not unit.scripts.save_tests(key, source, fingerprint, based_on=based_on, person_id=person.id):
            raise StaleError("tests_changed")
        return SavedTests(fingerprint, unit.now)
