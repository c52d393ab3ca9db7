"""Save a disposition: a code that says how a call ended."""

from typing import Any

from flows.errors import InvalidError, NotFoundError
from workspace.studio.change_kinds import CODE_COLUMNS
from workspace.studio.changes import Asked, ask
from workspace.studio.wishes import NOW, Terms
from workspace.wiring.parts import Parts, Person, Submission


def save_disposition(
    parts: Parts, by: Person, code: str, columns: dict[str, Any], *, new: bool, terms: Terms = NOW, submission: Submission
) -> Asked:
    """Write a code: `label_en`, `label_zh`, `kind`, `position`, `active`. Raises NotFoundError, InvalidError, ConflictError "change_open".

    It stands at once, unless a second person has to approve it or it has its time. A code is never removed, only put out of use: outcomes
    of years ago still name it.
    """
    with parts.units.begin(submission) as unit:
        is_known = unit.administration.get("disposition", code) is not None
        if new and is_known:
            raise InvalidError(fields={"code": "taken"})
        if not new and not is_known:
            raise NotFoundError
        return ask(unit, terms.wish("disposition", code, {name: columns[name] for name in CODE_COLUMNS}), by.id)
