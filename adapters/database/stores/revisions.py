"""The history of drafts: each text with what led to it. Whoever changes it holds the key's lock (`ScriptStore.lock`)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, bindparam, cast, func, literal, select

from adapters.database.tables.people import people
from adapters.database.tables.studio import draft_revisions as revisions

PASSED_FOR = timedelta(minutes=10)
"""How long a text that its writer typed on from is kept: a page takes the newest text every ten seconds."""

_OF_KEY = revisions.c.key == bindparam("name")
_OTHERS = revisions.alias("others")
_ON_LINE = (_OTHERS.c.key == revisions.c.key, _OTHERS.c.cut_at.is_(None))
_EARLIER = select(func.max(_OTHERS.c.number)).where(*_ON_LINE, _OTHERS.c.number < revisions.c.number).scalar_subquery()
_LATER = select(func.min(_OTHERS.c.number)).where(*_ON_LINE, _OTHERS.c.number > revisions.c.number).scalar_subquery()
_WITHOUT_TEXT = [column for column in revisions.c if column.name != "source"]
CURRENT = (
    select(*_WITHOUT_TEXT, people.c.name.label("by_name"), _EARLIER.label("earlier"), _LATER.label("later"))
    .outerjoin(people, people.c.id == revisions.c.by)
    .where(_OF_KEY, revisions.c.current)
)
GET = (
    select(revisions, people.c.name.label("by_name"))
    .outerjoin(people, people.c.id == revisions.c.by)
    .where(_OF_KEY, revisions.c.number == bindparam("wanted"))
)
LABEL = (
    select(revisions.c.label, revisions.c.by, people.c.name.label("by_name"))
    .outerjoin(people, people.c.id == revisions.c.by)
    .where(_OF_KEY, revisions.c.number == bindparam("wanted"))
)
TEXT = select(revisions.c.source).where(_OF_KEY, revisions.c.sha256 == bindparam("fingerprint")).limit(1)
TEXTS = select(revisions.c.source).where(_OF_KEY)
LINE = select(revisions.c.number, revisions.c.sha256, revisions.c.renames, revisions.c.current)
LINE = LINE.where(_OF_KEY, revisions.c.cut_at.is_(None)).order_by(revisions.c.number.desc())
NEWEST = select(func.coalesce(func.max(revisions.c.number), literal(0))).where(_OF_KEY)
LEAVE = revisions.update().where(_OF_KEY, revisions.c.current).values(current=False)
STAND = revisions.update().where(_OF_KEY, revisions.c.number == bindparam("wanted")).values(current=True, burst="")
ADD = revisions.insert()
# A colleague's page may show a text that is only passed through; for a while it can be found.
PASSING = "passing"
_COPIED = ("key", "source", "sha256", "label", "renames", "by", "began_at", "at")
PASS = revisions.insert().from_select(
    [*_COPIED, "number", "burst", "cut_at"],
    select(
        *(revisions.c[name] for name in _COPIED),
        select(func.max(_OTHERS.c.number) + 1).where(_OTHERS.c.key == bindparam("name")).scalar_subquery(),
        literal(PASSING),
        cast(bindparam("now"), DateTime(timezone=True)),
    ).where(_OF_KEY, revisions.c.current),
)
FORGET_PASSED = revisions.delete().where(_OF_KEY, revisions.c.burst == PASSING, revisions.c.cut_at < bindparam("before"))
REPLACE = (
    revisions.update()
    .where(_OF_KEY, revisions.c.current)
    .values(source=bindparam("text"), sha256=bindparam("fingerprint"), at=bindparam("now"))
)
TIP = (
    select(revisions.c.source, revisions.c.sha256, revisions.c.by, revisions.c.at)
    .where(_OF_KEY, revisions.c.cut_at.is_(None), revisions.c.number > bindparam("after"))
    .order_by(revisions.c.number.desc())
    .limit(1)
)
CUT = (
    revisions.update()
    .where(_OF_KEY, revisions.c.cut_at.is_(None), revisions.c.number > bindparam("after"))
    .values(cut_at=bindparam("now"), current=False, burst="")
)
_LAST_KEPT = (
    select(_OTHERS.c.number)
    .where(_OTHERS.c.key == bindparam("name"), _OTHERS.c.cut_at.is_(None))
    .order_by(_OTHERS.c.number.desc())
    .offset(bindparam("most"))
    .limit(1)
    .scalar_subquery()
)
TRIM = revisions.delete().where(_OF_KEY, revisions.c.cut_at.is_(None), revisions.c.number <= _LAST_KEPT)


class RevisionStore:
    """The line of texts of each key, of which one is current, in one transaction; rows are mappings with the table's columns."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def current(self, key: str) -> dict[str, Any] | None:
        """The revision that stands, without its text; `earlier` and `later`: the numbers beside it on the line, `by_name`: who wrote it."""
        return self._one(CURRENT, {"name": key})

    def get(self, key: str, number: int) -> dict[str, Any] | None:
        """A revision with its text."""
        return self._one(GET, {"name": key, "wanted": number})

    def label(self, key: str, number: int) -> dict[str, Any] | None:
        """What led to a revision: `label`, `by`, `by_name`."""
        return self._one(LABEL, {"name": key, "wanted": number})

    def text(self, key: str, sha256: str) -> str | None:
        """A text the key once had, on the line or cut from it."""
        return self._connection.execute(TEXT, {"name": key, "fingerprint": sha256}).scalar()

    def texts(self, key: str) -> list[str]:
        """Every text the key is known to have had."""
        return list(self._connection.execute(TEXTS, {"name": key}).scalars())

    def line(self, key: str) -> list[dict[str, Any]]:
        """The line, the newest first: number, sha256, renames, current."""
        return [dict(row) for row in self._connection.execute(LINE, {"name": key}).mappings()]

    def add(
        self, key: str, source: str, sha256: str, label: Mapping[str, Any], *, burst: str, renames: list[list[str]], by: UUID | None
    ) -> int:
        """A new text behind all others, which becomes the current one; returns its number."""
        number: int = self._connection.execute(NEWEST, {"name": key}).scalar_one() + 1
        self._connection.execute(LEAVE, {"name": key})
        columns = {"label": dict(label), "renames": renames, "burst": burst, "by": by, "began_at": self._now, "at": self._now}
        self._connection.execute(ADD, {"key": key, "number": number, "source": source, "sha256": sha256, "current": True, **columns})
        return number

    def replace(self, key: str, source: str, sha256: str) -> None:
        """Another text in the place of the current one, whose writer is still typing; the one before can be found for PASSED_FOR."""
        self._connection.execute(FORGET_PASSED, {"name": key, "before": self._now - PASSED_FOR})
        self._connection.execute(PASS, {"name": key, "now": self._now})
        self._connection.execute(REPLACE, {"name": key, "text": source, "fingerprint": sha256, "now": self._now})

    def stand_at(self, key: str, number: int) -> None:
        """Make another revision of the line the current one; nobody types on in it."""
        self._connection.execute(LEAVE, {"name": key})
        self._connection.execute(STAND, {"name": key, "wanted": number})

    def cut(self, key: str, after: int) -> dict[str, Any] | None:
        """Take what comes after a number off the line; returns the last text of it, None where there was nothing."""
        tip = self._one(TIP, {"name": key, "after": after})
        if tip is not None:
            self._connection.execute(CUT, {"name": key, "after": after, "now": self._now})
        return tip

    def trim(self, key: str, most: int) -> None:
        """Forget the oldest texts of a line that has more than `most`."""
        self._connection.execute(TRIM, {"name": key, "most": most})

    def _one(self, statement: Any, values: Mapping[str, Any]) -> dict[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return dict(row) if row else None
