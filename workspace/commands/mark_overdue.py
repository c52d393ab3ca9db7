"""Mark overdue: the sweep that finds tickets whose promise has passed, and lets supervisors know: on boards, desks and in the menu."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from workspace.auth import Role
from workspace.transactions.tickets import record
from workspace.wiring.parts import Parts, Unit, new_id

AT_ONCE = 100
"""Tickets marked in one transaction."""
TOLD = "tickets_overdue"
TOLD_FOR = timedelta(hours=12)
NAMED = 5
"""Tickets that are named in what supervisors are told; the others are counted."""
WORDS = {
    "en": "{new} now late, {all} in all",
    "zh": "新超时：{new}；共 {all} 张超时",
}
MORE = {"en": "{names} and {n} more", "zh": "{names}等{n}张"}
BETWEEN = {"en": ", ", "zh": "、"}


def mark_overdue(parts: Parts) -> int:
    """Mark what has become late, once each: it is audited, told to the analytics side and to supervisors. Returns how many."""
    done = 0
    while True:
        with parts.units.begin() as unit:
            late = unit.tickets.mark_overdue(AT_ONCE)
            for ticket_id in late:
                record(unit, ticket_id, "overdue", None)
            if late:
                _tell_supervisors(unit, late)
        done += len(late)
        if len(late) < AT_ONCE:
            return done


def _tell_supervisors(unit: Unit, late: Sequence[UUID]) -> None:
    """Tell every supervisor's desk, in the place of what was told before: one line that is up to date, not a pile."""
    tickets = [ticket for ticket in map(unit.tickets.get, late) if ticket is not None]
    unit.notices.replace(TOLD)
    reached = unit.notices.add(
        audience={"roles": [Role.SUPERVISOR.value]},
        id=new_id(),
        kind=TOLD,
        text_en=_words("en", tickets, unit.tickets.overdue()),
        text_zh=_words("zh", tickets, unit.tickets.overdue()),
        must_acknowledge=False,
        expires_at=unit.now + TOLD_FOR,
    )
    unit.desks.touch(*reached)


def _words(language: str, tickets: Sequence[dict[str, Any]], overdue: int) -> str:
    names = BETWEEN[language].join(f"{each['number']} {each['subject']}" for each in tickets[:NAMED])
    if len(tickets) > NAMED:
        rest = len(tickets) if language == "zh" else len(tickets) - NAMED
        names = MORE[language].format(names=names, n=rest)
    return WORDS[language].format(new=names, all=overdue)
