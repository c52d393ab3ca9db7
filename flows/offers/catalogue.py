"""The offer catalogue as text: reads and checks what supervisors write in `flows/library/offers/*.yaml`.

A file holds one offer, or several in a list under `offers`. It is checked like a script: by the same reader, the same expression
language and the same kinds of problem, each with its line and column.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flows.offers.missing import check_missing
from flows.offers.offer import Demand, Offer, OfferKind, Treatment
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.catalogue.builtins import OFFER
from scripts_dsl.expressions.condition import Scope
from scripts_dsl.money import Money
from scripts_dsl.problem import Problem, Words
from scripts_dsl.reading import Reading
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node
from scripts_dsl.source.reader import read
from scripts_dsl.types import ValueType, optional

LANGUAGES = ("en", "zh")
CHANNELS = ("inbound", "outbound", "chat")
CUSTOMER, PLAN = "crm.customer", "bss.plan"

_FIELDS = [
    "offer",
    "spec",
    "title",
    "kind",
    "product",
    "price",
    "term",
    "cooling_off",
    "valid",
    "value",
    "lever",
    "prior",
    "ranked",
    "eligible",
    "reason",
    "treatments",
]
_REQUIRED = ["offer", "title", "kind", "product", "price", "term", "cooling_off", "value", "reason", "treatments"]
_OWNER: Words = {"en": "an offer", "zh": "推荐"}
_SEVERAL: Words = {"en": "an offer catalogue", "zh": "推荐目录"}
_VALIDITY: Words = {"en": "valid", "zh": "有效期"}
_DEMAND: Words = {"en": "an eligibility rule", "zh": "适用条件"}


def load_offers(text: str | bytes, name: str, catalogue: Catalogue) -> tuple[tuple[Offer, ...], tuple[Problem, ...]]:
    """The offers of one file, none where a problem of severity E stops it, and all problems in order of place. Never raises.

    `name` is the file's or the draft's; where it holds one offer it must be that offer's own ("fibre_1000m", "offers/fibre_1000m").
    """
    document = read(text)
    if document.root is None:
        return (), document.problems
    reading = Reading(document.source, catalogue, lambda _name, _at: None, languages=LANGUAGES, problems=list(document.problems))
    several = document.root.entry("offers")
    if several is None:
        nodes: Sequence[Node] = (document.root,)
        _check_name(reading, document.root, name)
    else:
        reading.fields(document.root, _SEVERAL, ("spec", "offers"))
        nodes = reading.items(several.value, "offers")
    reading.scope = offer_scope(catalogue)
    offers = [offer for node in nodes if (offer := _read_offer(reading, node)) is not None]
    _check_twice(reading, nodes)
    ordered = sorted(reading.problems, key=lambda problem: (problem.line, problem.column))
    stopped = any(problem.severity == "E" for problem in ordered)
    return () if stopped else tuple(offers), tuple(ordered)


def offer_scope(catalogue: Catalogue) -> Scope:
    """The names that an offer's conditions and words may use: customer, plan (which may be missing) and the offer itself."""
    names: dict[str, ValueType] = {"offer": OFFER}
    if CUSTOMER in catalogue.records:
        names["customer"] = catalogue.records[CUSTOMER]
    if PLAN in catalogue.records:
        names["plan"] = optional(catalogue.records[PLAN])
    return Scope(names)


def _check_name(reading: Reading, root: MapNode, name: str) -> None:
    key = root.get("offer")
    expected = name.rpartition("/")[2].removesuffix(".yaml")
    written = reading.name(key, "offer")
    if key is not None and written is not None and written != expected:
        reading.tell("S003", key.at, field="offer", wanted={"en": f"the file's own name, {expected}", "zh": f"文件名 {expected}"})


def _check_twice(reading: Reading, nodes: Sequence[Node]) -> None:
    seen: dict[str, int] = {}
    for node in nodes:
        key = node.get("offer") if isinstance(node, MapNode) else None
        text = getattr(key, "text", "")
        if key is not None and text in seen:
            reading.tell("Y010", key.at, key=text, line=seen[text])
        elif key is not None:
            seen[text] = key.at.line


def _read_offer(reading: Reading, node: Node) -> Offer | None:
    """One offer, None when something in it stops it from being published."""
    told_before = len(reading.problems)
    entries = reading.fields(node, _OWNER, _FIELDS, _REQUIRED)
    if entries is None:
        return None
    values = _values(reading, entries)
    stopped = any(problem.severity == "E" for problem in reading.problems[told_before:])
    return None if stopped else Offer(**values)


def _values(reading: Reading, entries: Mapping[str, Entry]) -> dict[str, Any]:
    """The fields of an offer as far as they could be read."""

    def node(key: str) -> Node | None:
        return entries[key].value if key in entries else None

    demands, treatments = _demands(reading, node("eligible")), _treatments(reading, node("treatments"))
    reason = _phrases(reading, node("reason"), "reason")
    check_missing(reading, demands, treatments, reason)
    kind = reading.one_of(node("kind"), "kind", [each.value for each in OfferKind])
    valid_from, valid_until = _validity(reading, node("valid"))
    return {
        "key": reading.name(node("offer"), "offer"),
        "names": _words(reading, node("title"), "title"),
        "kind": None if kind is None else OfferKind(kind),
        "product": reading.name(node("product"), "product"),
        "price": _price(reading, node("price")),
        "term": reading.whole(node("term"), "term", 0, 120),
        "cooling_off": reading.whole(node("cooling_off"), "cooling_off", 0, 365),
        "valid_from": valid_from,
        "valid_until": valid_until,
        "value": _number(reading, node("value"), "value", 0, 1_000_000),
        "lever": _number(reading, node("lever"), "lever", 0, 100) if "lever" in entries else Decimal(1),
        "prior": _number(reading, node("prior"), "prior", 0, 1) if "prior" in entries else Decimal("0.05"),
        "ranked": "ranked" not in entries or reading.truth(entries["ranked"]),
        "demands": demands,
        "treatments": treatments,
        "reason": reason,
    }


def _words(reading: Reading, node: Node | None, what: str) -> Words:
    """A name per language; it stands in texts of its own, so it holds no `${...}`."""
    text = reading.local_text(node, what, scope=Scope({}))
    return {} if text is None else {language: phrase.source for language, phrase in text.phrases.items()}


def _phrases(reading: Reading, node: Node | None, what: str, *, ignoring: Sequence[str] = ()) -> Mapping[str, Any]:
    text = reading.local_text(node, what, ignoring=ignoring)
    return {} if text is None else text.phrases


def _price(reading: Reading, node: Node | None) -> Money | None:
    text = reading.text(node, "price")
    if text is None or node is None:
        return None
    try:
        price = Money.parse(text)
    except ValueError:
        price = None
    if price is None or price.amount < 0:
        reading.tell(
            "S003", node.at, field="price", wanted={"en": "an amount with its currency, like 89.00 USD", "zh": "金额加币种，如 89.00 USD"}
        )
        return None
    return price


def _number(reading: Reading, node: Node | None, what: str, least: int, most: int) -> Decimal | None:
    text = reading.text(node, what)
    if text is None or node is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and least <= number <= most:
        return number
    reading.tell("S003", node.at, field=what, wanted={"en": f"a number from {least} to {most}", "zh": f"{least} 到 {most} 的数字"})
    return None


def _validity(reading: Reading, node: Node | None) -> tuple[date | None, date | None]:
    entries = reading.fields(node, _VALIDITY, ("from", "until")) or {}
    dates = {key: _date(reading, entry) for key, entry in entries.items()}
    first, last = dates.get("from"), dates.get("until")
    if node is not None and first is not None and last is not None and last < first:
        reading.tell(
            "S003", entries["until"].value.at, field="until", wanted={"en": f"a day from {first} on", "zh": f"不早于 {first} 的日期"}
        )
    return first, last


def _date(reading: Reading, entry: Entry) -> date | None:
    text = reading.text(entry.value, entry.key.text)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        wanted = {"en": "a date like 2026-12-31", "zh": "日期，如 2026-12-31"}
        reading.tell("S003", entry.value.at, field=entry.key.text, wanted=wanted)
        return None


def _demands(reading: Reading, node: Node | None) -> tuple[Demand, ...]:
    found = []
    for item in reading.items(node, "eligible"):
        entries = reading.fields(item, _DEMAND, ("when", "words"), ("when", "words")) or {}
        when = reading.condition(entries.get("when"))
        words = _words(reading, entries["words"].value, "words") if "words" in entries else {}
        if when is not None:
            found.append(Demand(when, words))
    return tuple(found)


def _treatments(reading: Reading, node: Node | None) -> tuple[Treatment, ...]:
    """The wordings; one of them must be for everybody and every channel, so that an offer never lacks words."""
    found: list[Treatment] = []
    for item in reading.items(node, "treatments"):
        entries = {entry.key.text: entry for entry in item} if isinstance(item, MapNode) else {}
        phrases = _phrases(reading, item, "treatments", ignoring=("channel", "when"))
        channel = reading.one_of(entries["channel"].value, "channel", CHANNELS) if "channel" in entries else None
        if phrases:
            found.append(Treatment(phrases, channel, reading.condition(entries.get("when"))))
    if isinstance(node, ListNode) and not any(each.channel is None and not each.is_personal for each in found):
        wanted = {"en": "a list with one for every channel and customer", "zh": "列表，其中一条须适用于所有渠道和客户"}
        reading.tell("S003", node.at, field="treatments", wanted=wanted)
    return tuple(found)
