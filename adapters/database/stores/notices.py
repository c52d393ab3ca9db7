"""Notices: what is told to desks, to whom, and who has read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.stores.sessions import Person
from adapters.database.tables.routing import notice_acknowledgements, notices

ADD = notices.insert()
# An audience names everybody, all who belong to no vendor ("staff"), teams or vendors; what was acknowledged is not shown again.
OPEN_FOR = text("""
    SELECT n.id, n.kind, n.text_en, n.text_zh, n.changes, n.must_acknowledge, n.created_at, p.name AS sender
    FROM notices n LEFT JOIN people p ON p.id = n.created_by
    WHERE (n.expires_at IS NULL OR n.expires_at > :now)
      AND (n.audience @> '{"everyone": true}'
           OR (n.audience @> '{"staff": true}' AND :vendor = '')
           OR n.audience -> 'roles' @> to_jsonb(CAST(:role AS text))
           OR n.audience -> 'teams' @> to_jsonb(CAST(:team AS text))
           OR n.audience -> 'vendors' @> to_jsonb(CAST(:vendor AS text))
           OR n.audience -> 'people' @> to_jsonb(CAST(:person AS text)))
      AND NOT EXISTS (SELECT 1 FROM notice_acknowledgements a WHERE a.notice_id = n.id AND a.person_id = :person_id)
    ORDER BY n.created_at DESC LIMIT 10
""")
_READ = insert(notice_acknowledgements)
ACKNOWLEDGE = _READ.on_conflict_do_nothing()
RECENT = text("""
    SELECT n.id, n.kind, n.text_en, n.text_zh, n.changes, n.audience, n.must_acknowledge, n.created_at, p.name AS sender,
           (SELECT count(*) FROM notice_acknowledgements a WHERE a.notice_id = n.id) AS acknowledged
    FROM notices n LEFT JOIN people p ON p.id = n.created_by
    WHERE NOT jsonb_exists(n.audience, 'people') AND NOT jsonb_exists(n.audience, 'roles')
    ORDER BY n.created_at DESC LIMIT :limit
""")
READS = (
    select(notice_acknowledgements.c.notice_id, func.count())
    .where(notice_acknowledgements.c.notice_id.in_(bindparam("wanted", expanding=True)))
    .group_by(notice_acknowledgements.c.notice_id)
)
# What is meant for one desk names one person; the newest message of each stands for how far the talk has come.
LAST_COACHING = text("""
    SELECT DISTINCT ON (n.audience #>> '{people,0}') CAST(n.audience #>> '{people,0}' AS uuid) AS person_id, n.created_at, a.at AS read_at
    FROM notices n LEFT JOIN notice_acknowledgements a
      ON a.notice_id = n.id AND a.person_id = CAST(n.audience #>> '{people,0}' AS uuid)
    WHERE n.kind = 'coaching' AND n.created_at > :since
    ORDER BY n.audience #>> '{people,0}', n.created_at DESC, n.id DESC
""")
COACHING_OF = text("""
    SELECT n.id, n.text_en AS text, n.created_at, p.name AS sender, a.at AS read_at
    FROM notices n LEFT JOIN people p ON p.id = n.created_by
    LEFT JOIN notice_acknowledgements a ON a.notice_id = n.id AND a.person_id = :person_id
    WHERE n.kind = 'coaching' AND n.created_at > :since AND n.audience -> 'people' @> to_jsonb(CAST(:person AS text))
    ORDER BY n.created_at DESC, n.id DESC LIMIT :limit
""")
WAS_TOLD = text("""
    SELECT 1 FROM notices WHERE kind = :kind AND created_by = :by AND created_at > :since
      AND audience -> 'people' @> to_jsonb(CAST(:person AS text)) LIMIT 1
""")
AUDIENCE = text("""
    SELECT id FROM people
    WHERE disabled_at IS NULL AND (role = ANY(:roles) OR (role IN ('agent', 'vendor')
      AND (:everyone OR (:staff AND vendor_id IS NULL)
           OR CAST(team_id AS text) = ANY(:teams) OR CAST(vendor_id AS text) = ANY(:vendors) OR CAST(id AS text) = ANY(:people))))
""")
REPLACE = (
    notices.update().where(notices.c.kind == bindparam("wanted"), notices.c.expires_at > bindparam("at")).values(expires_at=bindparam("at"))
)


GET = select(notices).where(notices.c.id == bindparam("wanted"))
READERS = text("""
    SELECT p.id, p.name, coalesce(v.name, t.name, '') AS of_team, a.at
    FROM people p LEFT JOIN teams t ON t.id = p.team_id LEFT JOIN vendors v ON v.id = p.vendor_id
    LEFT JOIN notice_acknowledgements a ON a.person_id = p.id AND a.notice_id = :notice
    WHERE a.at IS NOT NULL OR (p.disabled_at IS NULL AND p.role IN ('agent', 'vendor')
      AND (:everyone OR (:staff AND p.vendor_id IS NULL)
           OR CAST(p.team_id AS text) = ANY(:teams) OR CAST(p.vendor_id AS text) = ANY(:vendors) OR CAST(p.id AS text) = ANY(:people)))
    ORDER BY a.at IS NOT NULL, p.name
""")


class NoticeStore:
    """The notices of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, *, audience: Mapping[str, Any], **columns: Any) -> list[UUID]:
        """Tell something to an audience: `{"everyone": true}`, or ids under teams, vendors, people, names under
        roles, and `"staff": true`.

        Returns whose desks show it.
        """
        self._connection.execute(ADD, {"audience": dict(audience), "created_at": self._now, **columns})
        wanted = {name: [str(each) for each in audience.get(name, [])] for name in ("teams", "vendors", "people", "roles")}
        return list(
            self._connection.execute(
                AUDIENCE, {"everyone": bool(audience.get("everyone")), "staff": bool(audience.get("staff")), **wanted}
            ).scalars()
        )

    def replace(self, kind: str) -> None:
        """Take what was told of this kind off all desks: something newer is about to be told."""
        self._connection.execute(REPLACE, {"wanted": kind, "at": self._now})

    def open_for(self, person: Person) -> list[dict[str, Any]]:
        """What this person has not acknowledged yet, newest first."""
        values = {
            "now": self._now,
            "team": str(person.team_id or ""),
            "vendor": str(person.vendor_id or ""),
            "role": person.role,
            "person": str(person.id),
            "person_id": person.id,
        }
        return [dict(row) for row in self._connection.execute(OPEN_FOR, values).mappings()]

    def acknowledge(self, notice_id: UUID, person_id: UUID) -> None:
        """This person has read it."""
        self._connection.execute(ACKNOWLEDGE, {"notice_id": notice_id, "person_id": person_id, "at": self._now})

    def recent(self, limit: int = 50) -> list[dict[str, Any]]:
        """The latest notices to many with how many have acknowledged them; what was meant for one desk is not among them."""
        return [dict(row) for row in self._connection.execute(RECENT, {"limit": limit}).mappings()]

    def reads(self, notice_ids: Sequence[UUID]) -> dict[UUID, int]:
        """How many have acknowledged each of these notices; those that nobody has are left out."""
        return {row[0]: row[1] for row in self._connection.execute(READS, {"wanted": list(notice_ids)})} if notice_ids else {}

    def get(self, notice_id: UUID) -> dict[str, Any] | None:
        """One notice, or None."""
        row = self._connection.execute(GET, {"wanted": notice_id}).mappings().one_or_none()
        return dict(row) if row else None

    def readers(self, notice_id: UUID, audience: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Whom a notice is for, and when each has acknowledged it; those who have not come first."""
        wanted = {name: [str(each) for each in audience.get(name, [])] for name in ("teams", "vendors", "people")}
        values = {"notice": notice_id, "everyone": bool(audience.get("everyone")), "staff": bool(audience.get("staff")), **wanted}
        return [dict(row) for row in self._connection.execute(READERS, values).mappings()]

    def last_coaching(self, since: datetime) -> list[dict[str, Any]]:
        """The newest coaching message to each agent since then: person_id, created_at, and read_at or None."""
        return [dict(row) for row in self._connection.execute(LAST_COACHING, {"since": since}).mappings()]

    def coaching_of(self, person_id: UUID, since: datetime, limit: int = 5) -> list[dict[str, Any]]:
        """The coaching messages to one agent since then, newest first: id, text, created_at, sender, and read_at or None."""
        values = {"person_id": person_id, "person": str(person_id), "since": since, "limit": limit}
        return [dict(row) for row in self._connection.execute(COACHING_OF, values).mappings()]

    def was_told(self, kind: str, person_id: UUID, by: UUID, since: datetime) -> bool:
        """If this person was told this kind of thing by that one since then."""
        values = {"kind": kind, "person": str(person_id), "by": by, "since": since}
        return self._connection.execute(WAS_TOLD, values).first() is not None
