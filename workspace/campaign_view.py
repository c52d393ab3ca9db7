"""The campaign pages, from stored rows into words: the list, one campaign, and the ledger of a number."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from flows.errors import ConflictError, NotFoundError
from flows.outbound.abandonment import Abandonment
from flows.outbound.attempt import AttemptResult
from flows.outbound.campaign import CampaignState
from flows.outbound.regions import NOTICE, PROFILES, profile_of
from flows.outbound.suppression import Purpose
from flows.routing.distribution import Distribution
from workspace.commands.move_campaign import MOVES
from workspace.commands.release_tasks import LIST_AGE
from workspace.commands.set_distribution import MOST_MINUTES
from workspace.commands.settle_attempt import SETTLEMENTS
from workspace.screens.campaigns import (
    CampaignLine,
    CampaignScreen,
    CampaignsScreen,
    Health,
    MemberLine,
    NewCampaignScreen,
    NumberAttempt,
    NumberScreen,
    NumberSuppression,
    NumberTask,
    PromiseLine,
    RefusedLine,
    ResultLine,
    UnknownLine,
)
from workspace.screens.desk_call import Choice
from workspace.screens.desk_caller import Fact
from workspace.screens.forms import Form, Option
from workspace.screens.routing import script_options
from workspace.transactions.campaigns import outbound_scripts
from workspace.transactions.gate_facts import ABANDONMENT_OVER, judge
from workspace.wiring.outbound import Progress, campaign_from, shown
from workspace.wiring.parts import Unit
from workspace.words import LOCALES
from workspace.words_outbound import ATTEMPT_STATES, FACT_WORDS, RESULT_WORDS, day_and_time, refusal_words, words_of

MISSED_SHOWN_FOR = timedelta(days=7)
WARN_BEFORE = timedelta(days=7)
UTC_ZONE = "UTC"
DEFAULT_REGION = "US"


def campaigns_screen(unit: Unit, language: str) -> CampaignsScreen:
    """All campaigns, the running ones first."""
    progress = unit.campaign_report.progress(unit.now - ABANDONMENT_OVER)
    order = {CampaignState.RUNNING: 0, CampaignState.STOPPED: 1, CampaignState.PAUSED: 2, CampaignState.DRAFT: 3}
    rows = sorted(unit.campaigns.all(), key=lambda row: (order.get(row["state"], 4), row[f"name_{language}"]))
    return CampaignsScreen(tuple(_line(unit, row, progress.get(row["id"], Progress()), language) for row in rows))


def _line(unit: Unit, row: Mapping[str, Any], progress: Progress, language: str) -> CampaignLine:
    return CampaignLine(
        id=str(row["id"]),
        name=row[f"name_{language}"],
        state=row["state"],
        state_reason=row["state_reason"],
        purpose=row["purpose"],
        open_leads=progress.leads_open,
        due=progress.due,
        claimed=progress.claimed,
        done=progress.done,
        dials=progress.dials,
        right_parties=progress.right_parties,
        conversions=progress.conversions,
        missed=len(unit.callbacks.missed_of(row["id"], unit.now - MISSED_SHOWN_FOR)),
    )


def campaign_screen(unit: Unit, campaign_id: UUID, language: str, form: Form | None = None) -> CampaignScreen:
    """One campaign, with the form of its distribution as it is or as it was refused. Raises NotFoundError."""
    row = unit.campaigns.get(campaign_id)
    if row is None:
        raise NotFoundError
    progress = unit.campaign_report.progress(unit.now - ABANDONMENT_OVER).get(campaign_id, Progress())
    share = Abandonment(progress.live_answers, progress.abandoned)
    agents = unit.campaign_report.agents(campaign_id)
    since = unit.now - MISSED_SHOWN_FOR
    return CampaignScreen(
        id=str(campaign_id),
        key=row["key"],
        is_empty=not progress.leads_open and not progress.leads_closed,
        name=row[f"name_{language}"],
        state=row["state"],
        state_reason=row["state_reason"],
        moves=_moves(row),
        purpose=row["purpose"],
        facts=_facts(row, language),
        numbers=_numbers(progress, language),
        list_warning=_list_warning(row["purpose"], progress, unit.now.date()),
        list_date=progress.newest_list.isoformat() if progress.newest_list else "",
        abandoned=f"{float(share.share) * 100:.1f}%",
        abandoned_health=_health(share),
        results=_results(unit.campaign_report.results(campaign_id), language),
        refused=tuple(
            RefusedLine(
                shown(each["number"]),
                day_and_time(each["intended_at"], UTC_ZONE, language),
                each["person"] or "",
                refusal_words(each["gate"], None, UTC_ZONE, language),
            )
            for each in unit.campaign_report.refused(campaign_id)
        ),
        unknown=tuple(
            UnknownLine(
                str(each["id"]),
                shown(each["number"]),
                each["lead"],
                day_and_time(each["intended_at"], UTC_ZONE, language),
                each["person"] or "",
            )
            for each in unit.campaign_report.unknown(campaign_id)
        ),
        settlements=tuple(Choice(result, words_of(RESULT_WORDS, result, language)) for result in SETTLEMENTS),
        promised=tuple(_promise(each, unit.now, language) for each in unit.callbacks.waiting_of(campaign_id)),
        missed=tuple(_promise(each, unit.now, language) for each in unit.callbacks.missed_of(campaign_id, since)),
        members=tuple(
            MemberLine(str(each["id"]), each["name"], each["team"], each["presence"], each["dials"]) for each in agents if each["belongs"]
        ),
        others=tuple(Choice(str(each["id"]), each["name"]) for each in agents if not each["belongs"]),
        rules_notice=NOTICE[language],
        form=form or Form({"distribution": row["distribution"], "held_minutes": str(row["callback_held_minutes"])}),
        distributions=tuple(Distribution),
        most_minutes=MOST_MINUTES,
    )


def new_campaign_screen(unit: Unit, form: Form | None, language: str) -> NewCampaignScreen:
    """The form of a new campaign, empty or as it was refused."""
    form = form or Form({"purpose": Purpose.MARKETING, "region": DEFAULT_REGION})
    keys = outbound_scripts(unit)
    titles = [row for row in unit.scripts.titles() if row["key"] in keys]
    return NewCampaignScreen(
        form,
        script_options(titles, language, form.value("script")),
        tuple(Purpose),
        region_options(language, form.value("region")),
    )


def region_options(language: str, chosen: str) -> tuple[Option, ...]:
    """The countries whose rules we know, by their names."""
    names = LOCALES[language].territories
    return tuple(Option(key, name, key == chosen) for name, key in sorted((names.get(key, key), key) for key in PROFILES))


def number_screen(unit: Unit, query: str, number: str, language: str) -> NumberScreen:
    """Why a number was, or was not, dialled: its attempts with the facts they were judged by, its suppressions, and how it stands now."""
    return NumberScreen(
        query=query,
        number=number,
        shown=shown(number),
        attempts=tuple(_attempt(each, language) for each in unit.campaign_report.attempts_of_number(number)),
        suppressions=tuple(_suppression(each, language) for each in unit.suppressions.of_number(number)),
        tasks=tuple(_task(unit, task_id, language) for task_id in unit.campaign_report.tasks_of_number(number)),
    )


def _moves(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The states a person may move the campaign to, by the rule itself."""
    campaign, found = campaign_from(dict(row)), []
    for state in MOVES:
        try:
            if campaign.moved(state) is not campaign:
                found.append(state.value)
        except ConflictError:
            continue
    return tuple(found)


def _facts(row: Mapping[str, Any], language: str) -> tuple[Fact, ...]:
    profile = profile_of("GB" if row["region"] == "UK" else row["region"])
    facts = [
        Fact(words_of(FACT_WORDS, "script", language), row["script_key"] or "—"),
        Fact(words_of(FACT_WORDS, "region", language), profile.version if profile else row["region"]),
        Fact(words_of(FACT_WORDS, "caller_number", language), shown(row["caller_number"]) if row["caller_number"] else "—"),
        Fact(words_of(FACT_WORDS, "seller", language), row["seller"]),
    ]
    if profile is not None:
        facts.append(Fact(words_of(FACT_WORDS, "window", language), _window_words(profile.marketing.days[0])))
    return tuple(facts)


def _window_words(intervals: tuple[Any, ...]) -> str:
    return ", ".join(f"{each.start:%H:%M}–{each.end:%H:%M}" for each in intervals)


def _numbers(progress: Progress, language: str) -> tuple[Fact, ...]:
    counted = (
        ("leads_open", progress.leads_open),
        ("leads_closed", progress.leads_closed),
        ("due", progress.due),
        ("ready", progress.ready),
        ("claimed", progress.claimed),
        ("done", progress.done),
        ("dials", progress.dials),
        ("answered", progress.answered),
        ("right_parties", progress.right_parties),
        ("conversions", progress.conversions),
    )
    return tuple(Fact(words_of(FACT_WORDS, name, language), str(times)) for name, times in counted)


def _list_warning(purpose: str, progress: Progress, today: date) -> Literal["", "old", "outdated", "none"]:
    if purpose != "marketing":
        return ""
    if progress.newest_list is None:
        return "none"
    age = today - progress.newest_list
    if age > LIST_AGE:
        return "outdated"
    return "old" if age > LIST_AGE - WARN_BEFORE else ""


def _health(share: Abandonment) -> Health:
    if share.live_answers == 0 and share.abandoned == 0:
        return "none"
    return "bad" if share.must_stop else ("warn" if share.is_near_limit else "good")


def _results(counted: list[tuple[str, int]], language: str) -> tuple[ResultLine, ...]:
    total = sum(times for _, times in counted) or 1
    return tuple(ResultLine(_result_words(result, language), times, round(100 * times / total)) for result, times in counted)


def _result_words(result: str, language: str) -> str:
    return words_of(RESULT_WORDS if result in list(AttemptResult) else ATTEMPT_STATES, result, language)


def _promise(row: Mapping[str, Any], now: datetime, language: str) -> PromiseLine:
    due = f"{day_and_time(row['due_at'], row['zone'], language)} · {row['zone']}"
    return PromiseLine(row["name"], due, row["person"] or "", row["state"], row["note"], row["due_at"] <= now)


def _attempt(row: Mapping[str, Any], language: str) -> NumberAttempt:
    gate: Mapping[str, Any] = row["gate"]
    allowed = row["state"] != "refused"
    return NumberAttempt(
        at=f"{day_and_time(row['intended_at'], UTC_ZONE, language)} UTC",
        campaign=row[f"name_{language}"],
        agent=row["person"] or "",
        allowed=allowed,
        outcome=_result_words(row["result"] or row["state"], language),
        why="" if allowed else refusal_words(gate, None, UTC_ZONE, language),
        facts=_gate_facts(gate, language),
    )


def _gate_facts(gate: Mapping[str, Any], language: str) -> tuple[Fact, ...]:
    facts: Mapping[str, Any] = gate.get("facts", {})
    if not facts:
        return ()
    zone = facts.get("customer_zone") or ", ".join(facts.get("number_zones", [])) or "—"
    consents = [each["reference"] for each in facts.get("consents", [])]
    told = (
        ("rules", gate.get("profile") or "—"),
        ("zone", zone),
        ("suppressions", str(len(facts.get("suppressions", [])))),
        ("attempts_30_days", str(len(facts.get("attempts", [])))),
        ("list_date", (facts.get("list_obtained_at") or "—")[:10]),
        ("consent", ", ".join(consents) or "—"),
    )
    return tuple(Fact(words_of(FACT_WORDS, name, language), value) for name, value in told)


def _suppression(row: Mapping[str, Any], language: str) -> NumberSuppression:
    lifted = f"{day_and_time(row['lifted_at'], UTC_ZONE, language)} UTC · {row['lifted_reason']}" if row["lifted_at"] else ""
    at = f"{day_and_time(row['obtained_at'], UTC_ZONE, language)} UTC"
    return NumberSuppression(str(row["id"]), row["purpose"], row["source"], at, row["person"] or "", lifted)


def _task(unit: Unit, task_id: UUID, language: str) -> NumberTask:
    row = unit.tasks.get(task_id)
    if row is None:
        raise AssertionError(f"task {task_id} was just found")
    zone = row["zone"] or UTC_ZONE
    verdict = judge(unit, row)
    words = "" if verdict.verdict.allowed else refusal_words(verdict.verdict.to_json(), verdict.put_off.due_at, zone, language)
    return NumberTask(row[f"name_{language}"], row.lead.name, row.task.state, day_and_time(row.task.due_at, zone, language), words)
