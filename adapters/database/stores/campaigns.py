"""Campaigns: what runs for whom, who belongs to it, and whether this installation dials at all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.ledger import facts
from adapters.database.tables.outbound import campaign_people, campaigns
from flows.outbound.abandonment import DialMode
from flows.outbound.campaign import Campaign, CampaignState
from flows.outbound.suppression import Purpose
from flows.routing.distribution import Distribution

CALLBACKS = "callbacks"
"""The key of the campaign that carries out callbacks promised on inbound calls: its tasks are everybody's."""
DEFAULT_SELLER = "seller"

GET = select(campaigns).where(campaigns.c.id == bindparam("wanted"))
GET_LOCKED = GET.with_for_update()
BY_KEY = select(campaigns).where(campaigns.c.key == bindparam("wanted"))
ALL = select(campaigns).order_by(campaigns.c.name_en)
SELLER = select(campaigns.c.seller).where(campaigns.c.id == bindparam("wanted"))
FACT = select(facts.c.value).where(facts.c.name == bindparam("wanted"))
_FACT = insert(facts)
SET_FACT = _FACT.on_conflict_do_update(index_elements=["name"], set_={"value": _FACT.excluded.value, "at": _FACT.excluded.at})
ADD = campaigns.insert()
ENSURE = insert(campaigns).on_conflict_do_nothing(index_elements=["key"])
ADD_NEW = ENSURE.returning(campaigns.c.id)
SET_STATE = (
    campaigns.update().where(campaigns.c.id == bindparam("campaign")).values(state=bindparam("to"), state_reason=bindparam("because"))
)
SET_DISTRIBUTION = (
    campaigns.update()
    .where(campaigns.c.id == bindparam("campaign"))
    .values(distribution=bindparam("to"), callback_held_minutes=bindparam("minutes"))
)
JOIN = insert(campaign_people).on_conflict_do_nothing()
LEAVE = campaign_people.delete().where(
    campaign_people.c.campaign_id == bindparam("campaign"), campaign_people.c.person_id == bindparam("who")
)
# Our own agents belong to a campaign one by one; a vendor's agents to those their vendor has a valid share of.
WORKABLE = text("""
    SELECT EXISTS (
        SELECT 1 FROM campaigns c
        WHERE c.state = 'running' AND (c.starts_at IS NULL OR c.starts_at <= :now) AND (c.ends_at IS NULL OR c.ends_at > :now)
          AND CASE WHEN CAST(:vendor AS uuid) IS NULL
              THEN EXISTS (SELECT 1 FROM campaign_people cp WHERE cp.campaign_id = c.id AND cp.person_id = :person)
              ELSE EXISTS (SELECT 1 FROM campaign_shares s WHERE s.campaign_id = c.id AND s.vendor_id = CAST(:vendor AS uuid)
                           AND s.revoked_at IS NULL AND s.expires_at > :now) END)
""")
SHARE_HOLDS = text("""
    SELECT EXISTS (SELECT 1 FROM campaign_shares s WHERE s.campaign_id = :campaign AND s.vendor_id = :vendor
                   AND s.revoked_at IS NULL AND s.expires_at > :now)
""")
# The agents whose desks say whether there is a campaign to work on.
CONCERNED = text("""
    SELECT person_id FROM campaign_people WHERE campaign_id = :campaign
    UNION SELECT p.id FROM people p JOIN campaign_shares s ON s.vendor_id = p.vendor_id WHERE s.campaign_id = :campaign AND p.role = 'agent'
    UNION SELECT holder_id FROM tasks WHERE campaign_id = :campaign AND state = 'claimed' AND holder_id IS NOT NULL
""")
# A marketing campaign none of whose open leads comes from a list that is still current.
OUTDATED = text("""
    SELECT c.id, c.region, max(l.list_obtained_on) AS newest
    FROM campaigns c JOIN leads l ON l.campaign_id = c.id AND l.state = 'open'
    WHERE c.state = 'running' AND c.purpose = 'marketing' GROUP BY c.id HAVING max(l.list_obtained_on) < :before
""")


def campaign_from(row: RowMapping | dict[str, Any]) -> Campaign:
    """The campaign of a stored row."""
    return Campaign(
        id=row["id"],
        key=row["key"],
        seller=row["seller"],
        purpose=Purpose(row["purpose"]),
        mode=DialMode(row["mode"]),
        script_key=row["script_key"],
        region=row["region"],
        state=CampaignState(row["state"]),
        state_reason=row["state_reason"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
    )


class CampaignStore:
    """The campaigns of one transaction; rows are mappings with the columns of `campaigns`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get(self, campaign_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """One campaign; `lock` holds the row until the transaction ends."""
        return self._one(GET_LOCKED if lock else GET, campaign_id)

    def by_key(self, key: str) -> dict[str, Any] | None:
        """The campaign of a key."""
        return self._one(BY_KEY, key)

    def all(self) -> list[dict[str, Any]]:
        """Every campaign, by name."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def add(self, **columns: Any) -> None:
        """Add a campaign."""
        self._connection.execute(ADD, columns)

    def add_new(self, **columns: Any) -> bool:
        """Add a campaign; False where its key is taken."""
        return self._connection.execute(ADD_NEW, columns).scalar() is not None

    def callbacks(self, campaign_id: UUID) -> dict[str, Any]:
        """The campaign of callbacks promised on inbound calls, made under that id where there is none yet."""
        found = self.by_key(CALLBACKS)
        if found is None:
            row = {
                "name_en": "Callbacks",
                "name_zh": "预约回访",
                "state": "running",
                "purpose": "service",
                "script_key": "",
                "caller_number": "",
                "distribution": Distribution.CALLBACKS,
            }
            self._connection.execute(ENSURE, {"id": campaign_id, "key": CALLBACKS, "seller": self.seller_of(None), **row})
            found = self.by_key(CALLBACKS)
        if found is None:
            raise AssertionError("the campaign of callbacks was not stored")
        return found

    def set_state(self, campaign_id: UUID, state: CampaignState, reason: str) -> None:
        """Move a campaign to a state, with the reason a person is told."""
        self._connection.execute(SET_STATE, {"campaign": campaign_id, "to": state, "because": reason})

    def set_distribution(self, campaign_id: UUID, distribution: Distribution, held_minutes: int) -> None:
        """Say what a campaign offers of itself, and how long a due callback waits for its agent."""
        self._connection.execute(SET_DISTRIBUTION, {"campaign": campaign_id, "to": distribution, "minutes": held_minutes})

    def join(self, campaign_id: UUID, person_id: UUID) -> None:
        """Let an agent work a campaign; twice is once."""
        self._connection.execute(JOIN, {"campaign_id": campaign_id, "person_id": person_id})

    def leave(self, campaign_id: UUID, person_id: UUID) -> None:
        """Let an agent work it no more."""
        self._connection.execute(LEAVE, {"campaign": campaign_id, "who": person_id})

    def may_work(self, person_id: UUID, vendor_id: UUID | None) -> bool:
        """True for an agent of at least one running campaign."""
        values = {"person": person_id, "vendor": vendor_id, "now": self._now}
        return bool(self._connection.execute(WORKABLE, values).scalar())

    def share_holds(self, campaign_id: UUID, vendor_id: UUID) -> bool:
        """True while a vendor's share of a campaign is neither expired nor revoked."""
        values = {"campaign": campaign_id, "vendor": vendor_id, "now": self._now}
        return bool(self._connection.execute(SHARE_HOLDS, values).scalar())

    def concerned(self, campaign_id: UUID) -> list[UUID]:
        """The agents whose desks show something of a campaign."""
        return list(self._connection.execute(CONCERNED, {"campaign": campaign_id}).scalars())

    def outdated(self, before: datetime) -> list[UUID]:
        """Running marketing campaigns whose newest list was obtained before that day."""
        return [row.id for row in self._connection.execute(OUTDATED, {"before": before.date()})]

    def seller_of(self, campaign_id: UUID | None) -> str:
        """On whose behalf a campaign calls; None: the seller of this installation."""
        if campaign_id is not None:
            return str(self._connection.execute(SELLER, {"wanted": campaign_id}).scalar_one())
        fact = self._connection.execute(FACT, {"wanted": "seller"}).scalar()
        return str(fact["id"]) if fact else DEFAULT_SELLER

    def remember_seller(self, seller: str) -> None:
        """Keep the seller of this installation's settings where stores can read it."""
        self._connection.execute(SET_FACT, {"name": "seller", "value": {"id": seller}, "at": self._now})

    def is_dialling_on(self) -> bool:
        """False after a restore, until an admin confirms."""
        fact = self._connection.execute(FACT, {"wanted": "dialling"}).scalar()
        return fact is None or bool(fact.get("on", False))

    def _one(self, statement: Any, wanted: object) -> dict[str, Any] | None:
        row = self._connection.execute(statement, {"wanted": wanted}).mappings().one_or_none()
        return dict(row) if row else None
