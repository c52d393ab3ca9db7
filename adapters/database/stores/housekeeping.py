"""Housekeeping: rows that have served are deleted in time, a few at once so that nobody waits for it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, bindparam, delete, or_, select, text

from adapters.database.stores.revisions import PASSING
from adapters.database.tables.add_ins import add_in_answers
from adapters.database.tables.ledger import idempotency_keys, outbox
from adapters.database.tables.people import sessions, sign_in_failures
from adapters.database.tables.studio import draft_asides, draft_editors, draft_revisions

AT_ONCE = 5000


def _oldest(table: Any, key: Any, *conditions: Any) -> Delete:
    """Delete up to AT_ONCE rows that meet the conditions."""
    return delete(table).where(key.in_(select(key).where(*conditions).limit(AT_ONCE).with_for_update(skip_locked=True)))


BEFORE: BindParameter[datetime] = bindparam("before")
SENT = _oldest(outbox, outbox.c.id, outbox.c.sent_at < BEFORE)
KEYS = _oldest(idempotency_keys, idempotency_keys.c.key, idempotency_keys.c.created_at < BEFORE)
FAILURES = _oldest(sign_in_failures, sign_in_failures.c.id, sign_in_failures.c.at < BEFORE)
SESSIONS = _oldest(sessions, sessions.c.token_hash, or_(sessions.c.expires_at < BEFORE, sessions.c.revoked_at < BEFORE))
ASIDES = _oldest(draft_asides, draft_asides.c.id, draft_asides.c.at < BEFORE)
# Few and narrow, so no limit: the tables have no key of one column to pick by.
CUT_TEXTS = delete(draft_revisions).where(draft_revisions.c.cut_at < BEFORE)
PASSED_TEXTS = delete(draft_revisions).where(draft_revisions.c.burst == PASSING, draft_revisions.c.cut_at < BEFORE)
EDITORS = delete(draft_editors).where(draft_editors.c.seen_at < BEFORE)
ANSWERS = _oldest(add_in_answers, add_in_answers.c.id, add_in_answers.c.asked_at < BEFORE)
TAKE_TURN = text("SELECT pg_try_advisory_xact_lock(hashtext('cuecard.' || :name))")


class HousekeepingStore:
    """What one transaction clears away; each function returns how many rows it deleted, AT_ONCE at most."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def take_turn(self, name: str) -> bool:
        """Be the only one at the named work until the transaction ends; False when another process is."""
        return bool(self._connection.execute(TAKE_TURN, {"name": name}).scalar())

    def forget_sent(self, after: timedelta) -> int:
        """Outbox rows that were sent that long ago."""
        return self._delete(SENT, after)

    def forget_keys(self, after: timedelta) -> int:
        """Idempotency keys that were used that long ago."""
        return self._delete(KEYS, after)

    def forget_sign_in_failures(self, after: timedelta) -> int:
        """Failed sign-ins of that long ago."""
        return self._delete(FAILURES, after)

    def forget_sessions(self, after: timedelta) -> int:
        """Sessions that ended that long ago."""
        return self._delete(SESSIONS, after)

    def forget_asides(self, after: timedelta) -> int:
        """Texts that were set aside that long ago, and those that were cut from the history of their draft."""
        return self._delete(ASIDES, after) + self._delete(CUT_TEXTS, after)

    def forget_passed_texts(self, after: timedelta) -> int:
        """Texts that their writer typed on from that long ago."""
        return self._delete(PASSED_TEXTS, after)

    def forget_editors(self, after: timedelta) -> int:
        """Those who stopped editing that long ago."""
        return self._delete(EDITORS, after)

    def forget_answers(self, after: timedelta) -> int:
        """What lookups answered that long ago."""
        return self._delete(ANSWERS, after)

    def _delete(self, statement: Delete, after: timedelta) -> int:
        return self._connection.execute(statement, {"before": self._now - after}).rowcount
