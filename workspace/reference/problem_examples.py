"""The mistakes that docs/script-problems.md shows: one for each rule, made in one good script and found by the checker itself."""

from dataclasses import dataclass
from typing import Literal

SCRIPT = """\
script: example
title: {zh: 示例, en: Example}
languages: [zh, en]
channel: inbound
start: greet
vars:
  customer: crm.customer
  plan: bss.plan?
  order: bss.order?
  pain:
    enum:
      slow: {zh: 网速慢, en: Slow}
      price: {zh: 觉得贵, en: Price}
  vip:
    is: customer.tier in ["gold", "platinum"]
steps:
  greet:
    say:
      zh: 您好，${customer.salutation}。
      en: Hello ${customer.salutation}.
    next: verify
  verify:
    call: lib/identity
    with: {level: basic}
    returns: {ok: reason, failed: wrap}
  reason:
    ask: {zh: 请问遇到什么情况？, en: What is the problem?}
    save_as: pain
    answers: {slow: load_plan, price: best_offer}
  load_plan:
    do: bss.get_plan
    with: {account: "${customer.account}"}
    save_as: plan
    next: fast_enough
    on_error: best_offer
  fast_enough:
    branch:
      - when: has(plan.speed) && plan.speed >= 300
        next: tell_speed
      - else: best_offer
  tell_speed:
    say:
      zh: 您现在是${plan.speed | default("高速")}宽带。
      en: You have ${plan.speed | default("many")} Mbps.
    kb: broadband_speed
    next: best_offer
  best_offer:
    offer: {slot: upsell}
    objections: [too_expensive]
    attempts: 2
    outcomes: {accepted: read_back, declined: best_offer, later: call_back, none: wrap}
  read_back:
    read_back:
      - id: price
        text:
          zh: 每月${offer.price | money}。
          en: It costs ${offer.price | money} a month.
    consent: {given: place_order, refused: wrap}
  place_order:
    do: bss.place_order
    fulfils: offer
    with: {account: "${customer.account}", offer: "${offer.id}"}
    save_as: order
    once: true
    next: confirm
    on_error: wrap
  confirm:
    say:
      zh: 订单号是${order.id}。
      en: Your order number is ${order.id}.
    next: wrap
  call_back:
    form:
      - {name: callback_at, type: datetime, required: true, min: now(), label: {zh: 回访时间, en: Call back at}}
      - {name: id_number, type: text, required: true, sensitive: true, label: {zh: 证件号, en: ID number}}
    next: wrap
  wrap:
    wrapup:
      dispositions: [sold, callback, info_only, cut_off]
      suggest:
        - {when: has(order.id), code: sold}
exits:
  hung_up: {next: wrap}
objections:
  too_expensive:
    label: {zh: 太贵了, en: Too expensive}
    say: {zh: 全家都能用。, en: The whole family can use it.}
"""
"""A script without any problem, in which every mistake is made."""

SUBSCRIPT = """\
script: identity
title: {zh: 核验, en: Identity}
start: check
params: {level: {enum: [basic, strong]}}
vars: {customer: crm.customer}
steps:
  check:
    do: crm.verify_identity
    with: {account: "${customer.account}"}
    next: verified
    on_error: unknown
  verified: {return: ok}
  unknown: {return: failed}
"""
"""The sub-script that it calls, `lib/identity`."""

TESTS = """\
script: example
now: 2026-11-22T10:00
given: {customer: {salutation: Mr Wang, account: "1001", tier: gold}}
mocks: {lib/identity: failed}
tests:
  - name: not the customer
    steps:
      - {at: greet}
      - {at: wrap, disposition: info_only}
"""
"""A test of it."""

DISPOSITIONS = frozenset({"sold", "callback", "info_only", "cut_off"})
CARDS = frozenset({"broadband_speed"})


@dataclass(frozen=True, slots=True)
class Example:
    """One mistake: the words `old` of a good file become `new`."""

    code: str
    old: str
    new: str
    where: Literal["script", "subscript", "tests", "coverage"] = "script"


EXAMPLES: tuple[Example, ...] = (
    Example("Y001", "label: {zh: 太贵了, en: Too expensive}", f"label: {'[' * 25}{']' * 25}"),
    Example("Y002", "en: Your order number is ${order.id}.", 'en: "Your order number is ${order.id}.'),
    Example("Y003", "next: confirm", "next: *confirm"),
    Example("Y004", "when: has(plan.speed) && plan.speed >= 300", "when: !vip"),
    Example("Y005", "      zh: 订单号是${order.id}。", "\u3000\u3000\u3000zh: 订单号是${order.id}。"),
    Example("Y006", "    once: true", "   once: true"),
    Example("Y007", "en: Your order number is ${order.id}.", "en: Done: your order number is ${order.id}."),
    Example("Y008", "when: has(plan.speed) && plan.speed >= 300", 'when: "slow" == pain'),
    Example("Y009", "zh: 订单号是${order.id}。", "zh: 请拨打 #10000 查询订单${order.id}。"),
    Example("Y010", "  confirm:", "  greet:"),
    Example("Y012", "en: The whole family can use it.}", "en: Yes, but the whole family can use it.}"),
    Example("Y013", "    next: fast_enough", "    next：fast_enough"),
    Example("S001", "    next: fast_enough", "    nxet: fast_enough"),
    Example("S002", "    fulfils: offer", "    ask: {zh: 好吗, en: Is it fine}"),
    Example("S003", "    once: true", "    once: true\n    timeout: soon"),
    Example("S010", "    next: fast_enough\n", ""),
    Example("S020", "    next: verify", "    next: verfy"),
    Example("S021", "later: call_back", "later: wrap"),
    Example("S022", "        next: tell_speed", "        next: fast_enough"),
    Example("S023", "en: Your order number is ${order.id}.\n    next: wrap", "en: Your order number is ${order.id}.\n    next: confirm"),
    Example("S024", "      - else: best_offer\n", ""),
    Example("S025", "later: call_back, none: wrap}", "none: wrap}"),
    Example("S026", "returns: {ok: reason, failed: wrap}", "returns: {ok: reason}"),
    Example(
        "S027", "  unknown: {return: failed}", "  unknown: {call: lib/identity, with: {level: basic}, returns: {ok: verified}}", "subscript"
    ),
    Example("S028", "channel: inbound", "channel: outbound"),
    Example("S030", "    once: true\n", ""),
    Example("S031", 'with: {account: "${customer.account}", offer', 'with: {acount: "${customer.account}", offer'),
    Example("X001", "when: has(plan.speed) && plan.speed >= 300", f"when: {'(' * 17}vip{')' * 17}"),
    Example("X002", "when: has(plan.speed) && plan.speed >= 300", "when: vip && （plan.speed >= 300)"),
    Example("X003", "when: has(plan.speed) && plan.speed >= 300", 'when: pain == "slow'),
    Example("X004", "when: has(plan.speed) && plan.speed >= 300", 'when: pain = "slow"'),
    Example("X005", "when: has(plan.speed) && plan.speed >= 300", "when: plan.speed >= && vip"),
    Example("X006", "when: has(plan.speed) && plan.speed >= 300", "when: customer._tier == 1"),
    Example("X010", "plan.speed >= 300", "plan.sped >= 300"),
    Example("X011", "en: It costs ${offer.price | money}", "en: It costs ${offer.price | mony}"),
    Example("X012", "when: has(plan.speed) && plan.speed >= 300", 'when: pain.kind == "slow"'),
    Example("X013", "plan.speed >= 300", 'plan.speed >= "fast"'),
    Example("X014", "when: has(plan.speed) && plan.speed >= 300", 'when: pain == "slwo"'),
    Example("X015", "when: has(plan.speed) && plan.speed >= 300", "when: size() > 3"),
    Example("X016", 'zh: 您现在是${plan.speed | default("高速")}宽带。', "zh: 您现在是${plan.speed}兆宽带。"),
    Example("X017", "declined: best_offer, later", "declined: confirm, later"),
    Example("X018", "      - else: best_offer", "      - when: plan.speed > 500\n        next: tell_speed\n      - else: best_offer"),
    Example("T001", "      en: Your order number is ${order.id}.\n", ""),
    Example("T002", "en: Your order number is ${order.id}.", "en: It is ordered."),
    Example(
        "T003",
        "say: {zh: 全家都能用。, en: The whole family can use it.}",
        "say: {zh: 全家都能用。, en: " + "You can use it at home. " * 15 + "}",
    ),
    Example("T101", "- {at: greet}", "- {at: greet, answer: slow}", "tests"),
    Example("T102", "now: 2026-11-22T10:00\n", "", "tests"),
    Example("V001", "", "", "coverage"),
    Example("C001", "refused: wrap}", "refused: place_order}"),
    Example("C002", "en: The whole family can use it.}", "en: 'On file: ${id_number | default(\"nothing\")}'}"),
    Example("C003", "    attempts: 2", "    attempts: 5"),
    Example("C004", "en: Hello ${customer.salutation}.", 'en: Hello ${customer.salutation}, ${customer.email | default("")}.'),
    Example("L001", "  confirm:\n", "  confirm:\n    lint: {ignore: [S021], why: comes next month}\n"),
    Example("K001", "    kb: broadband_speed", "    kb: broadband_sped"),
    Example("D001", "dispositions: [sold, callback", "dispositions: [solt, callback"),
)
"""One mistake for each rule, in the order of the rules' families."""
