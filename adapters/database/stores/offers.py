"""Offers: what analytics recommends, what was decided and why, how customers responded, and what rests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.interactions import interactions
from adapters.database.tables.offers import offer_decisions, offer_responses, offer_rests, recommendations
from flows.offers.policy import Rest, RestCause
from flows.offers.ranking import Recommendation

_RECOMMENDED = (
    select(recommendations)
    .where(recommendations.c.customer_id == bindparam("customer"), recommendations.c.expires_at > bindparam("now"))
    .subquery()
)
RESTS = select(offer_rests).where(offer_rests.c.customer_id == bindparam("customer"), offer_rests.c.until > bindparam("now"))
_RESTING = RESTS.subquery()
# Both at once: a ringing desk waits for every statement.
STANDING = select(
    _RECOMMENDED.c.offer_key,
    _RECOMMENDED.c.propensity,
    _RECOMMENDED.c.model,
    _RECOMMENDED.c.drivers,
    _RECOMMENDED.c.expires_at,
    _RESTING.c.offer_key.label("resting_key"),
    _RESTING.c.cause,
    _RESTING.c.until,
).select_from(_RECOMMENDED.join(_RESTING, _RECOMMENDED.c.offer_key == _RESTING.c.offer_key, full=True))
_REST = insert(offer_rests)
SET_REST = _REST.on_conflict_do_update(
    index_elements=["customer_id", "offer_key"], set_={"cause": _REST.excluded.cause, "until": _REST.excluded.until}
)
CLEAR_REST = offer_rests.delete().where(offer_rests.c.customer_id == bindparam("customer"), offer_rests.c.offer_key == bindparam("offer"))
DECIDE = offer_decisions.insert()
# An offer made by one agent is known to the next one that the customer is sent on to.
_ME = interactions.alias("me")
_PARTS = (
    select(interactions.c.id)
    .join(_ME, (_ME.c.id == interactions.c.id) | (_ME.c.call_id == interactions.c.call_id))
    .where(_ME.c.id == bindparam("interaction"))
)
DECISIONS_OF = select(offer_decisions).where(offer_decisions.c.interaction_id.in_(_PARTS)).order_by(offer_decisions.c.at)
# An offer is accepted once in an interaction, whatever comes twice (P2).
RESPOND = insert(offer_responses).on_conflict_do_nothing().returning(offer_responses.c.id)
RESPONSES_OF = (
    select(offer_responses).where(offer_responses.c.interaction_id.in_(_PARTS)).order_by(offer_responses.c.at, offer_responses.c.id)
)


def _recommendation(row: Any) -> Recommendation:
    drivers = {language: tuple(sentences) for language, sentences in row.drivers.items()}
    return Recommendation(row.offer_key, row.propensity, row.model, row.expires_at, drivers)


class OfferStore:
    """Recommendations, decisions and responses of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def standing_for(self, customer_id: UUID | None) -> tuple[dict[str, Recommendation], dict[str, Rest]]:
        """What is recommended for a customer now, and what rests for them, both by offer; nothing for an unknown one."""
        if customer_id is None:
            return {}, {}
        rows = self._connection.execute(STANDING, {"customer": customer_id, "now": self._now}).all()
        recommended = {row.offer_key: _recommendation(row) for row in rows if row.offer_key is not None}
        return recommended, {row.resting_key: Rest(RestCause(row.cause), row.until) for row in rows if row.resting_key is not None}

    def rests(self, customer_id: UUID) -> dict[str, Rest]:
        """What rests for a customer, by offer, over all channels and vendors."""
        rows = self._connection.execute(RESTS, {"customer": customer_id, "now": self._now})
        return {row.offer_key: Rest(RestCause(row.cause), row.until) for row in rows}

    def set_rest(self, customer_id: UUID, offer_key: str, rest: Rest | None) -> None:
        """Let an offer rest for a customer, from this commit on; None: no more."""
        if rest is None:
            self._connection.execute(CLEAR_REST, {"customer": customer_id, "offer": offer_key})
            return
        row = {"customer_id": customer_id, "offer_key": offer_key, "cause": rest.cause, "until": rest.until}
        self._connection.execute(SET_REST, row)

    def decide(self, **columns: Any) -> None:
        """Keep a decision with every candidate."""
        self._connection.execute(DECIDE, columns)

    def decisions_of(self, interaction_id: UUID) -> list[dict[str, Any]]:
        """The decisions of an interaction, and of those its customer was sent on from, in order."""
        return [dict(row) for row in self._connection.execute(DECISIONS_OF, {"interaction": interaction_id}).mappings()]

    def respond(self, **columns: Any) -> bool:
        """Append a response; False for a second acceptance of the same offer in the interaction."""
        return self._connection.execute(RESPOND, columns).scalar() is not None

    def responses_of(self, interaction_id: UUID) -> list[dict[str, Any]]:
        """The responses of an interaction, and of those its customer was sent on from, in order."""
        return [dict(row) for row in self._connection.execute(RESPONSES_OF, {"interaction": interaction_id}).mappings()]
