"""The command `cuecard admin create`: the first login of an installation."""

import getpass
import sys

from flows.errors import InvalidError
from workspace.auth import Role
from workspace.passwords import LONGEST, SHORTEST, hash_of, weakness
from workspace.people import check_login, check_name
from workspace.settings import Settings
from workspace.terminal.complaint import Complaint
from workspace.terminal.output import say
from workspace.wiring.parts import Parts, new_id, parts_of

WEAK = {
    "too_short": f"The password is too short: take at least {SHORTEST} characters, for example four or five words.",
    "too_long": f"The password is too long: take at most {LONGEST} characters.",
    "too_common": "The password is too easy to guess: it holds too few different characters, the login, or a word that everybody tries.",
}


def create(settings: Settings, login: str, name: str | None = None) -> None:
    """Run `cuecard admin create`. Raises Complaint when the login may not be one, is taken, or the password is weak."""
    try:
        check_login(login)
        check_name(name or login)
    except InvalidError as error:
        raise Complaint(_bad(next(iter(error.fields)))) from None
    with parts_of(settings) as parts:
        _refuse_taken(parts, login)
        password = _ask()
        wrong = weakness(password, login)
        if wrong:
            raise Complaint(WEAK[wrong])
        _add(parts, login, name or login, hash_of(password))
    say(f"{login} may sign in now, as an administrator.")


def _bad(field: str) -> str:
    if field == "login":
        return "A login has 2 to 64 letters, digits or one of . _ @ + - and nothing else."
    return "A name is one line of characters that can be printed."


def _refuse_taken(parts: Parts, login: str) -> None:
    with parts.units.read() as unit:
        if unit.people.by_login(login) is not None:
            raise Complaint(f"There is a login {login} already; choose another one, or reset its password on the screen People.")


def _add(parts: Parts, login: str, name: str, password_hash: str) -> None:
    person_id = new_id()
    try:
        with parts.units.begin() as unit:
            unit.people.add(id=person_id, login=login, name=name, role=Role.ADMIN, password_hash=password_hash)
            unit.audit.add("person_added", f"person:{person_id}", {"login": login, "role": "admin", "by": "command line"})
    except InvalidError:
        _refuse_taken(parts, login)
        raise


def _ask() -> str:
    """The password: asked twice on a terminal, else one line of standard input. Raises Complaint when the two differ."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise Complaint("The two passwords differ; nothing was made.")
    return password
