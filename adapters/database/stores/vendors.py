"""Vendors: their links, their shares of campaigns, the tasks allotted to them, and what their people do (P14)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.stores.administration import insist
from adapters.database.stores.sessions import token_hash_of
from adapters.database.tables.outbound import campaign_shares, vendor_links
from adapters.database.tables.people import vendors

ADD = vendors.insert()
GET = select(vendors).where(vendors.c.id == bindparam("wanted"))
GET_LOCKED = GET.with_for_update()
SET_EXPIRY = vendors.update().where(vendors.c.id == bindparam("wanted")).values(expires_at=bindparam("at"))
REVOKE = vendors.update().where(vendors.c.id == bindparam("wanted"), vendors.c.revoked_at.is_(None)).values(revoked_at=bindparam("at"))
ALL = text("""
    SELECT v.*, (SELECT count(*) FROM people p WHERE p.vendor_id = v.id AND p.role = 'agent' AND p.disabled_at IS NULL) AS agents,
           (SELECT count(*) FROM tasks t WHERE t.vendor_id = v.id AND t.state IN ('ready', 'offered', 'claimed')) AS open_tasks
    FROM vendors v ORDER BY v.revoked_at IS NOT NULL, v.name
""")
# One use: whoever changes the row first has it; used, expired, revoked and unknown are one and the same afterwards.
USE_LINK = text("""
    UPDATE vendor_links l SET used_at = :now FROM vendors v
    WHERE l.token_hash = :hash AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > :now
      AND v.id = l.vendor_id AND v.revoked_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > :now)
    RETURNING l.vendor_id
""")
LINK_OPEN = text("""
    SELECT v.id, v.name FROM vendor_links l JOIN vendors v ON v.id = l.vendor_id
    WHERE l.token_hash = :hash AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > :now
      AND v.revoked_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > :now)
""")
ADD_LINK = vendor_links.insert()
LINKS = select(vendor_links).where(vendor_links.c.vendor_id == bindparam("vendor")).order_by(vendor_links.c.created_at.desc())
REVOKE_LINKS = (
    vendor_links.update()
    .where(vendor_links.c.vendor_id == bindparam("vendor"), vendor_links.c.used_at.is_(None), vendor_links.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
)
_SHARE = insert(campaign_shares)
PUT_SHARE = _SHARE.on_conflict_do_update(
    index_elements=["campaign_id", "vendor_id"],
    set_={"share": _SHARE.excluded.share, "expires_at": _SHARE.excluded.expires_at, "revoked_at": None},
)
REVOKE_SHARE = (
    campaign_shares.update()
    .where(
        campaign_shares.c.id == bindparam("wanted"),
        campaign_shares.c.vendor_id == bindparam("vendor"),
        campaign_shares.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)
SHARES = text("""
    SELECT s.*, c.key, c.name_en, c.name_zh, c.state AS campaign_state,
           (SELECT count(*) FROM tasks t WHERE t.campaign_id = s.campaign_id AND t.vendor_id = s.vendor_id
            AND t.state IN ('ready', 'offered', 'claimed')) AS open_tasks
    FROM campaign_shares s JOIN campaigns c ON c.id = s.campaign_id WHERE s.vendor_id = :vendor ORDER BY c.name_en
""")
VALID_SHARES = text("""
    SELECT s.id, s.campaign_id, s.vendor_id, s.share FROM campaign_shares s JOIN vendors v ON v.id = s.vendor_id
    WHERE s.revoked_at IS NULL AND s.expires_at > :now AND v.revoked_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > :now)
    ORDER BY s.id
""")
SHARED_TO_OTHERS = text("""
    SELECT coalesce(sum(share), 0) FROM campaign_shares
    WHERE campaign_id = :campaign AND vendor_id <> :vendor AND revoked_at IS NULL AND expires_at > :now
""")
LOCK_CAMPAIGN = text("SELECT id FROM campaigns WHERE id = :campaign FOR UPDATE")
# The whole campaign counts, done tasks too: a vendor who works faster gets no more than the share, new leads are shared as they come.
COUNT_TASKS = text("""
    SELECT count(*) AS of_campaign, count(*) FILTER (WHERE vendor_id = :vendor) AS of_vendor
    FROM tasks WHERE campaign_id = :campaign AND kind = 'call'
""")
# Which tasks goes by a digest of their ids: the same every time, and no cherry-picking from the list's order.
# Picked in a CTE, which runs once: a subquery with LIMIT may be run again for every row by a nested loop, and picks others each time.
ALLOT = text("""
    WITH picked AS MATERIALIZED (
        SELECT id FROM tasks WHERE campaign_id = :campaign AND vendor_id IS NULL AND state = 'ready' AND kind = 'call'
          AND for_person_id IS NULL AND attempts = 0
        ORDER BY md5(CAST(id AS text)) LIMIT :wanted FOR UPDATE SKIP LOCKED)
    UPDATE tasks t SET vendor_id = :vendor FROM picked WHERE t.id = picked.id
""")
TAKE_BACK = text("""
    WITH picked AS MATERIALIZED (
        SELECT id FROM tasks WHERE campaign_id = :campaign AND vendor_id = :vendor AND state = 'ready' AND kind = 'call'
        ORDER BY md5(CAST(id AS text)) DESC LIMIT :wanted FOR UPDATE SKIP LOCKED)
    UPDATE tasks t SET vendor_id = NULL FROM picked WHERE t.id = picked.id
""")
# A task under a live call or an open attempt stays with its holder until that ends; the next look takes it back.
GIVE_BACK = text("""
    UPDATE tasks SET vendor_id = NULL, state = 'ready', holder_id = NULL, lease_until = NULL, for_person_id = NULL, for_person_until = NULL
    WHERE vendor_id IS NOT NULL AND state IN ('ready', 'claimed')
      AND NOT EXISTS (SELECT 1 FROM campaign_shares s JOIN vendors v ON v.id = s.vendor_id
                      WHERE s.campaign_id = tasks.campaign_id AND s.vendor_id = tasks.vendor_id AND s.revoked_at IS NULL
                        AND s.expires_at > :now AND v.revoked_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > :now))
      AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.task_id = tasks.id AND i.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.task_id = tasks.id AND a.state IN ('intended', 'dialling', 'unknown'))
""")
PEOPLE = text("""
    SELECT p.id, p.login, p.name, p.badge, p.role, p.extension, p.expires_at, p.disabled_at,
           coalesce(x.state, 'offline') AS presence, x.reason, x.since,
           coalesce(a.attempts, 0) AS attempts, coalesce(a.answered, 0) AS answered, coalesce(a.reached, 0) AS reached
    FROM people p LEFT JOIN presence x ON x.person_id = p.id
    LEFT JOIN (SELECT person_id, count(*) AS attempts, count(*) FILTER (WHERE result = 'answered') AS answered,
                      count(*) FILTER (WHERE right_party = 'yes') AS reached
               FROM attempts WHERE vendor_id = :vendor AND intended_at >= :since AND state <> 'refused' GROUP BY person_id) a
           ON a.person_id = p.id
    WHERE p.vendor_id = :vendor ORDER BY p.role DESC, p.disabled_at IS NOT NULL, p.name
""")
RESULTS = text("""
    SELECT coalesce(i.disposition_code, '') AS code, d.label_en, d.label_zh, count(*) AS calls
    FROM interactions i JOIN tasks t ON t.id = i.task_id JOIN people p ON p.id = i.person_id
    LEFT JOIN dispositions d ON d.code = i.disposition_code
    WHERE p.vendor_id = :vendor AND i.offered_at >= :since AND i.disposition_code IS NOT NULL
    GROUP BY 1, 2, 3 ORDER BY calls DESC, 1
""")
CUT_OFF_AT_WORK = text("""
    SELECT p.id FROM people p JOIN vendors v ON v.id = p.vendor_id JOIN presence x ON x.person_id = p.id AND x.state <> 'offline'
    WHERE p.disabled_at IS NOT NULL OR p.expires_at <= :now OR v.revoked_at IS NOT NULL OR v.expires_at <= :now
""")
EXPIRE_PEOPLE = text("UPDATE people SET expires_at = :at WHERE vendor_id = :vendor")
EXPIRE_SHARES = text("UPDATE campaign_shares SET expires_at = :at WHERE vendor_id = :vendor AND revoked_at IS NULL")
EXTENSION_LOCK = 0x0C0E_E071
NEXT_EXTENSION = text("""
    SELECT coalesce(max(CAST(extension AS bigint)), 7000) + 1 FROM people WHERE extension ~ '^7[0-9]{3}$'
""")


class VendorStore:
    """The vendors of one transaction; rows are mappings with the columns of their tables."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, **columns: Any) -> None:
        """Add a vendor. Raises InvalidError where the name is taken."""
        insist(self._connection, ADD, {"created_at": self._now, **columns})

    def get(self, vendor_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """One vendor; `lock` holds the row until the transaction ends."""
        row = self._connection.execute(GET_LOCKED if lock else GET, {"wanted": vendor_id}).mappings().one_or_none()
        return dict(row) if row else None

    def all(self) -> list[dict[str, Any]]:
        """Every vendor with the numbers of agents and open tasks; the revoked ones last."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def set_expiry(self, vendor_id: UUID, at: datetime) -> None:
        """When the vendor, all its accounts and all its shares end."""
        self._connection.execute(SET_EXPIRY, {"wanted": vendor_id, "at": at})
        self._connection.execute(EXPIRE_PEOPLE, {"vendor": vendor_id, "at": at})
        self._connection.execute(EXPIRE_SHARES, {"vendor": vendor_id, "at": at})

    def revoke(self, vendor_id: UUID) -> bool:
        """End a vendor now; False when it was ended before."""
        return self._connection.execute(REVOKE, {"wanted": vendor_id, "at": self._now}).rowcount == 1

    def add_link(self, link_id: UUID, vendor_id: UUID, token: str, expires_at: datetime, created_by: UUID) -> None:
        """Store a link; only the digest of its token is kept."""
        row = {
            "id": link_id,
            "vendor_id": vendor_id,
            "token_hash": token_hash_of(token),
            "expires_at": expires_at,
            "created_by": created_by,
        }
        self._connection.execute(ADD_LINK, {**row, "created_at": self._now})

    def links(self, vendor_id: UUID) -> list[dict[str, Any]]:
        """All links of a vendor, the latest first."""
        return [dict(row) for row in self._connection.execute(LINKS, {"vendor": vendor_id}).mappings()]

    def revoke_links(self, vendor_id: UUID) -> int:
        """Revoke the links nobody has used yet; returns how many."""
        return self._connection.execute(REVOKE_LINKS, {"vendor": vendor_id, "at": self._now}).rowcount

    def of_link(self, token: str) -> dict[str, Any] | None:
        """The vendor (id, name) whose link may be used with this token, or None."""
        row = self._connection.execute(LINK_OPEN, {"hash": token_hash_of(token), "now": self._now}).mappings().one_or_none()
        return dict(row) if row else None

    def use_link(self, token: str) -> UUID | None:
        """Use a link up; the vendor's id, or None when it may not be used (any more)."""
        return self._connection.execute(USE_LINK, {"hash": token_hash_of(token), "now": self._now}).scalar()

    def put_share(self, **columns: Any) -> None:
        """Give a vendor a share of a campaign, or change the one it has."""
        self._connection.execute(PUT_SHARE, columns)

    def revoke_share(self, share_id: UUID, vendor_id: UUID) -> bool:
        """End a share; False when this vendor has none of that id, or it ended before."""
        return self._connection.execute(REVOKE_SHARE, {"wanted": share_id, "vendor": vendor_id, "at": self._now}).rowcount == 1

    def shares(self, vendor_id: UUID) -> list[dict[str, Any]]:
        """The shares of a vendor, with the campaign's names and the tasks still open."""
        return [dict(row) for row in self._connection.execute(SHARES, {"vendor": vendor_id}).mappings()]

    def valid_shares(self) -> list[dict[str, Any]]:
        """Every share that counts now."""
        return [dict(row) for row in self._connection.execute(VALID_SHARES, {"now": self._now}).mappings()]

    def shared_to_others(self, campaign_id: UUID, vendor_id: UUID) -> Any:
        """The sum of the other vendors' shares of a campaign, as a Decimal; the campaign is locked until the end."""
        self._connection.execute(LOCK_CAMPAIGN, {"campaign": campaign_id})
        values = {"campaign": campaign_id, "vendor": vendor_id, "now": self._now}
        return self._connection.execute(SHARED_TO_OTHERS, values).scalar_one()

    def task_counts(self, campaign_id: UUID, vendor_id: UUID) -> tuple[int, int]:
        """How many tasks a campaign has, and how many of them this vendor has or had."""
        row = self._connection.execute(COUNT_TASKS, {"campaign": campaign_id, "vendor": vendor_id}).one()
        return row.of_campaign, row.of_vendor

    def allot(self, campaign_id: UUID, vendor_id: UUID, wanted: int) -> int:
        """Allot up to that many ready tasks nobody has tried; returns how many it were."""
        return self._connection.execute(ALLOT, {"campaign": campaign_id, "vendor": vendor_id, "wanted": wanted}).rowcount

    def take_back(self, campaign_id: UUID, vendor_id: UUID, wanted: int) -> int:
        """Take that many ready tasks back from a vendor; returns how many it were."""
        return self._connection.execute(TAKE_BACK, {"campaign": campaign_id, "vendor": vendor_id, "wanted": wanted}).rowcount

    def give_back(self) -> int:
        """Give every task back whose vendor has no valid share any more; returns how many."""
        return self._connection.execute(GIVE_BACK, {"now": self._now}).rowcount

    def people(self, vendor_id: UUID, since: datetime) -> list[dict[str, Any]]:
        """The vendor's people with their presence, and their attempts since then."""
        return [dict(row) for row in self._connection.execute(PEOPLE, {"vendor": vendor_id, "since": since}).mappings()]

    def results(self, vendor_id: UUID, since: datetime) -> list[dict[str, Any]]:
        """The dispositions of the vendor's calls since then, with how many."""
        return [dict(row) for row in self._connection.execute(RESULTS, {"vendor": vendor_id, "since": since}).mappings()]

    def cut_off_at_work(self) -> list[UUID]:
        """People of vendors whose account, vendor or time has ended and who are not offline yet."""
        return list(self._connection.execute(CUT_OFF_AT_WORK, {"now": self._now}).scalars())

    def next_extension(self) -> str:
        """The next free extension of the vendors' range, 7001 to 7999; one transaction at a time."""
        self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": EXTENSION_LOCK})
        return str(self._connection.execute(NEXT_EXTENSION).scalar_one())
