"""Board data to board screen: thresholds, order and formats; pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flows.routing.presence import CONNECTION_LOST
from flows.runs.plain import decode_fields
from scripts_dsl.money import Money
from workspace.board.figures import BoardData
from workspace.screens.board import (
    CHART_HEIGHT,
    CHART_WIDTH,
    AgentRow,
    AgentsPanel,
    Approval,
    ApprovalsPanel,
    Attention,
    Bar,
    BoardScreen,
    CampaignRow,
    CampaignsPanel,
    DayPanel,
    DispositionRow,
    HandleRow,
    QueueCard,
    QueuesPanel,
    ResultsPanel,
    Share,
    TicketCount,
    TicketsPanel,
    WaitingPanel,
    WaitingRow,
)
from workspace.screens.chain import chain_words
from workspace.translations import Language
from workspace.wiring.board import AgentNow, CampaignNow, Conversion, QueueHistory, QueueNow, VersionConversion, WaitingCall
from workspace.words import PRESENCE_REASONS, TIERS, in_language, money_words, number_words, word

STALE_AFTER = timedelta(seconds=30)
"""Results that wait longer than this for the analytics side make the board say from when its data is."""
LONG_STEP = timedelta(minutes=3)
LONG_WRAP_UP = timedelta(minutes=2)
LONG_CALL = timedelta(minutes=15)
LONG_BREAK = timedelta(minutes=20)
"""What lasts longer than these makes a supervisor look."""
CLOSE = 0.1
"""A service level this much below its target is still close."""
ABANDONED_WARNS, ABANDONED_STOPS = 0.02, 0.025
"""Shares of live answers at which pacing warns and stops; the legal limit is 0.03."""


def spoken(key: str | None) -> str:
    """A key in words, where nothing better is known."""
    return (key or "").rpartition("/")[2].replace("_", " ")


def board_screen(data: BoardData, language: Language, *, may_answer: bool = False, may_supervise: bool = False) -> BoardScreen:
    """The board of this moment in a language.

    `may_answer` is for those who may say yes or no to what agents ask, `may_supervise` for those who may look at desks.
    """
    queues = tuple(_queue(queue, data.now, language) for queue in data.queues)
    agents = sorted((_agent(agent, data, language) for agent in data.agents), key=_by_attention)
    counts = Counter(agent.presence for agent in agents)
    busy = {state: counts[state] for state in ("ready", "engaged", "wrapping_up", "not_ready")}
    return BoardScreen(
        version=int(data.now.timestamp() * 1000),
        queues=QueuesPanel(queues, sum(queue.waiting for queue in queues), counts["ready"]),
        day=DayPanel(_bars(data)),
        agents=AgentsPanel(tuple(agents), **busy, may_supervise=may_supervise),
        campaigns=CampaignsPanel(tuple(_campaign(campaign, language) for campaign in data.campaigns)),
        results=_results(data, language),
        approvals=ApprovalsPanel(tuple(_approval(asked, language) for asked in data.approvals), may_answer),
        tickets=_tickets(data, language, may_answer),
        waiting=_all_waiting(data, language, may_supervise),
    )


def _all_waiting(data: BoardData, language: Language, may_know: bool) -> WaitingPanel:
    return WaitingPanel(tuple(_waiting(call, data, language, may_know) for call in data.waiting), may_know and data.may_reassign)


def _waiting(call: WaitingCall, data: BoardData, language: Language, may_know: bool) -> WaitingRow:
    number = call.caller_number if call.direction == "inbound" else call.dialled_number
    chain = chain_words(data.chains.get(call.call_id or "", ()), language)
    return WaitingRow(
        id=str(call.id),
        customer=(call.customer or number_words(number)) if may_know else "",
        tier=word(TIERS, call.tier, language) if call.tier not in (None, "standard") else "",
        queue=_words(language, call.queue_en, call.queue_zh),
        since=_iso(call.offered_at),
        rings_at=call.rings_at or "",
        meant_for=call.meant_for or "",
        chain=chain if call.leg else "",
        is_first=call.raised > 0,
    )


def _tickets(data: BoardData, language: Language, may_open: bool) -> TicketsPanel:
    counts = tuple(
        TicketCount(_words(language, row["name_en"], row["name_zh"]) or row["department"], row["open"], row["overdue"])
        for row in data.tickets
    )
    return TicketsPanel(counts, sum(each.open for each in counts), sum(each.overdue for each in counts), may_open)


def _approval(asked: Mapping[str, Any], language: Language) -> Approval:
    """A question as its agent's script put it, with the amount it is about."""
    values = decode_fields(asked["parameters"]["values"])
    amount = values.get("amount")
    return Approval(
        id=str(asked["id"]),
        agent=asked["agent"],
        question=str(values.get("question", "")),
        amount=money_words(amount, language) if isinstance(amount, Money) else "",
        asked_at=asked["created_at"].isoformat(),
    )


def percent(share: float | None) -> str:
    """A share as a whole number of per cent, a dash where there is none."""
    return "–" if share is None else f"{round(100 * share)}%"


def minutes(seconds: float) -> str:
    """Seconds as minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _words(language: Language, en: str | None, zh: str | None) -> str:
    return (zh or en or "") if language == "zh" else (en or zh or "")


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _queue(queue: QueueNow, now: datetime, language: Language) -> QueueCard:
    wait = now - queue.longest_since if queue.longest_since else timedelta(0)
    limit = timedelta(seconds=queue.answer_within_seconds)
    level, target = queue.service_level, float(queue.target)
    return QueueCard(
        key=queue.key,
        name=_words(language, queue.name_en, queue.name_zh),
        waiting=queue.waiting,
        longest_since=_iso(queue.longest_since),
        waiting_health="none" if not queue.waiting else "good" if wait <= limit / 2 else "warn" if wait <= limit else "bad",
        free=queue.free_agents,
        level=percent(level),
        target=percent(target),
        within=queue.answer_within_seconds,
        health="none" if level is None else "good" if level >= target else "warn" if round(target - level, 6) <= CLOSE else "bad",
        offered=queue.offered,
        answered=queue.answered,
        abandoned=queue.abandoned,
    )


def _attention(agent: AgentNow, now: datetime) -> Attention:
    if CONNECTION_LOST in (agent.reason, agent.pending_reason):
        return "lost"
    if agent.presence == "engaged" and agent.step_since and now - agent.step_since > LONG_STEP:
        return "step"
    if agent.presence == "wrapping_up" and now - agent.since > LONG_WRAP_UP:
        return "wrap_up"
    if agent.presence == "engaged" and agent.call_since and now - agent.call_since > LONG_CALL:
        return "call"
    if agent.presence == "not_ready" and now - agent.since > LONG_BREAK:
        return "break"
    return ""


def _step(agent: AgentNow, data: BoardData, language: Language) -> str:
    """What the step is called at which an agent's run stands."""
    if agent.step_key is None or agent.bundle_id is None:
        return spoken(agent.step_key)
    return in_language(data.steps.get((agent.bundle_id, agent.step_key), {}), language) or spoken(agent.step_key)


def _agent(agent: AgentNow, data: BoardData, language: Language) -> AgentRow:
    line = _words(language, agent.queue_en, agent.queue_zh) or _words(language, agent.campaign_en, agent.campaign_zh)
    return AgentRow(
        name=agent.name,
        team=agent.team or "",
        presence=agent.presence,
        reason=word(PRESENCE_REASONS, agent.reason, language),
        since=_iso(agent.since),
        pending=agent.pending or "",
        call=agent.interaction_state or ("offered" if agent.task_offered_at else ""),
        line=line,
        call_since=_iso(agent.call_since or agent.task_offered_at),
        script=_words(language, agent.script_en, agent.script_zh),
        step=_step(agent, data, language),
        step_since=_iso(agent.step_since),
        attention=_attention(agent, data.now),
        vendor=agent.vendor_id is not None,
        message="" if agent.person_id not in data.messages else "read" if data.messages[agent.person_id] else "unread",
        chain=chain_words(data.chains.get(agent.call_id, ()), language) if agent.leg and agent.call_id else "",
        id=str(agent.person_id),
    )


_ORDER: tuple[Attention, ...] = ("lost", "step", "wrap_up", "call", "break", "")
_STATES = ("engaged", "wrapping_up", "ready", "not_ready")


def _by_attention(agent: AgentRow) -> tuple[int, int, str]:
    return _ORDER.index(agent.attention), _STATES.index(agent.presence) if agent.presence in _STATES else len(_STATES), agent.name


def _campaign(campaign: CampaignNow, language: Language) -> CampaignRow:
    share = campaign.abandoned / campaign.live_answers if campaign.live_answers else None
    return CampaignRow(
        name=_words(language, campaign.name_en, campaign.name_zh),
        state=campaign.state,
        state_reason=campaign.state_reason,
        dials=campaign.dials,
        live_answers=campaign.live_answers,
        right_parties=campaign.right_parties,
        abandoned="–" if share is None else f"{100 * share:.1f}%",
        health="none" if share is None else "good" if share < ABANDONED_WARNS else "warn" if share < ABANDONED_STOPS else "bad",
    )


def _label(words: Mapping[str, Mapping[str, str]], key: str | None, language: Language) -> str:
    """What something is called; its key in words where nobody named it."""
    return in_language(words.get(key or "", {}), language) or spoken(key)


def _share(key: str, name: str, one: Conversion | VersionConversion) -> Share:
    low, high = one.interval
    return Share(
        key=key,
        name=name,
        presented=one.tried,
        accepted=one.accepted,
        declined=one.declined,
        rate=percent(one.rate),
        interval=f"{round(100 * low)}–{round(100 * high)}%" if one.tried else "–",
        low=round(100 * low) if one.tried else 0,
        middle=round(100 * (one.rate or 0)),
        high=round(100 * high) if one.tried else 0,
    )


def _bars(data: BoardData) -> tuple[Bar, ...]:
    most = max((quarter.answered + quarter.abandoned for quarter in data.history), default=0)
    return tuple(_bar(quarter, most, data) for quarter in data.history)


def _bar(quarter: QueueHistory, most: int, data: BoardData) -> Bar:
    local = quarter.at.astimezone(data.zone)
    slot, width = (local.hour * 60 + local.minute) // 15, CHART_WIDTH // 96
    answered = round(CHART_HEIGHT * quarter.answered / most) if most else 0
    abandoned = round(CHART_HEIGHT * quarter.abandoned / most) if most else 0
    return Bar(
        at=local.strftime("%H:%M"),
        x=slot * width + 1,
        width=width - 2,
        answered_y=CHART_HEIGHT - answered,
        answered_height=answered,
        abandoned_y=max(CHART_HEIGHT - answered - abandoned, 0),
        abandoned_height=abandoned,
        offered=quarter.offered,
        answered=quarter.answered,
        abandoned=quarter.abandoned,
    )


def _results(data: BoardData, language: Language) -> ResultsPanel:
    names = {queue.key: _words(language, queue.name_en, queue.name_zh) for queue in data.queues}
    names |= {campaign.key: _words(language, campaign.name_en, campaign.name_zh) for campaign in data.campaigns}
    labels = data.labels
    picked = sum(one.times for one in data.figures.dispositions)
    is_stale = data.unsent_since is not None and data.now - data.unsent_since > STALE_AFTER
    as_of = data.latest_at if is_stale and data.latest_at else data.now
    return ResultsPanel(
        offers=tuple(_share(one.offer_key or "", _label(labels.offers, one.offer_key, language), one) for one in data.figures.conversions),
        versions=tuple(
            _share(one.script_key or "", f"{_label(labels.scripts, one.script_key, language)} v{one.script_version or 0}", one)
            for one in data.figures.versions
        ),
        handle_times=tuple(
            HandleRow(
                names.get(one.name, one.name or "–"),
                one.handled,
                minutes(one.talk),
                minutes(one.hold),
                minutes(one.wrap_up),
                minutes(one.total),
                "" if one.satisfaction is None else f"{one.satisfaction:.1f}",
            )
            for one in data.figures.handle_times
        ),
        dispositions=tuple(
            DispositionRow(one.code, _label(labels.dispositions, one.code, language), one.kind, one.times, round(100 * one.times / picked))
            for one in data.figures.dispositions
        ),
        data_from=as_of.astimezone(data.zone).strftime("%H:%M"),
        is_stale=is_stale,
        parked=data.parked,
    )
