"""Scripts and offers, from what is stored to what their pages show."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.errors import NotFoundError
from flows.offers.decision import Candidate, Verdict
from flows.offers.offer import Offer
from flows.publishing.publication import State
from scripts_dsl.problem import Problem
from workspace.screens.desk_call import Choice
from workspace.screens.scripts import (
    EditorScreen,
    Kind,
    ListScreen,
    OfferRow,
    OnItsWay,
    ProblemLine,
    RouteRow,
    ScriptRow,
    TrialRow,
    TrialScreen,
    VersionCalls,
    When,
)
from workspace.scripts.bundles import offer_catalogue
from workspace.scripts.outline import outline_of
from workspace.scripts.previewing import Sample, situation_of, weigh
from workspace.scripts.publishing import LIB, OFFERS, Checked, check, kind_of, own_name
from workspace.studio.newlines import shown, units
from workspace.wiring.parts import Person, Unit
from workspace.words import OFFER_KINDS, ago, date_words, in_language, moment_words, money_words, word

EDITING_FOR = timedelta(minutes=5)
"""How long after somebody's last save they count as writing."""
SAMPLES = 6


def address_of(key: str) -> str:
    """Where a text is edited."""
    return f"/{key}" if key.startswith(OFFERS) else f"/scripts/{key}"


def page_kind(key: str) -> Kind:
    """What a key is to the pages."""
    if kind_of(key) == "offer":
        return "offer"
    return "subscript" if key.startswith(LIB) else "script"


def when(at: datetime | None, now: datetime, language: str) -> When | None:
    """A moment in words."""
    return None if at is None else When(ago(at, now, language), f"{moment_words(at, UTC, language)} UTC", at.isoformat())


def on_its_way(unit: Unit, key: str, language: str) -> OnItsWay | None:
    """The change of a text that waits or is scheduled, which its draft has nothing to do with any more."""
    row = unit.changes.open_of(kind_of(key), key)
    if row is None:
        return None
    due = moment_words(row["due_at"], ZoneInfo(unit.board.zone()), language) if row["state"] == State.SCHEDULED else ""
    return OnItsWay(str(row["id"]), f"/changes/{row['id']}", due)


def _moment(at: datetime, now: datetime, language: str) -> When:
    return when(at, now, language) or When("", "", "")


def scripts_screen(unit: Unit, language: str, *, notice: str = "", detail: str = "", typed: str = "") -> ListScreen:
    """The scripts, the sub-scripts, and what each queue, number and campaign opens with."""
    live = {row["key"]: row for row in unit.scripts.live_of("script")}
    drafts = {row["key"]: row for row in unit.scripts.drafts() if row["kind"] == "script"}
    names = {key: title_of(row, language) for key, row in live.items()}
    uses = unit.script_use.all()
    rows = tuple(_script_row(unit, key, live, drafts, uses, language) for key in sorted({*live, *drafts}))
    main = {key: name for key, name in names.items() if not key.startswith(LIB)}
    return ListScreen(
        "script",
        scripts=tuple(row for row in rows if not row.key.startswith(LIB)),
        subscripts=tuple(row for row in rows if row.key.startswith(LIB)),
        routes=tuple(_route(each, main, language) for each in uses),
        originals=tuple(Choice(key, f"{name} ({key})") for key, name in names.items()),
        notice=notice,
        detail=detail,
        typed=typed,
    )


def _script_row(
    unit: Unit, key: str, live: Mapping[str, Any], drafts: Mapping[str, Any], uses: Iterable[Mapping[str, Any]], language: str
) -> ScriptRow:
    row, draft = live.get(key), drafts.get(key)
    return ScriptRow(
        key=key,
        address=address_of(key),
        title=title_of(row, language) if row else own_name(key),
        channel=row["channel"] if row else "",
        version=row["version"] if row else 0,
        published=when(row["published_at"], unit.now, language) if row else None,
        published_by=_publisher(unit, row["published_by"]) if row else "",
        draft=when(draft["updated_at"], unit.now, language) if draft else None,
        calls=_calls(unit, key) if row else (),
        used_by=used_by(key, live, uses, language),
    )


def used_by(key: str, live: Mapping[str, Mapping[str, Any]], uses: Iterable[Mapping[str, Any]], language: str) -> tuple[str, ...]:
    """What opens with a script: queues, numbers, campaigns; for a sub-script the live scripts that froze it."""
    if key.startswith(LIB):
        return tuple(title_of(row, language) for row in live.values() if key in row["parts"].get("scripts", {}))
    return tuple(each["name_" + language] or each["id"] for each in uses if each["script_key"] == key)


def _publisher(unit: Unit, person_id: UUID | None) -> str:
    person = unit.people.get(person_id) if person_id else None
    return person["name"] if person else ""


def title_of(row: Mapping[str, Any], language: str) -> str:
    """What a published text is called, its key where it says nothing."""
    return row[f"title_{language}"] or row["title_en"] or row["title_zh"] or own_name(row["key"])


def _calls(unit: Unit, key: str) -> tuple[VersionCalls, ...]:
    return tuple(VersionCalls(version, calls) for version, calls in sorted(unit.runs.versions_in_use(key).items()))


def _route(row: Mapping[str, Any], scripts: Mapping[str, str], language: str) -> RouteRow:
    now = row["script_key"] or ""
    # A script that was renamed away still shows, so that nobody takes the first of the list for what is set.
    known = {**scripts, **({now: now} if now and now not in scripts else {})}
    none = [] if row["kind"] == "campaign" else [Choice("", "", not now)]
    choices = (*none, *(Choice(key, name, key == now) for key, name in known.items()))
    return RouteRow(row["kind"], row["id"], row[f"name_{language}"] or row["id"], choices)


def offers_screen(unit: Unit, language: str, *, notice: str = "", detail: str = "", typed: str = "") -> ListScreen:
    """All offers with their price, validity and how many accept."""
    live = {row["key"]: row for row in unit.scripts.live_of("offer")}
    drafts = {row["key"]: row for row in unit.scripts.drafts() if row["kind"] == "offer"}
    compiled, counts = offer_catalogue(unit).offers, unit.script_use.offer_counts()
    rows = []
    for key in sorted({*live, *drafts}):
        row, draft, offer = live.get(key), drafts.get(key), compiled.get(own_name(key))
        presented, accepted = counts.get(own_name(key), (0, 0))
        rows.append(
            OfferRow(
                key=key,
                address=address_of(key),
                title=title_of(row, language) if row else own_name(key),
                kind=word(OFFER_KINDS, offer.kind.value, language) if offer else "",
                price=money_words(offer.price, language) if offer else "",
                valid=_validity(offer, language) if offer else "",
                version=row["version"] if row else 0,
                published=when(row["published_at"], unit.now, language) if row else None,
                draft=when(draft["updated_at"], unit.now, language) if draft else None,
                presented=presented,
                share=_percent(accepted / presented) if presented else "",
            )
        )
    originals = tuple(Choice(key, title_of(row, language)) for key, row in live.items())
    return ListScreen("offer", offers=tuple(rows), originals=originals, notice=notice, detail=detail, typed=typed)


def _validity(offer: Offer, language: str) -> str:
    days = [date_words(day, language) if day else "…" for day in (offer.valid_from, offer.valid_until)]
    return " – ".join(days) if offer.valid_from or offer.valid_until else ""


def _percent(share: float) -> str:
    return f"{share:.0%}"


def editor_screen(
    unit: Unit, person: Person, key: str, language: str, *, notice: str = "", detail: str = "", note: str = ""
) -> EditorScreen:
    """The editor of an offer. Raises NotFoundError where there is neither a draft nor a version."""
    draft, live = unit.scripts.draft(key), unit.scripts.live(key)
    standing = draft or live
    if standing is None:
        raise NotFoundError
    checked = check(unit, key, standing["source"])
    is_busy = draft is not None and draft["updated_by"] not in (None, person.id) and unit.now - draft["updated_at"] < EDITING_FOR
    return EditorScreen(
        kind=page_kind(key),
        key=key,
        address=address_of(key),
        title=(checked.titles.get(language) or checked.titles.get("en") or (title_of(live, language) if live else own_name(key))),
        source=standing["source"],
        sha256=standing["sha256"],
        live=live["source"] if live else "",
        live_version=live["version"] if live else 0,
        draft=when(draft["updated_at"], unit.now, language) if draft else None,
        colleague=draft["updated_by_name"] or "" if is_busy and draft else "",
        outline=outline_of(standing["source"], checked.problems, language),
        problems=problem_lines(checked.problems, language),
        errors=len(checked.errors),
        warnings=len(checked.warnings),
        customers=sample_customers(unit),
        overtaken=bool(
            draft and live and draft["base_sha256"] and draft["base_sha256"] != live["sha256"] and draft["sha256"] != live["sha256"]
        ),
        on_its_way=on_its_way(unit, key, language),
        notice=notice,
        detail=detail,
        note=note,
    )


def problem_lines(problems: Iterable[Problem], language: str) -> tuple[ProblemLine, ...]:
    """Problems in words."""
    return tuple(
        ProblemLine(each.code, each.severity, each.line, each.column, each.message(language), each.hint_in(language)) for each in problems
    )


def checks_json(source: str, checked: Checked, language: str) -> list[dict[str, Any]]:
    """Problems as the editor takes them; places are counted as browsers count: in UTF-16 units, one for a line end."""
    text = source.removeprefix("\ufeff")
    lines, mark = text.split("\n"), len(source) - len(text)

    def place(at: int) -> int:
        return mark + units(shown(text[:at]))

    def problem(each: Problem) -> dict[str, Any]:
        line = lines[each.line - 1] if each.line <= len(lines) else ""
        fix = each.fix and {"from": place(each.fix.start), "to": place(each.fix.end), "insert": each.fix.replacement}
        return {
            "line": min(each.line, len(lines)),
            "column": units(line[: each.column - 1]),
            "severity": each.severity,
            "code": each.code,
            "message": each.message(language),
            "hint": each.hint_in(language),
            "fix": fix,
        }

    return [problem(each) for each in checked.problems]


def sample_customers(unit: Unit, term: str = "") -> tuple[Choice, ...]:
    """Customers to play with: those a search finds, or a few of those we know."""
    if term.strip():
        found = unit.customers.search(term, SAMPLES)
    else:
        numbers = unit.customers.sample_numbers(SAMPLES)
        found = [each for number in numbers["known"] + numbers["shared"] for each in unit.customers.with_number(number, 1)]
    return tuple(Choice(str(each.id), f"{each.name} · {each.account}") for each in found)


def trial_screen(sample: Sample, offer: Offer, language: str) -> TrialScreen:
    """An offer tried on a sample customer: where it comes among the others, and why."""
    decision = weigh(sample, offer)
    offers = {**sample.offers, offer.key: offer}
    mine = next(each for each in decision.candidates if each.offer_key == offer.key)
    words = offer.chosen(
        "inbound", situation_of(sample, sample.record, None).environment, personalised=decision.personalised, why=mine.why, decision="trial"
    )
    return TrialScreen(
        customer=sample.customer.customer.name if sample.customer else "",
        reason=in_language(mine.why, language) if mine.verdict is Verdict.ELIGIBLE else "",
        treatment=in_language(words.treatment, language),
        rows=tuple(_trial_row(each, offers[each.offer_key], offer.key, language) for each in decision.candidates),
    )


def _trial_row(candidate: Candidate, offer: Offer, this: str, language: str) -> TrialRow:
    until = date_words(candidate.until.date(), language) if candidate.until else ""
    return TrialRow(
        position=str(candidate.position or ""),
        title=in_language(offer.names, language),
        verdict=candidate.verdict.value,
        words=in_language(candidate.against, language) or until,
        propensity=f"{candidate.propensity:.1%}" if candidate.verdict is Verdict.ELIGIBLE else "",
        is_this=candidate.offer_key == this,
    )
