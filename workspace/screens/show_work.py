"""The panels around the call, from the desk's state: offers, notes, wrap-up, notices and status."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flows.offers.offer import Offer
from flows.runs.refusals import FieldsWrongError
from workspace.desk.keys import DELIVERED, key_words
from workspace.desk.state import DeskState
from workspace.screens.desk_call import Choice
from workspace.screens.desk_script import OfferResponse
from workspace.screens.desk_work import (
    CallbackField,
    DeskSettings,
    Disposition,
    EarlierNotes,
    KeyBinding,
    NotesPanel,
    Notice,
    NoticeKind,
    NoticesPanel,
    OffersPanel,
    RankedOffer,
    StatusPanel,
    WrapUpPanel,
)
from workspace.screens.show_script import decline_reasons, show_fields
from workspace.transactions.attempts import suggested_by_result
from workspace.words import clock_words, date_words, in_language, money_words

MOST_OFFERS = 3
COMPLAINT = "complaint"
"""A script of this name, or a section of it, is about a complaint."""
TRANSFERRED = "transferred"
"""The code that says that the customer went on to somebody else, where the installation has it."""
MOST_DISPOSITIONS = 15
WORDS = {
    "month": {"en": "{price} a month", "zh": "每月{price}"},
    "rests": {"en": "rests until {date}", "zh": "静默至{date}"},
    "accepted": {"en": "has it already", "zh": "已办理"},
    "complaint": {"en": "rests: the customer has a complaint", "zh": "客户正在投诉，暂不推荐"},
    "ticket": {"en": "rests: a ticket of this customer is open", "zh": "客户有未结工单，暂不推荐"},
    "extension": {"en": "1 minute", "zh": "1分钟"},
}
KINDS = {"upsell": "up-sell", "cross_sell": "cross-sell", "retention": "retention"}
SHOWN_RESPONSES: dict[str, OfferResponse] = {"accepted": "accepted", "declined": "declined", "deferred": "later"}


def show_offers(
    state: DeskState, decision: Mapping[str, Any] | None, catalogue: Mapping[str, Offer], said: Mapping[str, str]
) -> OffersPanel:
    """The ranked offers as they were decided when the desk first showed this customer, with what was said to each since."""
    if state.row is None or decision is None:
        return OffersPanel()  # nobody to rank for: a caller or lead who is no customer of ours
    language = state.language
    trouble = WORDS[why][language] if (why := _trouble(state)) else ""
    shown = []
    for candidate in decision["candidates"]:
        offer = catalogue.get(candidate["offer"])
        if offer is None or candidate["verdict"] not in ("eligible", "resting"):
            continue
        rested = trouble
        if candidate["verdict"] == "resting":
            until = datetime.fromisoformat(candidate["until"]) if candidate["until"] else None
            rested = WORDS["rests"][language].format(date=date_words(until.date(), language)) if until else ""
        response = said.get(offer.key, "")
        shown.append(
            RankedOffer(
                id=offer.key,
                name=in_language(offer.names, language),
                price=WORDS["month"][language].format(price=money_words(offer.price, language)) if offer.price.amount else "",
                kind=KINDS[offer.kind.value],  # type: ignore[arg-type]
                reason=in_language(candidate["why"], language) if candidate["why"] else "",
                response=SHOWN_RESPONSES.get(response, "presented" if response else ""),
                # What a step of the script has put to the customer is answered there.
                responses=() if rested or response else ("declined", "later"),
                rested=rested,
            )
        )
    personalised = bool(decision["versions"].get("personalised", True))
    return OffersPanel(str(state.row.id), tuple(shown[:MOST_OFFERS]), decline_reasons(language), personalised)


def _trouble(state: DeskState) -> Literal["", "complaint", "ticket"]:
    """Why nothing is offered to somebody who waits for us to put something right: a complaint in this call, or an open ticket."""
    run = state.run
    if run and (run.script.key == COMPLAINT or any(each.id == COMPLAINT and each.state != "ahead" for each in run.view.sections)):
        return "complaint"
    return "ticket" if state.customer and state.customer.open_tickets else ""


def show_notes(state: DeskState, saved_at: datetime | None) -> NotesPanel:
    """The notes as they are stored."""
    if state.row is None:
        return NotesPanel()
    saved = saved_at.strftime("%H:%M:%S") if saved_at else ""
    earlier = tuple(EarlierNotes(each["agent"] or "", each["notes"]) for each in state.passing.before if each["notes"])
    shown = () if state.masked else earlier  # what is written for colleagues may hold what a vendor's agent must not see
    return NotesPanel(str(state.row.id), state.row["notes"], saved, is_last=state.is_closing, earlier=shown)


def can_wrap_up(state: DeskState) -> bool:
    """Whether the agent may say how it ended: from the answer on."""
    return state.row is not None and (state.row.interaction.answered_at is not None or state.is_over)


def show_wrapup(
    state: DeskState,
    codes: Sequence[Mapping[str, Any]],
    *,
    error: str = "",
    callback: CallbackField | None = None,
    field_errors: FieldsWrongError | None = None,
    typed: Mapping[str, object] | None = None,
) -> WrapUpPanel:
    """The wrap-up: possible from the answer on, due when the call has ended. The script's list of codes wins over the whole list."""
    row = state.row
    if row is None or not can_wrap_up(state):
        return WrapUpPanel()
    known = {each["code"]: each for each in codes}
    view = state.run.view if state.run else None
    offered = (view.dispositions or state.run.script.bundle.dispositions) if state.run and view else ()
    listed = [code for code in offered if code in known] or list(known)
    by_result = suggested_by_result(row)
    if by_result is not None and by_result in known and by_result not in listed:
        listed.append(by_result)
    if row.interaction.is_transferred and TRANSFERRED in known:
        by_result = TRANSFERRED
    suggested = by_result or (view.suggested if view else None)
    chosen = row.interaction.disposition_code
    ordered = sorted(listed, key=lambda code: code != suggested)[:MOST_DISPOSITIONS]
    zone = state.zone
    return WrapUpPanel(
        state="running" if state.is_over else "early",
        interaction_id=str(row.id),
        turn=view.turn if view else 0,
        dispositions=tuple(
            Disposition(
                code,
                known[code][f"label_{state.language}"],
                suggested=code == suggested,
                callback=known[code]["kind"] == "callback",
                selected=code == (chosen or (suggested if state.is_over else None)),
            )
            for code in ordered
        ),
        callback=replace(callback or CallbackField(_agreed(state)), min=_local(state.now, zone), zone=zone.key.replace("_", " ")),
        until=row.interaction.wrap_up_until.isoformat() if row.interaction.wrap_up_until else "",
        can_extend=state.is_over,
        extension=WORDS["extension"][state.language],
        error=error,  # type: ignore[arg-type]
        fields=show_fields(state.run, state, field_errors, typed) if state.run and view and view.kind == "wrapup" else (),
        satisfaction=_satisfaction(state, row["satisfaction"]),
    )


NOTICE_KINDS: Mapping[str, NoticeKind] = {
    "ticket_answered": "ticket_answered",
    "tickets_overdue": "tickets_overdue",
    "taken_over": "taken_over",
    "script_published": "script_changed",
    "offer_published": "script_changed",
    "code_changed": "work_changed",
    "card_changed": "work_changed",
    "line_changed": "work_changed",
    "telephone_failed": "telephone_failed",
    "coaching": "coaching",
    "watched": "watched",
}
"""Kinds of stored notices that look another way than an announcement."""


def _satisfaction(state: DeskState, said: int | None) -> tuple[Choice, ...]:
    asks = bool(state.line and state.line["asks_satisfaction"])
    return tuple(Choice(str(each), str(each), each == said) for each in range(1, 6)) if asks else ()


def show_notices(state: DeskState, rows: Sequence[Mapping[str, Any]], local: ZoneInfo) -> NoticesPanel:
    """The notices this person has not acknowledged, newest first; a missed call and a lost connection tell themselves."""
    language = state.language
    shown = [
        Notice(
            id=str(each["id"]),
            kind=NOTICE_KINDS.get(each["kind"], "announcement"),
            text=each[f"text_{language}"],
            at=clock_words(each["created_at"], local, language),
            sender=each["sender"] or "",
            must_acknowledge=each["must_acknowledge"],
            changes=tuple(each["changes"].get(language, ())),
            # Who speaks with a customer works on the version before: what is new waits until the call is over.
            is_quiet=each["kind"].endswith(("_published", "_changed")) and state.row is not None and not state.is_over,
        )
        for each in rows
    ]
    return NoticesPanel(tuple(shown))


def show_status(state: DeskState, wishes: Mapping[str, Any], team: str) -> StatusPanel:
    """Whose desk it is, and how they set it: as it is stored now, which a session may not know yet."""
    settings = DeskSettings(
        hotkeys=wishes.get("hotkeys", True),
        digits=wishes.get("digits", "plain"),
        keys=show_keys(wishes.get("keys", {})),
        sound=wishes.get("sound", True),
        title_flash=wishes.get("title_flash", True),
        notifications=wishes.get("notifications", False),
    )
    return StatusPanel(state.person.name, team, settings=settings)


def show_keys(changed: Mapping[str, str]) -> tuple[KeyBinding, ...]:
    """Every key of the desk, with this person's own in place of the delivered ones."""
    chords = {delivered: changed.get(delivered, delivered) for delivered in DELIVERED}
    return tuple(KeyBinding(delivered, chord, key_words(chord)) for delivered, chord in chords.items())


def _agreed(state: DeskState) -> str:
    """The time to call back that a form of the script asked for, in its field `callback_at`; empty where the script booked it itself."""
    run = state.run.run if state.run else None
    at = run.value("callback_at") if run else None
    booked = run is not None and any(asked.action == "callback.book" and asked.state == "done" for asked in run.asked)
    return _local(at, state.zone) if isinstance(at, datetime) and not booked else ""


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
