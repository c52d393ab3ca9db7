"""Save a disposition: a code that says how a call ended."""

from typing import Any

from flows.errors import InvalidError, NotFoundError
from workspace.routing_lists import KINDS, check_key, check_words
from workspace.wiring import Parts, Person, Submission

LAST_POSITION = 999


def save_disposition(parts: Parts, by: Person, code: str, columns: dict[str, Any], *, new: bool, submission: Submission) -> None:
    """Write a code: `label_en`, `label_zh`, `kind`, `position`, `active`. Raises NotFoundError, InvalidError.

    A code is never removed, only put out of use: outcomes of years ago still name it.
    """
    check_words(columns, "label_en", "label_zh")
    if columns["kind"] not in KINDS:
        raise InvalidError(fields={"kind": "not_listed"})
    if not 0 <= columns["position"] <= LAST_POSITION:
        raise InvalidError(fields={"position": "range"})
    with parts.units.begin(submission) as unit:
        if new:
            unit.administration.add("disposition", code=check_key(code, "code"), **columns)
        elif not unit.administration.change("disposition", code, **columns):
            raise NotFoundError
        unit.audit.add("disposition_saved", f"disposition:{code}", dict(columns), person_id=by.id)
        unit.desks.touch(*unit.desks.everyone())
