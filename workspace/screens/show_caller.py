"""The caller panel, from the desk's state: who it is, what they pay, what they have, what happened before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.customers.customer import CUSTOMER_SINCE, AttributeDefinition, CustomerOnDesk, CustomerReference
from workspace.desk.layout import ATTRIBUTE, Layout, read_layout
from workspace.desk.state import DeskState
from workspace.screens.desk_caller import (
    CallerPanel,
    CustomerCard,
    CustomerHit,
    Fact,
    Flag,
    Holding,
    PastInteraction,
    Tone,
)
from workspace.screens.forms import Option
from workspace.screens.show_bar import caller_name, caller_number
from workspace.screens.show_tickets import show_timeline
from workspace.words import (
    LANGUAGES,
    ORDER_STATES,
    TIERS,
    ago,
    clock_words,
    date_words,
    in_language,
    moment_words,
    money_words,
    number_words,
    word,
)

WORDS = {
    "month": {"en": "{amount} a month", "zh": "每月{amount}"},
    "no_marketing": {"en": "No personalised marketing", "zh": "拒绝个性化营销"},
    "tickets": {"en": "Open tickets: {n}", "zh": "未结工单：{n}"},
    "since": {"en": "since {date}", "zh": "{date}入网"},
    "until": {"en": "until {date}", "zh": "至{date}"},
    "monthly": {"en": "month to month", "zh": "按月续约"},
    "due": {"en": "{amount} due {date}", "zh": "{amount}，{date}前缴清"},
    "yes": {"en": "Yes", "zh": "是"},
    "no": {"en": "No", "zh": "否"},
}
ORDER_TONES: dict[str, Tone] = {"failed": "bad", "active": "good"}


def show_caller(
    state: DeskState,
    definitions: list[AttributeDefinition],
    candidates: list[CustomerReference],
    tickets: Sequence[Mapping[str, Any]] = (),
    choices: tuple[Option, ...] = (),
) -> CallerPanel:
    """The caller panel; a customer is shown only where it is certain who it is."""
    row = state.row
    if row is None:
        return CallerPanel("idle")
    layout = read_layout(state.layout, definitions)
    panel = CallerPanel(
        "unknown",
        str(row.id),
        caller_number(state),
        can_search=state.can_search,
        ticket_choices=choices,
        tickets=len(tickets),
        parts=layout.shown("parts"),
        fields=layout.shown("fields"),
    )
    if state.masked:
        return replace(panel, state="matched", customer=_masked_card(state)) if state.lead or state.customer else panel
    if state.customer is not None:
        return replace(panel, state="matched", customer=_card(state, state.customer, definitions, tickets, layout))
    if state.lead is not None:
        return replace(panel, state="matched", customer=_lead_card(state))
    if row["customer_match"] == "withheld":
        return replace(panel, state="withheld")
    if row["customer_match"] == "shared":
        return replace(panel, state="shared", candidates=tuple(hit(each, state.language) for each in candidates))
    return panel


def hit(found: CustomerReference, language: str) -> CustomerHit:
    """A customer that may be meant, told apart by account and tier."""
    detail = " · ".join(filter(None, [found.account, word(TIERS, found.tier, language)]))
    return CustomerHit(str(found.id), found.name, detail, number_words(found.numbers[0]) if found.numbers else "")


def _card(
    state: DeskState,
    on_desk: CustomerOnDesk,
    definitions: list[AttributeDefinition],
    tickets: Sequence[Mapping[str, Any]],
    layout: Layout,
) -> CustomerCard:
    who, language = on_desk.customer, state.language
    facts = _attributes(on_desk, definitions, language)
    raised = {name: facts[name] for name in layout.shown("fields") if name in facts}
    past = _past(state, on_desk)
    monthly, balance = on_desk.monthly, on_desk.balance
    flags = []
    if who.no_personalised_marketing:
        flags.append(Flag(WORDS["no_marketing"][language], "warn"))
    if on_desk.open_tickets:
        flags.append(Flag(WORDS["tickets"][language].format(n=on_desk.open_tickets), "bad"))
    due = balance is not None and balance.amount > 0
    words = money_words(balance, language)
    if due and on_desk.balance_due_on:
        words = WORDS["due"][language].format(amount=words, date=date_words(on_desk.balance_due_on, language))
    return CustomerCard(
        id=str(who.id),
        name=who.name,
        initials=_initials(who.given_name, who.surname, who.name),
        tier=word(TIERS, who.tier, language),
        tenure=_tenure(on_desk, language),
        local_time=clock_words(state.now, state.zone, language),
        zone=state.zone.key.replace("_", " "),
        language=word(LANGUAGES, who.language, language),
        pays=WORDS["month"][language].format(amount=money_words(monthly, language)) if monthly else "",
        balance=words,
        balance_tone="warn" if due else "",
        flags=tuple(flags),
        agreements=tuple(
            Holding(
                in_language(each.name, language),
                money_words(each.monthly, language),
                WORDS["until"][language].format(date=date_words(each.ends_at.date(), language))
                if each.ends_at
                else WORDS["monthly"][language],
            )
            for each in on_desk.agreements
        ),
        subscriptions=tuple(Holding(in_language(each.name, language), money_words(each.price, language)) for each in on_desk.subscriptions),
        orders=tuple(
            Holding(
                in_language(each.name, language) or each.product,
                word(ORDER_STATES, each.state, language),
                f"{each.number} · {ago(each.ordered_at, state.now, language)}",
                ORDER_TONES.get(each.state, ""),
            )
            for each in on_desk.orders
        ),
        attributes=tuple(facts[name] for name in layout.shown("attributes") if name in facts and name not in raised),
        raised=raised,
        interactions=tuple(past),
        timeline=show_timeline(state, [(each.at, shown) for each, shown in zip(on_desk.interactions, past, strict=True)], tickets),
    )


def _until(at: datetime | None, language: str) -> str:
    return WORDS["until"][language].format(date=date_words(at.date(), language)) if at else WORDS["monthly"][language]


def _past(state: DeskState, on_desk: CustomerOnDesk) -> list[PastInteraction]:
    language = state.language
    return [
        PastInteraction(
            when=ago(each.at, state.now, language),
            at=moment_words(each.at, state.zone, language),
            channel=each.channel if each.channel in ("voice", "chat", "sms", "email", "walk-in") else "voice",  # type: ignore[arg-type]
            direction="outbound" if each.direction == "outbound" else "inbound",
            disposition=in_language(each.disposition_label, language),
            agent=" → ".join(filter(None, (each.agent, each.went_to))),
            note=each.notes,
        )
        for each in on_desk.interactions
    ]


def _attributes(on_desk: CustomerOnDesk, definitions: list[AttributeDefinition], language: str) -> dict[str, Fact]:
    """By its name in a layout, each custom attribute that this customer has."""
    facts = {}
    for each in definitions:
        value = on_desk.customer.attributes.get(each.key)
        if value is None or each.key == CUSTOMER_SINCE.key:
            continue
        words = "•••" if each.sensitive else _plain(value, each, language)
        facts[f"{ATTRIBUTE}{each.key}"] = Fact(in_language(each.label, language), words)
    return facts


def _plain(value: object, definition: AttributeDefinition, language: str) -> str:
    if isinstance(value, bool):
        return WORDS["yes" if value else "no"][language]
    option = next((each for each in definition.options if each["value"] == value), None)
    return option[language] if option else str(value)


def _tenure(on_desk: CustomerOnDesk, language: str) -> str:
    since = on_desk.customer.attributes.get(CUSTOMER_SINCE.key)
    return WORDS["since"][language].format(date=str(since)[:4] + ("年" if language == "zh" else "")) if since else ""


def _initials(given: str, surname: str, name: str) -> str:
    if name and ord(name[0]) > 0x2E80:
        return name[0]
    return "".join(part[0] for part in (given, surname) if part).upper() or name[:1].upper()


def _lead_card(state: DeskState) -> CustomerCard:
    """A lead that is no customer of ours: what the list says of them."""
    lead = state.lead or {}
    facts = tuple(Fact(str(name).replace("_", " ").capitalize(), str(value)) for name, value in sorted(lead.get("attributes", {}).items()))
    return CustomerCard(
        id=str(lead["id"]),
        name=lead["name"],
        initials=_initials("", lead["surname"], lead["name"]),
        local_time=clock_words(state.now, state.zone, state.language),
        zone=state.zone.key.replace("_", " "),
        language=word(LANGUAGES, lead["language"], state.language),
        attributes=facts,
    )


def _masked_card(state: DeskState) -> CustomerCard:
    """What a vendor's agent may see: surname and title, and what time it is there (P14)."""
    who = state.customer.customer if state.customer else None
    surname, language = (who.surname, who.language) if who else ("", "")
    if state.lead is not None:
        surname, language = state.lead["surname"], state.lead["language"]
    return CustomerCard(
        id="",
        name=caller_name(state),
        initials=surname[:1],
        local_time=clock_words(state.now, state.zone, state.language),
        language=word(LANGUAGES, language, state.language),
    )
