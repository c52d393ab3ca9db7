"""Move a campaign: start, pause, resume or finish it, and say who works it; claims and dials obey from the commit on."""

from uuid import UUID

from flows.errors import InvalidError, NotFoundError
from flows.outbound.campaign import CampaignState
from workspace.wiring.outbound import campaign_from
from workspace.wiring.parts import Parts, Person, Submission

MOVES = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.FINISHED)
"""Where a person may move a campaign; only a rule of the trade stops one."""


def move_campaign(parts: Parts, person: Person, campaign_id: UUID, state: str, *, submission: Submission) -> None:
    """Move it. Raises InvalidError, NotFoundError, ConflictError ("campaign_move") where there is no such move."""
    if state not in MOVES:
        raise InvalidError(fields={"state": "not_listed"})
    with parts.units.begin(submission) as unit:
        row = unit.campaigns.get(campaign_id, lock=True)
        if row is None:
            raise NotFoundError
        before = campaign_from(row)
        after = before.moved(CampaignState(state))
        if after == before:
            return
        unit.campaigns.set_state(campaign_id, after.state, after.state_reason)
        unit.audit.add("campaign_moved", f"campaign:{campaign_id}", {"from": before.state, "to": after.state}, person_id=person.id)
        unit.desks.touch(*unit.campaigns.concerned(campaign_id))
        unit.desks.touch_boards()
        unit.wake("calls")  # what is on offer is taken back, or due work is offered


def set_member(parts: Parts, person: Person, campaign_id: UUID, agent_id: UUID, *, belongs: bool, submission: Submission) -> None:
    """Let an agent of ours work a campaign, or no more. Raises NotFoundError for anybody else: vendors work by their shares."""
    with parts.units.begin(submission) as unit:
        agent = unit.people.get(agent_id)
        if unit.campaigns.get(campaign_id) is None or agent is None or agent["role"] != "agent" or agent["vendor_id"] is not None:
            raise NotFoundError
        if belongs:
            unit.campaigns.join(campaign_id, agent_id)
        else:
            unit.campaigns.leave(campaign_id, agent_id)
        verb = "campaign_joined" if belongs else "campaign_left"
        unit.audit.add(verb, f"campaign:{campaign_id}", {"agent": str(agent_id)}, person_id=person.id)
        unit.desks.touch(agent_id)
