"""Set distribution: what a campaign offers to free agents of itself, and how long a due callback waits for its agent."""

from uuid import UUID

from flows.errors import InvalidError, NotFoundError
from flows.routing.distribution import HELD_AT_MOST, Distribution
from workspace.wiring.parts import Parts, Person, Submission

MOST_MINUTES = int(HELD_AT_MOST.total_seconds()) // 60


def set_distribution(
    parts: Parts, person: Person, campaign_id: UUID, distribution: str, held_minutes: int, *, submission: Submission
) -> None:
    """Set it from the commit on; what is before an agent and may not stay there is taken back within a second.

    Raises NotFoundError, InvalidError with `distribution` or `held_minutes` among its fields.
    """
    wrong = {}
    if distribution not in list(Distribution):
        wrong["distribution"] = "not_listed"
    if not 0 <= held_minutes <= MOST_MINUTES:
        wrong["held_minutes"] = "range"
    if wrong:
        raise InvalidError(fields=wrong)
    with parts.units.begin(submission) as unit:
        if unit.campaigns.get(campaign_id, lock=True) is None:
            raise NotFoundError
        unit.campaigns.set_distribution(campaign_id, Distribution(distribution), held_minutes)
        told = {"distribution": distribution, "held_minutes": held_minutes}
        unit.audit.add("campaign_distribution_set", f"campaign:{campaign_id}", told, person_id=person.id)
        unit.wake("calls")
