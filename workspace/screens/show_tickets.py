"""Tickets on the desk: those of the customer among what happened before, and what a new one may be about."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workspace.desk.state import DeskState
from workspace.screens.desk_caller import CustomerTicket, PastInteraction, Tone
from workspace.screens.forms import Option
from workspace.words import ago, moment_words

TICKETS_SHOWN_FOR = timedelta(days=30)
"""How long a ticket that was answered stays among what happened before."""
WORDS = {
    "open": {"en": "Open", "zh": "处理中"},
    "overdue": {"en": "Overdue", "zh": "已超时"},
    "answered": {"en": "Answered", "zh": "已答复"},
    "closed": {"en": "Closed", "zh": "已关闭"},
    "due": {"en": "answer due {when}", "zh": "{when}前答复"},
}
TONES: dict[str, Tone] = {"open": "warn", "overdue": "bad", "answered": "good", "closed": ""}


def show_timeline(
    state: DeskState, past: Sequence[tuple[datetime, PastInteraction]], tickets: Sequence[Mapping[str, Any]]
) -> tuple[PastInteraction | CustomerTicket, ...]:
    """Earlier interactions and the customer's tickets in one list, newest first; an answer is as new as the moment it was given."""
    dated: list[tuple[datetime, PastInteraction | CustomerTicket]] = [*past]
    dated += [(each["answered_at"] or each["created_at"], _ticket(state, each)) for each in tickets]
    return tuple(shown for _, shown in sorted(dated, key=lambda pair: pair[0], reverse=True))


def _ticket(state: DeskState, row: Mapping[str, Any]) -> CustomerTicket:
    language = state.language
    is_open = row["state"] == "open"
    # Marked by the sweep, not by the clock: a push then shows what a reload shows.
    kind = "overdue" if is_open and row["overdue_at"] is not None else row["state"]
    at = row["answered_at"] or row["created_at"]
    return CustomerTicket(
        number=row["number"],
        subject=row["subject"],
        department=row[f"department_{language}"] or row["department"],
        when=ago(at, state.now, language),
        at=moment_words(at, state.zone, language),
        state=WORDS[kind][language],
        tone=TONES[kind],
        due=WORDS["due"][language].format(when=moment_words(row["due_at"], state.zone, language)) if is_open else "",
        answer=row["answer"] or "",
    )


def ticket_choices(rows: Sequence[Mapping[str, Any]], language: str) -> tuple[Option, ...]:
    """Departments with their categories to pick from; a department without any stands for itself."""
    return tuple(
        Option(
            f"{row['key']}/{row['category_id'] or ''}",
            " · ".join(filter(None, [row[f"name_{language}"], row[f"category_{language}"]])),
        )
        for row in rows
    )
