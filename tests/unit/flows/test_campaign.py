"""A campaign runs between its dates; what a rule of the trade stopped, somebody looks at before it runs again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from flows.errors import ConflictError
from flows.outbound.abandonment import DialMode
from flows.outbound.campaign import Campaign, CampaignState, StopReason
from flows.outbound.lead import CloseReason, Lead, LeadState
from flows.outbound.suppression import Purpose

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
DRAFT = Campaign(UUID(int=1), "fibre", "cuecard", Purpose.MARKETING, DialMode.PREVIEW, "fibre_outbound", "US")
RUNNING = replace(DRAFT, state=CampaignState.RUNNING)
LEAD = Lead(UUID(int=2), DRAFT.id, "L1", "Maria Delgado", "+12125550123", date(2026, 11, 1))


def test_it_runs_between_its_dates_only() -> None:
    bounded = replace(RUNNING, starts_at=NOW, ends_at=NOW + timedelta(days=1))
    assert not DRAFT.is_running(NOW)
    assert not bounded.is_running(NOW - timedelta(seconds=1))
    assert bounded.is_running(NOW)
    assert not bounded.is_running(NOW + timedelta(days=1))


def test_what_was_stopped_is_paused_before_it_runs_again() -> None:
    stopped = RUNNING.moved(CampaignState.STOPPED, StopReason.LIST_NOT_CURRENT)
    assert stopped.state_reason == "list_not_current"
    with pytest.raises(ConflictError):
        stopped.moved(CampaignState.RUNNING)
    assert stopped.moved(CampaignState.PAUSED).moved(CampaignState.RUNNING).is_running(NOW)


@pytest.mark.parametrize("state", [each for each in CampaignState if each is not CampaignState.FINISHED])
def test_a_finished_campaign_stays_finished(state: CampaignState) -> None:
    with pytest.raises(ConflictError):
        RUNNING.moved(CampaignState.FINISHED).moved(state)


def test_pausing_twice_is_pausing_once() -> None:
    paused = RUNNING.moved(CampaignState.PAUSED, "lunch")
    assert paused.moved(CampaignState.PAUSED, "again") == paused


def test_an_opt_out_outranks_every_other_reason_to_close_a_lead() -> None:
    closed = LEAD.closed(CloseReason.EXHAUSTED)
    assert closed.state is LeadState.CLOSED
    assert closed.closed(CloseReason.REACHED).closed_reason is CloseReason.EXHAUSTED
    assert closed.closed(CloseReason.DO_NOT_CALL).closed_reason is CloseReason.DO_NOT_CALL
    assert closed.closed(CloseReason.DO_NOT_CALL).closed(CloseReason.REACHED).closed_reason is CloseReason.DO_NOT_CALL
