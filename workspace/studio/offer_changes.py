"""What changed between two versions of an offer, in words: "Price: $19.90 → $17.90"."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.offers.catalogue import load_offers
from flows.offers.offer import Offer
from flows.publishing.frozen import catalogue_of
from scripts_dsl.types import Words
from workspace.words import date_words, in_language, money_words

LANGUAGES = ("en", "zh")
_NAMES: Mapping[str, Words] = {
    "names": {"en": "Name", "zh": "名称"},
    "kind": {"en": "Kind", "zh": "类别"},
    "product": {"en": "Product code", "zh": "产品代码"},
    "price": {"en": "Price a month", "zh": "月费"},
    "term": {"en": "Term in months", "zh": "合约月数"},
    "cooling_off": {"en": "Days to cancel", "zh": "反悔天数"},
    "valid_from": {"en": "Valid from", "zh": "生效日期"},
    "valid_until": {"en": "Valid until", "zh": "截止日期"},
    "value": {"en": "Worth to us", "zh": "对我方价值"},
    "lever": {"en": "Lever", "zh": "业务权重"},
    "prior": {"en": "Chance without a recommendation", "zh": "无推荐时的接受概率"},
    "ranked": {"en": "Offered by itself", "zh": "自动参与推荐"},
}
_TREATMENTS: Words = {"en": "What agents say about it changed", "zh": "推荐话语有变化"}
_DEMANDS: Words = {"en": "Who may have it changed: {now}", "zh": "适用条件有变化：{now}"}
_EVERYBODY: Words = {"en": "everybody", "zh": "所有客户"}
_YES: Mapping[bool, Words] = {True: {"en": "yes", "zh": "是"}, False: {"en": "no", "zh": "否"}}


def offer_in(key: str, source: str, parts: Mapping[str, Any]) -> Offer | None:
    """The offer of a text; None while it has errors."""
    offers, _ = load_offers(source, key, catalogue_of(parts))
    return offers[0] if offers else None


def compare_offers(old: Offer, new: Offer) -> tuple[Words, ...]:
    """What a customer or an agent would notice, each as a sentence in both languages."""
    return tuple(_changes(old, new))


def _changes(old: Offer, new: Offer) -> Iterator[Words]:
    for name, called in _NAMES.items():
        before, now = getattr(old, name), getattr(new, name)
        if before != now:
            yield {each: f"{called[each]}{_COLON[each]}{_shown(before, each)} → {_shown(now, each)}" for each in LANGUAGES}
    if [each.words for each in old.demands] != [each.words for each in new.demands]:
        yield {each: _DEMANDS[each].format(now=_demanded(new, each)) for each in LANGUAGES}
    if _spoken(old) != _spoken(new):
        yield _TREATMENTS


_COLON = {"en": ": ", "zh": "："}


def _shown(value: Any, language: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _YES[value][language]
    if isinstance(value, Mapping):
        return in_language(value, language)
    if hasattr(value, "currency"):
        return money_words(value, language)
    if hasattr(value, "isoformat"):
        return date_words(value, language)
    return str(getattr(value, "value", value))


def _demanded(offer: Offer, language: str) -> str:
    said = [in_language(each.words, language) for each in offer.demands]
    return ("；" if language == "zh" else "; ").join(said) if said else _EVERYBODY[language]


def _spoken(offer: Offer) -> list[Any]:
    """The wordings, comparable: which text for whom."""
    return [
        (each.channel, each.when.source if each.when else "", {name: phrase.source for name, phrase in each.phrases.items()})
        for each in offer.treatments
    ]
