"""Previews: what an agent sees of outbound work before anybody is called, as a function of stored rows."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.customers.customer import salutation
from flows.outbound.task import TaskState
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.script import AskStep
from workspace.commands.skip_task import SKIP_REASONS
from workspace.screens.desk_call import Choice
from workspace.screens.desk_caller import Fact
from workspace.screens.desk_work import CallbackLine, TaskPreview
from workspace.scripts.bundles import published
from workspace.scripts.records import known_zone
from workspace.transactions.callbacks import local_time
from workspace.wiring.outbound import TaskReservation, TaskRow, shown, zones
from workspace.wiring.parts import Person, Unit
from workspace.words import SKIP_REASONS as SKIP_REASON_WORDS
from workspace.words import in_language
from workspace.words_outbound import RESULT_WORDS, day_and_time, refusal_words, words_of

REFUSAL_SHOWN_FOR = timedelta(minutes=10)
"""How long a refused dial stays on the desk while the agent does nothing else."""
EARLIER_SHOWN = 3

_WHEN = {"en": "Promised for", "zh": "预约时间"}
_YOURS = {"en": "You promised this call for {when}", "zh": "您约定的回访时间：{when}"}
_PROMISED = {"en": "The customer was promised a call for {when}", "zh": "已与客户约定回访时间：{when}"}
_NEXT = {"en": "Next in the campaign", "zh": "活动中的下一个任务"}
_NOTE = {"en": "Note", "zh": "备注"}
_FIRST = {"en": "First attempt", "zh": "首次呼叫"}
_EARLIER = {"en": "{count} before: {list}", "zh": "此前 {count} 次：{list}"}


def task_preview(unit: Unit, person: Person, language: str) -> TaskPreview | None:
    """The task in this agent's hands, else the one whose dial was just refused, with the reason in words; None: neither."""
    row = unit.tasks.held_by(person.id)
    if row is not None:
        return _preview(unit, person, row, language)
    last = unit.attempts.last_of(person.id, unit.now - REFUSAL_SHOWN_FOR)
    if last is None or last["state"] != "refused":
        return None
    row = unit.tasks.get(last["task_id"])
    if row is None:
        return None
    due_at = row.task.due_at if row.task.state is TaskState.READY else None
    return _preview(unit, person, row, language, refused=refusal_words(last["gate"], due_at, _zone(row), language))


def offered_preview(unit: Unit, person: Person, offered: TaskReservation, language: str) -> TaskPreview:
    """What an agent sees of a task that is before them, and why it is now."""
    row = unit.tasks.get(offered.task_id)
    if row is None:
        raise AssertionError(f"task {offered.task_id} is on offer and is not there")
    preview = _preview(unit, person, row, language)
    # When it was promised for is why it is offered, and said there.
    return replace(preview, facts=preview.facts[1:], why=_why_now(unit, offered, language))


def callback_lines(unit: Unit, person: Person, language: str) -> tuple[CallbackLine, ...]:
    """The calls this agent promised or may take up, the earliest first; times on the customers' walls."""
    return tuple(
        CallbackLine(
            id=str(each["id"]),
            name=_name(person, language, each["title"], each["surname"], each["name"]),
            due=f"{day_and_time(each['due_at'], each['zone'], language)} · {each['zone'].replace('_', ' ')}",
            campaign=each[f"name_{language}"],
            overdue=each["due_at"] <= unit.now,
        )
        for each in unit.callbacks.of_person(person.id, person.vendor_id)
    )


def _why_now(unit: Unit, offered: TaskReservation, language: str) -> str:
    callback = unit.callbacks.by_task(offered.task_id)
    if callback is None:
        return _NEXT[language]
    words = _YOURS if callback["person_id"] == offered.person_id else _PROMISED
    return words[language].format(when=day_and_time(callback["due_at"], callback["zone"], language))


def _preview(unit: Unit, person: Person, row: TaskRow, language: str, *, refused: str = "") -> TaskPreview:
    zone = _zone(row)
    return TaskPreview(
        task_id=str(row.id),
        claim=row.task.claim_no,
        campaign=row[f"name_{language}"],
        name=_name(person, language, row["title"], row["surname"], row.lead.name),
        number="" if person.vendor_id else shown(row.lead.number),
        local_time=f"{local_time(unit.now, zone):%H:%M} · {zone}" if zone else "",
        attempts=_earlier(unit, row.id, zone, language),
        script=_first_words(unit, person, row, language),
        facts=_facts(unit, row, language),
        skip_reasons=tuple(Choice(code, in_language(SKIP_REASON_WORDS[code], language)) for code in SKIP_REASONS),
        refused=refused,
    )


def _name(person: Person, language: str, title: str, surname: str, name: str, *, called: bool = False) -> str:
    """A person's name, or how they are called; a vendor's agent knows people by surname and title and sees no more of the name (P14)."""
    if person.vendor_id:
        return salutation(language, title, surname, "…")
    return salutation(language, title, surname, name) if called else name


def _zone(row: TaskRow) -> str:
    possible = zones(row.lead.number)
    return row["zone"] or (possible[0] if len(possible) == 1 else "")


def _earlier(unit: Unit, task_id: UUID, zone: str, language: str) -> str:
    made = unit.attempts.of_task(task_id)
    if not made:
        return _FIRST[language]
    told = [
        f"{day_and_time(each['intended_at'], zone, language)} {words_of(RESULT_WORDS, each['result'] or 'unknown', language)}"
        for each in made[:EARLIER_SHOWN]
    ]
    return _EARLIER[language].format(count=len(made), list=("；" if language == "zh" else "; ").join(told))


def _facts(unit: Unit, row: TaskRow, language: str) -> tuple[Fact, ...]:
    callback = unit.callbacks.by_task(row.id)
    if callback is None:
        return ()
    when = Fact(_WHEN[language], day_and_time(callback["due_at"], callback["zone"], language))
    return (when, Fact(_NOTE[language], callback["note"])) if callback["note"] else (when,)


def _first_words(unit: Unit, person: Person, row: TaskRow, language: str) -> str:
    """The script that opens with the dial, and how it begins, in the customer's language."""
    live = unit.scripts.live_script(row.campaign.script_key, person.id) if row.campaign.script_key else None
    if live is None:
        return ""
    script = published(unit, live).bundle.script
    start = script.steps[script.start]
    words = start.question if isinstance(start, AskStep) else (start.say[0].text if start.say else None)
    title, spoken = in_language(script.title, language), row.lead.language
    if words is None:
        return title
    known = {"customer": {"salutation": _name(person, spoken, row["title"], row["surname"], row.lead.name, called=True)}}
    begins = words.phrase(spoken).text(Environment(known, unit.now, ZoneInfo(known_zone(row["zone"]))), spoken)
    return f"{title}: {begins}"
