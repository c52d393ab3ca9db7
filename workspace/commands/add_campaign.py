"""Add a campaign: a draft without a list, which a supervisor fills and starts."""

from uuid import UUID

from workspace.transactions.campaigns import NewCampaign, put_campaign
from workspace.wiring.parts import Parts, Person, Submission


def add_campaign(parts: Parts, person: Person, wanted: NewCampaign, *, submission: Submission) -> UUID:
    """Store it as a draft of this installation's seller; returns its id. Raises InvalidError at the field that is wrong."""
    with parts.units.begin(submission) as unit:
        return put_campaign(unit, wanted, parts.settings.seller_id, person.id)
