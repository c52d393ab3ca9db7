"""The demo's floor: who works here, the queues they serve, the numbers customers dial, and the codes that say how a call ended."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flows.dispositions import DISPOSITIONS
from workspace.passwords import hash_of, random_password
from workspace.wiring.parts import Parts, Unit, new_id

DEPARTMENTS = (
    ("billing", "Billing", "账务部", (("Disputed bill", "账单争议", 24 * 60, 4 * 60), ("Payment not found", "缴费未到账", 8 * 60, 2 * 60))),
    ("back_office", "Back office", "后台支撑", (("Order by hand", "人工办理", 24 * 60, 4 * 60),)),
    ("technical", "Technical support", "技术支持", (("Fault on the line", "线路故障", 8 * 60, 2 * 60),)),
    ("tech_support", "Network support", "网络支撑", (("Mobile data", "手机上网", 24 * 60, 4 * 60),)),
    ("complaints", "Complaints", "投诉处理", (("Complaint", "投诉", 48 * 60, 24 * 60),)),
    ("refunds", "Refunds", "退费组", (("Refund", "退费", 3 * 24 * 60, 24 * 60),)),
    ("moves", "Moves", "移机组", (("Moving house", "移机", 24 * 60, 8 * 60),)),
    ("cancellations", "Cancellations", "退订组", (("Cancellation", "退订", 24 * 60, 8 * 60),)),
    ("supervisors", "Supervisors", "班长席", (("Call back by a supervisor", "班长回电", 24 * 60, 4 * 60),)),
    ("front_office", "Front office", "前台", (("Inquiry", "咨询", 24 * 60, 4 * 60),)),
    ("logistics", "Logistics", "物流组", (("Delivery", "配送", 24 * 60, 8 * 60),)),
    ("deposits", "Deposits", "存款业务部", (("Term deposit", "定期存款", 24 * 60, 4 * 60),)),
)
"""Key, names, and the categories with their promises in minutes: ordinary, urgent."""
ALL_DAY = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@dataclass(frozen=True)
class DemoPerson:
    """One login of the demo; `skills` with levels, `department` by its key."""

    login: str
    name: str
    role: str
    team: str
    badge: str = ""
    extension: str | None = None
    skills: tuple[tuple[str, int], ...] = ()
    department: str = ""


PEOPLE = (
    DemoPerson("agent1", "Ana Torres", "agent", "Front line", "8021", "1001", (("service", 2), ("sales", 1))),
    DemoPerson("agent2", "Bruno Lind", "agent", "Outbound", "8022", "1002", (("outbound", 2),)),
    DemoPerson("supervisor", "Sofia Chen", "supervisor", "Front line", "8001", "1091"),
    DemoPerson("analyst", "Dana Reyes", "analyst", "Analytics"),
    DemoPerson("admin", "Alex Morgan", "admin", "Administration"),
    DemoPerson("department", "Bella Novak", "department", "Billing", department="billing"),
)
QUEUES = (
    ("service", "Customer service", "客户服务", "service", "plan_inquiry", 0),
    ("broadband", "Broadband sales", "宽带受理", "sales", "broadband_inbound", 1),
    ("retention", "Customer care", "客户关怀", "service", "retention", 1),
    ("billing", "Bills and payments", "账单缴费", "service", "bill_inquiry", 0),
    ("technical", "Technical support", "技术支持", "service", "mobile_data_trouble", 0),
    ("complaints", "Complaints", "投诉受理", "service", "complaint", 2),
)
NUMBERS = (
    ("+18005550100", "service", "Service line"),
    ("+18005550101", "broadband", "Broadband line"),
    ("+18005550104", "retention", "Care line"),
    ("+18005550106", "billing", "Billing line"),
    ("+18005550107", "technical", "Support line"),
    ("+18005550108", "complaints", "Complaints line"),
)


def seed_floor(parts: Parts, *, hashed: Callable[[str], str] = hash_of) -> None:
    """Ensure teams, skills, queues, numbers, codes and the demo's people; their passwords are random and kept in the logins file.

    `hashed` makes what is stored of a password: slow on purpose, so whoever signs nobody in may do with less.
    """
    logins = read_logins(parts)
    with parts.units.begin() as unit:
        for position, (code, en, zh, kind) in enumerate(DISPOSITIONS):
            unit.floor.ensure_disposition(code, en, zh, kind, position)
        hours = unit.floor.ensure("hours", "Always", new_id(), zone="America/New_York", weekly=ALL_DAY)
        skills = {key: unit.floor.ensure("skill", key, new_id(), name_en=en, name_zh=zh) for key, en, zh in SKILLS}
        for key, en, zh, skill, script, priority in QUEUES:
            unit.floor.ensure(
                "queue",
                key,
                new_id(),
                name_en=en,
                name_zh=zh,
                skill_id=skills[skill],
                opening_hours_id=hours,
                script_key=script,
                priority=priority,
                asks_satisfaction=key in ("service", "complaints"),
            )
        for number, queue, name in NUMBERS:
            found = unit.routing.queue(queue)
            if found is None:
                raise AssertionError(f"queue {queue} was just made")
            unit.floor.ensure_number(number, found["id"], name)
        for key, en, zh, categories in DEPARTMENTS:
            ensure_department(unit, key, en, zh, categories)
        for person in PEOPLE:
            logins[person.login] = _ensure_person(unit, person, skills, logins.get(person.login), hashed)
    write_logins(parts, logins)


SKILLS = (("service", "Service", "服务"), ("sales", "Sales", "销售"), ("outbound", "Outbound", "外呼"))


def ensure_department(unit: Unit, key: str, en: str, zh: str, categories: tuple[tuple[str, str, int, int], ...]) -> None:
    """A department with its categories, unless it is there already: then it stays as somebody set it."""
    if unit.departments.by_key(key) is not None:
        return
    department = unit.departments.ensure(new_id(), key, en, zh)
    for name_en, name_zh, normal, urgent in categories:
        unit.departments.add_category(
            id=new_id(),
            department_id=department["id"],
            name_en=name_en,
            name_zh=name_zh,
            answer_within_minutes=normal,
            urgent_within_minutes=urgent,
        )


def _ensure_person(unit: Unit, person: DemoPerson, skills: dict[str, UUID], password: str | None, hashed: Callable[[str], str]) -> str:
    """Make the person, or give a lost password anew; returns the password."""
    known = unit.people.by_login(person.login)
    if known is not None and password is not None:
        return password
    password = random_password()
    if known is not None:
        unit.people.set_password(known["id"], hashed(password))
        return password
    team = unit.floor.ensure("team", person.team, new_id())
    person_id = unit.floor.ensure(
        "person",
        person.login,
        new_id(),
        name=person.name,
        role=person.role,
        team_id=team,
        badge=person.badge,
        extension=person.extension,
        password_hash=hashed(password),
        is_demo=True,
    )
    if person.department:
        found = unit.departments.by_key(person.department)
        unit.people.change(person_id, department_id=found and found["id"])
    for skill, level in person.skills:
        unit.floor.ensure_skill_of(person_id, skills[skill], level)
    return password


def read_logins(parts: Parts) -> dict[str, str]:
    """The logins file, empty when there is none or it cannot be read."""
    try:
        found = json.loads(parts.settings.demo_logins.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(login): str(password) for login, password in found.items()} if isinstance(found, dict) else {}


def write_logins(parts: Parts, logins: dict[str, str]) -> None:
    """Keep the logins where only the owner of the home can read them; never half a file."""
    path = parts.settings.demo_logins
    half = path.with_suffix(".new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(logins, file, indent=2)
        file.write("\n")
    half.replace(path)
