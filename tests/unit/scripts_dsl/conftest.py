"""A small catalogue, a small script, and one way to load it with a mistake put in."""

from collections.abc import Callable

import pytest

from scripts_dsl.catalogue import ActionSignature, Catalogue, Parameter
from scripts_dsl.loader import Loaded, MappedLibrary, load_script
from scripts_dsl.types import MONEY, NUMBER, TEXT, Choice, EnumType, Field, ListType, RecordType, optional

CUSTOMER = RecordType.of(
    "crm.customer",
    Field("name", TEXT),
    Field("account", TEXT),
    Field("tier", EnumType((Choice("gold"), Choice("standard")))),
    Field("id_number", optional(TEXT), sensitive=True),
    Field("orders", ListType(TEXT)),
)
PLAN = RecordType.of("bss.plan", Field("speed", optional(NUMBER)), Field("price", MONEY))
ORDER = RecordType.of("bss.order", Field("id", TEXT))
ACCOUNT = Parameter("account", TEXT)

SMALL_CATALOGUE = Catalogue.of(
    (CUSTOMER, PLAN, ORDER),
    (
        ActionSignature.of("bss.get_plan", ACCOUNT, labels={"en": "Plan"}, result=PLAN, errors=("refused",)),
        ActionSignature.of(
            "bss.place_order",
            ACCOUNT,
            Parameter("offer", TEXT),
            Parameter("months", NUMBER, required=False),
            labels={"en": "Order"},
            result=ORDER,
            writes=True,
            commits=True,
            errors=("refused",),
        ),
    ),
    dispositions=frozenset({"sold", "info_only", "cut_off"}),
)

SMALL = """\
script: small
title: {zh: 小话术, en: Small}
languages: [zh, en]
channel: inbound
start: greet
vars:
  customer: crm.customer
  plan: bss.plan?
  order: bss.order?
  mood:
    enum:
      good: {zh: 好, en: Good}
      bad: {zh: 不好, en: Bad}
  gold:
    is: customer.tier == "gold"
steps:
  greet:
    say:
      - {zh: "您好，${customer.name}", en: "Hello ${customer.name}"}
      - {when: gold, zh: 尊敬的金卡客户, en: Dear gold customer}
    next: mood
  mood:
    ask: {zh: 您好吗, en: How are you}
    save_as: mood
    answers: {good: offer, bad: load}
  load:
    do: bss.get_plan
    with: {account: "${customer.account}"}
    save_as: plan
    next: fast
    on_error: {refused: wrap, else: wrap}
  fast:
    branch:
      - {when: has(plan.speed) && plan.speed > 100, next: wrap}
      - else: offer
  offer:
    offer: {slot: upsell}
    objections: [dear]
    outcomes: {accepted: read_back, declined: wrap, later: when, none: wrap}
  read_back:
    read_back:
      - {id: price, text: {zh: "每月${offer.price | money}", en: "${offer.price | money} a month"}}
    consent: {given: order, refused: wrap}
  order:
    do: bss.place_order
    fulfils: offer
    with: {account: "${customer.account}", offer: "${offer.id}"}
    save_as: order
    once: true
    next: wrap
    on_error: wrap
  when:
    form:
      - {name: call_at, type: datetime, required: true, min: now(), label: {zh: 时间, en: When}}
    next: wrap
  wrap:
    wrapup:
      dispositions: [sold, info_only, cut_off]
      suggest:
        - {when: has(order.id), code: sold}
exits:
  hung_up: {next: wrap}
objections:
  dear:
    label: {zh: 太贵, en: Too dear}
    say: {zh: 不贵, en: It is not}
"""

Load = Callable[..., Loaded]
Mistake = Callable[[str, str], list[tuple[str, int]]]


@pytest.fixture
def catalogue() -> Catalogue:
    """Three records and two actions."""
    return SMALL_CATALOGUE


@pytest.fixture
def small() -> str:
    """A good script with a step of most kinds."""
    return SMALL


@pytest.fixture
def load(catalogue: Catalogue) -> Load:
    """Loads a source text with sub-scripts given by name."""

    def load(source: str | bytes, **scripts: str) -> Loaded:
        library = MappedLibrary({name.replace("__", "/"): text for name, text in scripts.items()}, {"fibre"}, {"upsell"})
        return load_script(source, name="small", catalogue=catalogue, library=library)

    return load


@pytest.fixture
def mistake(load: Load) -> Mistake:
    """Replaces one passage of the small script and gives the codes and lines of what is found."""

    def mistake(old: str, new: str) -> list[tuple[str, int]]:
        assert SMALL.count(old) == 1, f"{old!r} must stand exactly once"
        return [(problem.code, problem.line) for problem in load(SMALL.replace(old, new)).problems]

    return mistake
