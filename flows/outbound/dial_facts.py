"""The facts of a dial: everything the gate looks at, read in the transaction of the dial."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flows.outbound.abandonment import Abandonment, DialMode
from flows.outbound.suppression import Consent, Purpose, Suppression

CAPS_LOOK_BACK = timedelta(days=30)
"""How far back `DialFacts.attempts` must reach: the longest cap of any profile."""


@dataclass(frozen=True, slots=True)
class DialFacts:
    """What is known about one number at one moment; nothing has a default, so nothing is forgotten.

    `attempts`: when this number was tried, by any campaign and vendor of the seller, over CAPS_LOOK_BACK. `refused_at`: the last
    refusal of this purpose at this number. `list_obtained_at`: the age of the oldest suppression list that the campaign rests on,
    None when there is none. `open_attempt_id`: an attempt on (seller, number) that is intended, dialling or of unknown fate.
    """

    number: str
    purpose: Purpose
    mode: DialMode
    is_dialling_on: bool
    is_campaign_running: bool
    customer_zone: str | None
    number_zones: tuple[str, ...]
    suppressions: tuple[Suppression, ...]
    consents: tuple[Consent, ...]
    list_obtained_at: datetime | None
    attempts: tuple[datetime, ...]
    refused_at: datetime | None
    open_attempt_id: UUID | None
    abandonment: Abandonment
    abandonment_24h: Abandonment

    def to_json(self) -> dict[str, object]:
        """The facts as JSON values, kept with the attempt they allowed or forbade."""
        return {
            "number": self.number,
            "purpose": self.purpose.value,
            "mode": self.mode.value,
            "is_dialling_on": self.is_dialling_on,
            "is_campaign_running": self.is_campaign_running,
            "customer_zone": self.customer_zone,
            "number_zones": list(self.number_zones),
            "suppressions": [_suppression(each) for each in self.suppressions],
            "consents": [_consent(each) for each in self.consents],
            "list_obtained_at": iso(self.list_obtained_at),
            "attempts": [each.isoformat() for each in self.attempts],
            "refused_at": iso(self.refused_at),
            "open_attempt_id": None if self.open_attempt_id is None else str(self.open_attempt_id),
            "abandonment": self.abandonment.to_json(),
            "abandonment_24h": self.abandonment_24h.to_json(),
        }


def iso(moment: datetime | None) -> str | None:
    """The moment as ISO 8601 text."""
    return None if moment is None else moment.isoformat()


def _suppression(each: Suppression) -> dict[str, object]:
    return {"scope": each.scope.value, "source": each.source, "obtained_at": each.obtained_at.isoformat()}


def _consent(each: Consent) -> dict[str, object]:
    given_at, withdrawn_at = each.given_at.isoformat(), iso(each.withdrawn_at)
    return {"purpose": each.purpose.value, "given_at": given_at, "reference": each.reference, "withdrawn_at": withdrawn_at}
