"""Sessions: who is signed in, held by the digest of their cookie, revocable at any moment."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, exists, false, func, not_, or_, select

from adapters.database.tables.interactions import interactions
from adapters.database.tables.outbound import campaign_shares, tasks
from adapters.database.tables.people import people, sessions, sign_in_failures, vendors

CLOSING_FOR = timedelta(minutes=30)
"""How long a vendor's agent who was cut off during a call may still write down how it ended (P14)."""

_ENTITLED = and_(
    people.c.disabled_at.is_(None),
    or_(people.c.expires_at.is_(None), people.c.expires_at > bindparam("now")),
    or_(
        people.c.vendor_id.is_(None),
        and_(vendors.c.revoked_at.is_(None), or_(vendors.c.expires_at.is_(None), vendors.c.expires_at > bindparam("now"))),
    ),
)
# Whatever ended first counts; GREATEST and LEAST of PostgreSQL pass over what is null.
cut_off_at = func.least(people.c.disabled_at, people.c.expires_at, vendors.c.revoked_at, vendors.c.expires_at)
_OPEN_CALL = exists().where(interactions.c.person_id == people.c.id, interactions.c.closed_at.is_(None))
_CLOSING = and_(
    people.c.vendor_id.is_not(None), people.c.role == "agent", not_(_ENTITLED), cut_off_at > bindparam("closing_since"), _OPEN_CALL
)
# A share that has ended takes the call on its campaign down to the outcome form, and nothing else of the account.
_UNSHARED_CALL = exists().where(
    interactions.c.person_id == people.c.id,
    interactions.c.closed_at.is_(None),
    tasks.c.id == interactions.c.task_id,
    campaign_shares.c.campaign_id == tasks.c.campaign_id,
    campaign_shares.c.vendor_id == people.c.vendor_id,
    or_(campaign_shares.c.revoked_at.is_not(None), campaign_shares.c.expires_at <= bindparam("now")),
)
_LIVE = and_(sessions.c.revoked_at.is_(None), sessions.c.expires_at > bindparam("now"), or_(_ENTITLED, _CLOSING))
IS_CLOSING = (
    select(or_(not_(_ENTITLED), _UNSHARED_CALL))
    .select_from(people.outerjoin(vendors, vendors.c.id == people.c.vendor_id))
    .where(people.c.id == bindparam("person"))
)
_WHO = sessions.join(people, people.c.id == sessions.c.person_id).outerjoin(vendors, vendors.c.id == people.c.vendor_id)
_COLUMNS = (
    people.c.id,
    people.c.login,
    people.c.name,
    people.c.badge,
    people.c.role,
    people.c.team_id,
    people.c.vendor_id,
    people.c.extension,
    people.c.language,
    people.c.preferences,
    sessions.c.csrf,
    sessions.c.last_seen_at,
    sessions.c.token_hash,
    # Asked only of vendors' people: everybody else who is live is entitled.
    case((people.c.vendor_id.is_(None), false()), else_=or_(not_(_ENTITLED), _UNSHARED_CALL)).label("is_closing"),
)
FIND = select(*_COLUMNS).select_from(_WHO).where(sessions.c.token_hash == bindparam("token_hash"), _LIVE)
LIVE_AMONG = select(sessions.c.token_hash).select_from(_WHO).where(sessions.c.token_hash.in_(bindparam("hashes", expanding=True)), _LIVE)
ADD = sessions.insert()
SEEN = sessions.update().where(sessions.c.token_hash == bindparam("hash")).values(last_seen_at=bindparam("at"))
REVOKE = sessions.update().where(sessions.c.token_hash == bindparam("hash")).values(revoked_at=bindparam("at"))
REVOKE_ALL = (
    sessions.update().where(sessions.c.person_id == bindparam("person"), sessions.c.revoked_at.is_(None)).values(revoked_at=bindparam("at"))
)
REVOKE_ONE = REVOKE_ALL.where(sessions.c.token_hash == bindparam("hash"))
REVOKE_OTHERS = REVOKE_ALL.where(sessions.c.token_hash != bindparam("hash"))
OF = (
    select(sessions)
    .where(sessions.c.person_id == bindparam("person"), sessions.c.revoked_at.is_(None), sessions.c.expires_at > bindparam("now"))
    .order_by(sessions.c.last_seen_at.desc())
)
OTHERS_LIVE = select(func.count()).where(
    sessions.c.person_id == bindparam("person"), sessions.c.revoked_at.is_(None), sessions.c.expires_at > bindparam("now")
)
FAIL = sign_in_failures.insert()
FAILURES = select(func.count(), func.max(sign_in_failures.c.at)).where(sign_in_failures.c.at > bindparam("since"))
FAILURES_OF_LOGIN = FAILURES.where(sign_in_failures.c.login == bindparam("login"))
FAILURES_OF_ADDRESS = FAILURES.where(sign_in_failures.c.address == bindparam("address"))
FORGET_FAILURES = sign_in_failures.delete().where(sign_in_failures.c.login == bindparam("who"))

SEEN_EVERY = timedelta(minutes=1)
"""A session's last-seen is written at most this often."""


@dataclass(frozen=True)
class Person:
    """The person behind a request: who they are and what their session allows."""

    id: UUID
    login: str
    name: str
    badge: str
    role: str
    team_id: UUID | None
    vendor_id: UUID | None
    extension: str | None
    language: str
    preferences: dict[str, Any]
    csrf: str = ""
    token_hash: str = ""
    is_closing: bool = False
    """True for a vendor's agent who was cut off in the middle of a call and may only write down how it ended."""


def token_hash_of(token: str) -> str:
    """What is stored of a session's or link's token: a stolen dump signs nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()


class SessionStore:
    """The sessions of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def find(self, token: str) -> Person | None:
        """The person signed in with this cookie, or None when it is unknown, expired or revoked. Notes that they were seen."""
        row = self._connection.execute(FIND, {"token_hash": token_hash_of(token), **self._moments()}).one_or_none()
        if row is None:
            return None
        if self._now - row.last_seen_at > SEEN_EVERY:
            self._connection.execute(SEEN, {"hash": row.token_hash, "at": self._now})
        return Person(**{key: value for key, value in row._mapping.items() if key != "last_seen_at"})

    def open(self, person_id: UUID, token: str, csrf: str, expires_at: datetime, address: str) -> None:
        """Begin a session."""
        row = {
            "token_hash": token_hash_of(token),
            "person_id": person_id,
            "csrf": csrf,
            "address": address,
            "last_seen_at": self._now,
            "expires_at": expires_at,
        }
        self._connection.execute(ADD, row)

    def revoke(self, token_hash: str) -> None:
        """End one session."""
        self._connection.execute(REVOKE, {"hash": token_hash, "at": self._now})

    def revoke_all(self, person_id: UUID) -> None:
        """End all sessions of a person."""
        self._connection.execute(REVOKE_ALL, {"person": person_id, "at": self._now})

    def _moments(self) -> dict[str, datetime]:
        return {"now": self._now, "closing_since": self._now - CLOSING_FOR}

    def is_closing(self, person_id: UUID) -> bool:
        """True when this person of a vendor was cut off, or the campaign of their call is no longer shared with it."""
        return bool(self._connection.execute(IS_CLOSING, {"person": person_id, "now": self._now}).scalar())

    def of(self, person_id: UUID) -> list[dict[str, Any]]:
        """The live sessions of a person, the latest first."""
        return [dict(row) for row in self._connection.execute(OF, {"person": person_id, "now": self._now}).mappings()]

    def revoke_one(self, person_id: UUID, token_hash: str) -> bool:
        """End one session of this person; False when they have none of that digest."""
        values = {"person": person_id, "hash": token_hash, "at": self._now}
        return self._connection.execute(REVOKE_ONE, values).rowcount == 1

    def revoke_others(self, person_id: UUID, token_hash: str) -> None:
        """End all sessions of a person but this one."""
        self._connection.execute(REVOKE_OTHERS, {"person": person_id, "hash": token_hash, "at": self._now})

    def is_anywhere(self, person_id: UUID) -> bool:
        """True while any session of the person lives."""
        return bool(self._connection.execute(OTHERS_LIVE, {"person": person_id, "now": self._now}).scalar())

    def live_among(self, token_hashes: list[str]) -> set[str]:
        """Which of these sessions still live: the sockets' check, one query for all."""
        if not token_hashes:
            return set()
        return set(self._connection.execute(LIVE_AMONG, {"hashes": token_hashes, **self._moments()}).scalars())

    def note_failure(self, login: str, address: str) -> None:
        """Remember a failed sign-in."""
        self._connection.execute(FAIL, {"login": login[:200], "address": address, "at": self._now})

    def failures(self, login: str, address: str, since: datetime) -> tuple[int, int, datetime | None]:
        """Failures since then: of the login, of the address, and the latest of either."""
        of_login = self._connection.execute(FAILURES_OF_LOGIN, {"login": login[:200], "since": since}).one()
        of_address = self._connection.execute(FAILURES_OF_ADDRESS, {"address": address, "since": since}).one()
        latest = max((at for at in (of_login[1], of_address[1]) if at), default=None)
        return of_login[0], of_address[0], latest

    def forget_failures(self, login: str) -> None:
        """A good sign-in clears the account's count, not the address's."""
        self._connection.execute(FORGET_FAILURES, {"who": login[:200]})
