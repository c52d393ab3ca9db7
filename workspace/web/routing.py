"""Routing: queues, skills, opening hours and the numbers that lead to them."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.save_dialled_number import remove_dialled_number, save_dialled_number
from workspace.commands.save_opening_hours import save_opening_hours
from workspace.commands.save_queue import save_queue
from workspace.commands.save_skill import save_skill
from workspace.render import render
from workspace.routing_lists import DAYS
from workspace.screens.forms import Form
from workspace.screens.routing import (
    RULE_NUMBERS,
    HoursScreen,
    NumberLine,
    NumbersScreen,
    QueueLine,
    QueueScreen,
    QueuesScreen,
    SkillLine,
    SkillsScreen,
    hours_form,
    options,
    queue_form,
    script_options,
    show_hours,
)
from workspace.web.forms import REFUSED, SHORT_NAME, go, name_field, refused, status_of_form
from workspace.web.request import id_field, int_field, optional_id_field, parts_of, path_id, person_of, submission_of, text_field
from workspace.words import number_words

NEW_QUEUE = {
    "priority": "0",
    "answer_within_seconds": "20",
    "service_level_percent": "80",
    "wrap_up_seconds": "60",
    "vip_overflow_seconds": "30",
    "silver_head_start": "60",
    "gold_head_start": "300",
    "platinum_head_start": "600",
    "skill_level": "1",
    "relax_after_seconds": "0",
    "last_agent_seconds": "0",
    "last_agent_days": "7",
    "active": "on",
}
NEW_HOURS = dict.fromkeys(DAYS[:5], "08:00–20:00")


def queues(request: Request) -> Response:
    """GET /queues."""
    name = f"name_{request.state.language}"
    with parts_of(request).units.read() as unit:
        skill_names = {row["id"]: row[name] for row in unit.administration.all("skill")}
        hours_names = {row["id"]: row["name"] for row in unit.administration.all("hours")}
        lines = tuple(
            QueueLine(
                id=str(row["id"]),
                key=row["key"],
                name=row[name],
                skill=skill_names.get(row["skill_id"], ""),
                hours=hours_names.get(row["opening_hours_id"], ""),
                priority=row["priority"],
                service_level=f"{round(row['service_level_target'] * 100)}/{row['answer_within_seconds']}",
                wrap_up=row["wrap_up_seconds"],
                active=row["active"],
            )
            for row in unit.administration.all("queue")
        )
    return render(request, "routing/queues.html", QueuesScreen(lines))


def new_queue(request: Request) -> Response:
    """GET /queues/new."""
    return _queue_page(request, None)


def create_queue(request: Request) -> Response:
    """POST /queues: short_name and the fields of a queue."""
    try:
        save_queue(parts_of(request), person_of(request), _queue(request), submission=submission_of(request))
    except REFUSED as error:
        return _queue_page(request, None, refused(request, error))
    return go("/queues")


def show_queue(request: Request) -> Response:
    """GET /queues/{id}."""
    return _queue_page(request, path_id(request))


def update_queue(request: Request) -> Response:
    """POST /queues/{id}: the fields of a queue."""
    queue_id = path_id(request)
    try:
        save_queue(parts_of(request), person_of(request), _queue(request), queue_id, submission=submission_of(request))
    except REFUSED as error:
        return _queue_page(request, queue_id, refused(request, error))
    return go("/queues")


def skills(request: Request) -> Response:
    """GET /skills."""
    return _skills_page(request)


def create_skill(request: Request) -> Response:
    """POST /skills: short_name, name_en, name_zh."""
    try:
        names = {"key": name_field(request, SHORT_NAME), **{name: name_field(request, name) for name in ("name_en", "name_zh")}}
        save_skill(parts_of(request), person_of(request), names, submission=submission_of(request))
    except REFUSED as error:
        return _skills_page(request, refused(request, error))
    return go("/skills")


def update_skill(request: Request) -> Response:
    """POST /skills/{id}: name_en, name_zh."""
    skill_id = path_id(request)
    try:
        names = {name: name_field(request, name) for name in ("name_en", "name_zh")}
        save_skill(parts_of(request), person_of(request), names, skill_id, submission=submission_of(request))
    except REFUSED as error:
        return _skills_page(request, refused(request, error), wrong=str(skill_id))
    return go("/skills")


def hours(request: Request) -> Response:
    """GET /opening-hours."""
    with parts_of(request).units.read() as unit:
        screen = show_hours(unit.administration.all("hours"))
    return render(request, "routing/hours_list.html", screen)


def new_hours(request: Request) -> Response:
    """GET /opening-hours/new."""
    return render(request, "routing/hours.html", HoursScreen(Form(NEW_HOURS)))


def create_hours(request: Request) -> Response:
    """POST /opening-hours: name, zone, and the times of each weekday (mon … sun)."""
    return _save_hours(request, None)


def show_one_hours(request: Request) -> Response:
    """GET /opening-hours/{id}."""
    return _hours_page(request, path_id(request))


def update_hours(request: Request) -> Response:
    """POST /opening-hours/{id}: the same fields."""
    return _save_hours(request, path_id(request))


def numbers(request: Request) -> Response:
    """GET /dialled-numbers."""
    return _numbers_page(request)


def save_number(request: Request) -> Response:
    """POST /dialled-numbers: number, queue, script, name. A number that is there already is changed."""
    try:
        number, queue_id = name_field(request, "number", required=True), id_field(request, "queue")
        script, name = text_field(request, "script", limit=200), name_field(request, "name")
        save_dialled_number(parts_of(request), person_of(request), number, queue_id, script, name, submission=submission_of(request))
    except REFUSED as error:
        return _numbers_page(request, refused(request, error))
    return go("/dialled-numbers")


def remove_number(request: Request) -> Response:
    """POST /dialled-numbers/removals: number."""
    number = name_field(request, "number", required=True)
    remove_dialled_number(parts_of(request), person_of(request), number, submission=submission_of(request))
    return go("/dialled-numbers")


def _queue(request: Request) -> dict[str, Any]:
    return {
        "key": text_field(request, SHORT_NAME, limit=40),
        "name_en": name_field(request, "name_en", required=True),
        "name_zh": name_field(request, "name_zh", required=True),
        "skill_id": optional_id_field(request, "skill"),
        "opening_hours_id": optional_id_field(request, "opening_hours"),
        "vendor_id": optional_id_field(request, "vendor"),
        "script_key": text_field(request, "script", limit=200) or None,
        "priority": int_field(request, "priority"),
        "service_level_percent": int_field(request, "service_level_percent"),
        "answer_within_seconds": int_field(request, "answer_within_seconds"),
        "wrap_up_seconds": int_field(request, "wrap_up_seconds"),
        "vip_from_tier": text_field(request, "vip_from_tier", limit=40) or None,
        "vip_team_id": optional_id_field(request, "vip_team"),
        **{name: int_field(request, name) for name in RULE_NUMBERS},
        "asks_satisfaction": text_field(request, "asks_satisfaction") == "on",
        "active": text_field(request, "active") == "on",
    }


def _queue_page(request: Request, queue_id: UUID | None, form: Form | None = None) -> Response:
    language = request.state.language
    with parts_of(request).units.read() as unit:
        row = unit.administration.get("queue", queue_id) if queue_id else None
        if queue_id and row is None:
            raise NotFoundError
        shown = form or (queue_form(row) if row else Form(NEW_QUEUE))
        screen = QueueScreen(
            shown,
            options(unit.administration.all("skill"), f"name_{language}", shown.value("skill")),
            options(unit.administration.all("hours"), "name", shown.value("opening_hours")),
            script_options(unit.scripts.titles(), language, shown.value("script")),
            options([each for each in unit.vendors.all() if each["revoked_at"] is None], "name", shown.value("vendor")),
            options(unit.administration.all("team"), "name", shown.value("vip_team")),
            id=str(queue_id or ""),
            key=row["key"] if row else "",
        )
    return render(request, "routing/queue.html", screen, status=status_of_form(form))


def _skills_page(request: Request, form: Form | None = None, *, wrong: str = "") -> Response:
    with parts_of(request).units.read() as unit:
        counts = unit.administration.skilled()
        lines = tuple(
            SkillLine(str(row["id"]), row["key"], row["name_en"], row["name_zh"], counts.get(row["id"], 0))
            for row in unit.administration.all("skill")
        )
    return render(request, "routing/skills.html", SkillsScreen(lines, form or Form(), wrong), status=status_of_form(form))


def _save_hours(request: Request, hours_id: UUID | None) -> Response:
    try:
        name, zone = name_field(request, "name", required=True), name_field(request, "zone", required=True)
        days = {day: text_field(request, day, limit=200) for day in DAYS}
        save_opening_hours(parts_of(request), person_of(request), name, zone, days, hours_id, submission=submission_of(request))
    except REFUSED as error:
        return _hours_page(request, hours_id, refused(request, error))
    return go("/opening-hours")


def _hours_page(request: Request, hours_id: UUID | None, form: Form | None = None) -> Response:
    with parts_of(request).units.read() as unit:
        row = unit.administration.get("hours", hours_id) if hours_id else None
    if hours_id and row is None:
        raise NotFoundError
    shown = form or (hours_form(row) if row else Form(NEW_HOURS))
    return render(request, "routing/hours.html", HoursScreen(shown, str(hours_id or "")), status=status_of_form(form))


def _numbers_page(request: Request, form: Form | None = None) -> Response:
    shown, language = form or Form(), request.state.language
    with parts_of(request).units.read() as unit:
        queue_rows = unit.administration.all("queue")
        titles = unit.scripts.titles()
        names = {row["id"]: row[f"name_{language}"] for row in queue_rows}
        title_of = {row["key"]: row[f"title_{language}"] for row in titles}
        lines = tuple(
            NumberLine(
                row["number"],
                number_words(row["number"]),
                row["name"],
                names[row["queue_id"]],
                title_of.get(row["script_key"], row["script_key"] or ""),
            )
            for row in unit.administration.all("number")
        )
    queue_options = options(queue_rows, f"name_{language}", shown.value("queue"))
    screen = NumbersScreen(lines, queue_options, script_options(titles, language, shown.value("script")), shown)
    return render(request, "routing/numbers.html", screen, status=status_of_form(form))
