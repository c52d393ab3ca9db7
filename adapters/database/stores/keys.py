"""Idempotency keys: each form may take effect once (P2)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.ledger import idempotency_keys
from flows.errors import InvalidError

TAKE = insert(idempotency_keys).on_conflict_do_nothing(index_elements=["key"]).returning(idempotency_keys.c.key)
FIND = select(idempotency_keys).where(idempotency_keys.c.key == bindparam("key"))
ANSWER = idempotency_keys.update().where(idempotency_keys.c.key == bindparam("taken")).values(answer=bindparam("reply"))


@dataclass(frozen=True)
class Submission:
    """One pressing of a form's button: the key it was rendered with, who pressed, where, and a digest of what was in it."""

    key: str
    person_id: UUID
    path: str
    body_sha256: str


class AlreadyDone(Exception):  # noqa: N818 - not an error: the same request came again
    """This submission took effect before; `answer` is what was noted then."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("already done")
        self.answer = answer


@dataclass
class KeyStore:
    """The keys of one transaction."""

    connection: Connection
    taken: str = ""
    noted: dict[str, Any] = field(default_factory=dict)

    def take(self, submission: Submission) -> None:
        """Use the key up. Raises `AlreadyDone` when it was used for the same body, `InvalidError` when for another.

        A second request with the key waits here until the first one's transaction ends.
        """
        row = {
            "key": submission.key,
            "person_id": submission.person_id,
            "path": submission.path,
            "body_sha256": submission.body_sha256,
            "answer": {},
        }
        if self.connection.execute(TAKE, row).scalar() is not None:
            self.taken = submission.key
            return
        found = self.connection.execute(FIND, {"key": submission.key}).one()
        same = (found.person_id, found.path, found.body_sha256) == (submission.person_id, submission.path, submission.body_sha256)
        if not same:
            raise InvalidError("key_reused")
        raise AlreadyDone(found.answer)

    def note(self, **answer: Any) -> None:
        """Keep what a repeated request is to be told, e.g. the id of what was made."""
        self.noted |= answer
        if self.taken:
            self.connection.execute(ANSWER, {"taken": self.taken, "reply": self.noted})
