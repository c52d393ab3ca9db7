"""Change one's own password: the old one is asked, every other session ends."""

from flows.errors import BusyError, InvalidError, NotFoundError
from workspace.commands.sign_in import FORGET_AFTER, FREE_TRIES, wait_after
from workspace.passwords import hash_of, matches
from workspace.people import check_password
from workspace.wiring.parts import Parts, Person, Submission


def change_password(parts: Parts, person: Person, old: str, password: str, again: str, *, submission: Submission) -> None:
    """Write the new password. Raises InvalidError at `old`, `password` or `again`, BusyError ("slowed") after wrong guesses."""
    check_password(password, again, person.login)
    with parts.units.begin() as unit:
        row = unit.people.get(person.id)
        failures, _, latest = unit.sessions.failures(person.login, "", unit.now - FORGET_AFTER)
        # A desk left open must not let a passer-by guess the password faster than the sign-in does.
        waits = latest is not None and unit.now < latest + wait_after(failures, FREE_TRIES) if failures else False
    if row is None:
        raise NotFoundError
    if waits:
        raise BusyError("slowed")
    if not matches(old, row["password_hash"]):
        with parts.units.begin() as unit:
            unit.sessions.note_failure(person.login, "")
        raise InvalidError(fields={"old": "wrong"})
    hashed = hash_of(password)
    with parts.units.begin(submission) as unit:
        unit.people.set_password(person.id, hashed)
        unit.sessions.revoke_others(person.id, person.token_hash)
        unit.sessions.forget_failures(person.login)
        unit.audit.add("password_changed", f"person:{person.id}", person_id=person.id)
