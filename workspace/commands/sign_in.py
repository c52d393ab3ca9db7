"""Sign in: a password for a session, slowed down after failures by account and by address."""

from dataclasses import dataclass
from datetime import timedelta

from flows.errors import BusyError, NotAllowedError
from flows.routing import presence
from workspace.auth import Role
from workspace.passwords import matches
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, new_token

FORGET_AFTER = timedelta(minutes=15)
FREE_TRIES = 4
FREE_TRIES_OF_ADDRESS = 40
LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """A session just opened; the token is told once, to the browser."""

    token: str
    login: str
    role: str
    language: str


def wait_after(failures: int, free: int) -> timedelta:
    """How long an account or address waits after its last failure: nothing at first, then doubling."""
    return min(timedelta(seconds=2 ** max(0, failures - free)), LONGEST_WAIT) if failures > free else timedelta()


def sign_in(parts: Parts, *, login: str, password: str, address: str, language: str = "") -> SignedIn:
    """Open a session; a language chosen just before becomes the person's.

    Raises `NotAllowedError` ("wrong", "disabled") or `BusyError` ("slowed").
    """
    with parts.units.begin() as unit:
        now = unit.now
        of_login, of_address, latest = unit.sessions.failures(login, address, now - FORGET_AFTER)
        wait = max(wait_after(of_login, FREE_TRIES), wait_after(of_address, FREE_TRIES_OF_ADDRESS))
        row = unit.people.by_login(login)
    if latest is not None and now < latest + wait:
        raise BusyError("slowed")
    # Hashing takes a tenth of a second: no transaction is open meanwhile.
    good = matches(password, row["password_hash"] if row else None)
    with parts.units.begin() as unit:
        if row is None or not good:
            unit.sessions.note_failure(login, address)
            refused = "wrong"
        elif unit.people.is_cut_off(row["id"]):
            refused = "disabled"
        else:
            token = new_token()
            unit.sessions.forget_failures(login)
            if language in ("en", "zh") and language != row["language"]:
                unit.people.set_language(row["id"], language)
            unit.sessions.open(row["id"], token, new_token(), unit.now + parts.settings.session_lifetime, address)
            unit.audit.add("signed_in", f"person:{row['id']}", {"address": address}, person_id=row["id"])
            if row["role"] == Role.AGENT:
                # At the desk, and not ready until they say so; who still owes a wrap-up goes on with it.
                owes = bool(unit.interactions.open_of(row["id"]))
                move_presence(unit, row["id"], presence.SignedIn(owes_wrap_up=owes), by=row["id"])
                unit.people.note_seen([row["id"]])
            return SignedIn(token, login, row["role"], row["language"])
    raise NotAllowedError(refused)
