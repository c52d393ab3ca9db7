"""Add a vendor's agent: an account that ends with the vendor, on an extension of the vendors' range."""

from uuid import UUID

from flows.errors import InvalidError
from workspace.auth import Role
from workspace.commands.add_person import NewPassword
from workspace.commands.invite_vendor import living_vendor
from workspace.passwords import hash_of, random_password
from workspace.people import check_login, check_name
from workspace.wiring.parts import Parts, Person, Submission, new_id

MOST_AGENTS = 200
"""How many open accounts a vendor may have."""


def add_vendor_agent(parts: Parts, by: Person, login: str, name: str, language: str, *, submission: Submission) -> NewPassword:
    """Make the account for the vendor of `by`. Raises InvalidError at `login` or `name`, ConflictError ("vendor_ended")."""
    check_login(login)
    check_name(name)
    vendor_id = _vendor_of(by)
    told = NewPassword(new_id(), login, random_password())
    hashed = hash_of(told.password)
    with parts.units.begin(submission) as unit:
        vendor = living_vendor(unit, vendor_id)
        if sum(row["disabled_at"] is None for row in unit.people.of_vendor(vendor_id)) >= MOST_AGENTS:
            raise InvalidError(fields={"login": "too_many"})
        unit.people.add(
            id=told.person_id,
            login=login,
            name=name,
            role=Role.AGENT,
            vendor_id=vendor_id,
            language=language,
            extension=unit.vendors.next_extension(),
            password_hash=hashed,
            expires_at=vendor["expires_at"],
        )
        unit.audit.add("vendor_agent_added", f"person:{told.person_id}", {"login": login}, person_id=by.id)
    return told


def _vendor_of(person: Person) -> UUID:
    if person.vendor_id is None:
        raise AssertionError("a vendor's supervisor without a vendor")
    return person.vendor_id
