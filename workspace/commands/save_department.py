"""Save a department or one of its categories: supervisors and administrators keep them."""

import re
from dataclasses import dataclass
from uuid import UUID

from flows.errors import InvalidError, NotFoundError
from workspace.people import check_name
from workspace.wiring.parts import Parts, Person, Submission, new_id

MOST_MINUTES = 60 * 24 * 90
"""The latest promise there may be: 90 days."""
_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True)
class Names:
    """A name in both languages."""

    en: str
    zh: str

    def check(self) -> dict[str, str]:
        """The two columns. Raises InvalidError at the one that is missing or no line of text."""
        for field, name in (("name_en", self.en), ("name_zh", self.zh)):
            try:
                check_name(name)
            except InvalidError as error:
                raise InvalidError(fields={field: error.fields["name"]}) from None
        return {"name_en": self.en, "name_zh": self.zh}


def add_department(parts: Parts, by: Person, key: str, names: Names, *, submission: Submission) -> None:
    """Make a department; scripts name it by its key. Raises InvalidError."""
    columns = names.check()
    if not _KEY.fullmatch(key):
        raise InvalidError(fields={"key": "key"})
    department_id = new_id()
    with parts.units.begin(submission) as unit:
        unit.departments.add(id=department_id, key=key, **columns)
        unit.audit.add("department_saved", f"department:{department_id}", {"key": key, **columns}, person_id=by.id)


def change_department(parts: Parts, by: Person, department_id: UUID, names: Names, *, active: bool, submission: Submission) -> None:
    """Name a department anew, or take it out of use: it then gets no more tickets from desks. Raises NotFoundError, InvalidError."""
    columns = names.check()
    with parts.units.begin(submission) as unit:
        if not unit.departments.change(department_id, active=active, **columns):
            raise NotFoundError
        unit.audit.add("department_saved", f"department:{department_id}", {**columns, "active": active}, person_id=by.id)
        unit.desks.touch_boards()


@dataclass(frozen=True)
class Promise:
    """How many minutes a department has to answer an ordinary ticket, and an urgent one."""

    normal: int
    urgent: int

    def check(self) -> dict[str, int]:
        """The two columns. Raises InvalidError outside of 1 minute to 90 days."""
        for field, minutes in (("answer_within", self.normal), ("urgent_within", self.urgent)):
            if not 1 <= minutes <= MOST_MINUTES:
                raise InvalidError(fields={field: "range"})
        return {"answer_within_minutes": self.normal, "urgent_within_minutes": self.urgent}


def save_category(
    parts: Parts,
    by: Person,
    department_id: UUID,
    names: Names,
    promise: Promise,
    *,
    category_id: UUID | None = None,
    active: bool = True,
    submission: Submission,
) -> None:
    """Make a category of a department, or change one; open tickets keep the promise they were given. Raises NotFoundError, InvalidError."""
    columns = {**names.check(), **promise.check()}
    with parts.units.begin(submission) as unit:
        if unit.departments.get(department_id) is None:
            raise NotFoundError
        if category_id is None:
            category_id = new_id()
            unit.departments.add_category(id=category_id, department_id=department_id, **columns)
        else:
            known = unit.departments.category(category_id)
            if known is None or known["department_id"] != department_id:
                raise NotFoundError
            unit.departments.change_category(category_id, active=active, **columns)
        unit.audit.add("ticket_category_saved", f"department:{department_id}", {**columns, "active": active}, person_id=by.id)
