"""The demo's vendor: invited by the supervisor with a share of a campaign, joined by its link, all through the doors people use."""

from datetime import timedelta

from workspace.commands.invite_vendor import invite_vendor
from workspace.commands.join_vendor import join_vendor
from workspace.passwords import hash_of, random_password
from workspace.seeding.campaigns import BANK
from workspace.seeding.floor import read_logins, write_logins
from workspace.wiring.parts import Parts, Person, Submission, Unit, new_key

LOGIN, NAME, COMPANY = "vendor", "Victor Hale", "BrightCall Partners"
SHARE = 20
"""Percent of the bank campaign's tasks that the vendor works."""
STAYS = timedelta(days=90)


def seed_vendor(parts: Parts) -> None:
    """Ensure the vendor with its supervisor's login; a lost password is given anew."""
    logins = read_logins(parts)
    with parts.units.read() as unit:
        known = unit.people.by_login(LOGIN)
        host = unit.people.by_login("supervisor")
        campaign = unit.campaigns.by_key(BANK)
    if known is not None and LOGIN in logins:
        return
    password = random_password()
    write_logins(parts, {**logins, LOGIN: password})
    if known is not None:
        with parts.units.begin() as unit:
            unit.people.set_password(known["id"], hash_of(password))
        return
    if host is None or campaign is None:
        raise AssertionError("the floor and the campaigns come before the vendor")
    by = Person(**{name: host[name] for name in Person.__dataclass_fields__ if name in host})
    ends = parts.clock.now() + STAYS
    submission = Submission(new_key(), by.id, "/vendors", "seed")
    link = invite_vendor(parts, by, COMPANY, campaign["id"], SHARE, ends, submission=submission)
    join_vendor(parts, link.token, LOGIN, NAME, password, password, address="seed")
    with parts.units.begin() as unit:
        _mark(unit)


def _mark(unit: Unit) -> None:
    """Say that this login is the demo's, whose password was printed, and end the session that joining opened."""
    person = unit.people.by_login(LOGIN)
    if person is None:
        raise AssertionError("the vendor has just joined")
    unit.floor.mark_demo(person["id"])
    unit.sessions.revoke_all(person["id"])
