"""The page of a new business activity: its parts with what each lacks, found by rehearsing the going live."""

from contextlib import suppress
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.errors import NotFoundError
from flows.outbound.suppression import Purpose
from workspace.campaign_view import region_options
from workspace.screens.activity import ActivityLine, ActivityScreen, NewActivityScreen, PartLine
from workspace.screens.forms import Form, Option
from workspace.screens.notices import Box
from workspace.scripts.pages import address_of, title_of
from workspace.scripts.publishing import LIB, OFFERS, own_name
from workspace.studio.activity import PARTS, Plan, is_chosen, plan_from
from workspace.studio.activity_kind import frozen, rehearse
from workspace.studio.publishing import on_its_way, terms_form
from workspace.studio.wishes import Terms
from workspace.wiring.parts import Parts, Unit
from workspace.words import moment_words


class _SeenError(Exception):
    """Thrown to take back the rehearsal, with all it would have told."""


def activity_screen(
    parts: Parts, activity_id: UUID, language: str, *, form: Form | None = None, wrong: str = "", notice: str = ""
) -> ActivityScreen:
    """The activity with its parts; nothing of the rehearsal stays. Raises NotFoundError."""
    found: list[ActivityScreen] = []
    with suppress(_SeenError), parts.units.begin() as unit:
        found.append(_screen(unit, activity_id, language, form, wrong, notice))
        raise _SeenError
    return found[0]


def _screen(unit: Unit, activity_id: UUID, language: str, form: Form | None, wrong: str, notice: str) -> ActivityScreen:
    row = unit.activities.get(activity_id)
    if row is None:
        raise NotFoundError
    plan, is_live, zone = plan_from(row["plan"]), row["live_at"] is not None, ZoneInfo(unit.board.zone())
    wish = Terms(note=row["name"]).wish("activity", str(activity_id), frozen(unit, plan))
    lacks = {} if is_live else rehearse(unit, wish)
    open_change = unit.changes.open_of("activity", str(activity_id))
    titles = _titles(unit, language)
    scripts = {key: title for key, title in titles.items() if not key.startswith((OFFERS, LIB))}
    offers = {key: title for key, title in titles.items() if key.startswith(OFFERS)}
    live = {each["key"] for kind in ("script", "offer") for each in unit.scripts.live_versions(kind)}
    agents = [each for each in unit.people.all() if each["role"] == "agent" and each["disabled_at"] is None]
    return ActivityScreen(
        id=str(activity_id),
        name=row["name"],
        direction=plan.direction,
        is_live=is_live,
        live_at=moment_words(row["live_at"], zone, language) if is_live else "",
        parts={part: _part(unit, plan, part, lacks.get(part, ""), titles, language) for part in PARTS},
        scripts=_options(scripts, plan.script),
        originals=_options({key: title for key, title in scripts.items() if key in live}, ""),
        offers=_options(offers, plan.offer),
        offer_originals=_options({key: title for key, title in offers.items() if key in live}, ""),
        queues=_rows(unit.administration.all("queue"), f"name_{language}", plan.queue),
        hours=_rows(unit.administration.all("hours"), "name", ""),
        skills=_rows(unit.administration.all("skill"), f"name_{language}", plan.skill),
        people=tuple(
            Box(
                str(each["id"]),
                f"{each['name']} ({each['team'] or each['vendor']})" if each["team"] or each["vendor"] else each["name"],
                str(each["id"]) in plan.people,
            )
            for each in agents
            if plan.direction == "inbound" or each["vendor_id"] is None
        ),
        codes=tuple(each[f"label_{language}"] for each in unit.administration.all("disposition") if each["active"]),
        purposes=tuple(Purpose),
        regions=region_options(language, plan.campaign.get("region", "")),
        plan=Form(
            {
                **plan.campaign,
                "number": plan.number,
                "notice_en": plan.notice_en,
                "notice_zh": plan.notice_zh,
                "must_read": "on" if plan.must_read else "",
            }
        ),
        terms=terms_form(unit, "activity", form if wrong == "live" else None),
        on_its_way=on_its_way(open_change, zone, language) if open_change else None,
        form=form or Form(),
        wrong=wrong,
        notice=notice,
    )


def new_activity_screen(unit: Unit, form: Form | None = None) -> NewActivityScreen:
    """The form that begins one, and those that were begun."""
    lines = tuple(
        ActivityLine(str(row["id"]), row["name"], row["author"] or "", row["live_at"] is not None) for row in unit.activities.all()
    )
    return NewActivityScreen(form or Form({"direction": "inbound"}), lines)


def _part(unit: Unit, plan: Plan, part: str, lacks: str, titles: dict[str, str], language: str) -> PartLine:
    state = "todo" if not is_chosen(plan, part) else "blocked" if lacks else "done"
    chosen, at = "", ""
    if part in ("script", "offer") and getattr(plan, part):
        key = getattr(plan, part)
        chosen, at = titles.get(key, key), address_of(key)
    elif part == "line" and plan.direction == "inbound" and plan.queue:
        queue = unit.administration.get("queue", UUID(plan.queue))
        chosen, at = (queue[f"name_{language}"] if queue else ""), f"/queues/{plan.queue}"
        chosen = f"{chosen} · {plan.number}" if plan.number else chosen
    elif part == "line" and plan.campaign:
        chosen = plan.campaign[f"name_{language}"]
    elif part == "people" and plan.people:
        names = {str(each["id"]): each["name"] for each in unit.people.all()}
        chosen = " / ".join(names.get(each, "?") for each in plan.people)
    elif part == "notice":
        chosen = (plan.notice_zh or plan.notice_en) if language == "zh" else (plan.notice_en or plan.notice_zh)
    return PartLine(part, state, chosen, at, lacks if state == "blocked" else "")  # type: ignore[arg-type]


def _titles(unit: Unit, language: str) -> dict[str, str]:
    """Every script and offer that is live or being written, by its key."""
    found = {row["key"]: own_name(row["key"]) for row in unit.scripts.drafts()}
    for kind in ("script", "offer"):
        found |= {row["key"]: title_of(row, language) for row in unit.scripts.live_of(kind)}
    return dict(sorted(found.items(), key=lambda each: each[1].casefold()))


def _options(titles: dict[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(
        Option(key, f"{title} ({own_name(key)})" if title != own_name(key) else title, key == chosen) for key, title in titles.items()
    )


def _rows(rows: list[dict[str, Any]], label: str, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(str(row["id"]), row[label], str(row["id"]) == chosen) for row in rows)
