"""A small script of the studio's tests: looks up the plan, branches on it, asks, and wraps up."""

from typing import Any

from adapters.database.tables.routing import dispositions
from flows.customers.customer import BillingRecord, CustomerRecord
from tests.web.test_scripts import JSON
from workspace.wiring.parts import Parts

KEY = "moving_house"
ADDRESS = f"/scripts/{KEY}"
SOURCE = """\
script: moving_house
spec: 1
title: {en: Moving house, zh: 搬家}
languages: [en, zh]
channel: inbound
start: greet
vars:
  customer: crm.customer
  mood:
    enum:
      happy: {en: Happy, zh: 高兴}
      sad: {en: Sad, zh: 难过}
steps:
  greet:
    section: opening
    say: {en: "Hello ${customer.salutation}.", zh: "您好，${customer.salutation}。"}
    next: sort
  sort:
    section: opening
    branch:
      - when: customer.tier == "gold"
        next: golden
      - else: how
  golden:
    section: care
    say: {en: You are gold., zh: 您是金卡客户。}
    next: how
  how:
    section: care
    ask: {en: How is it?, zh: 怎么样？}
    save_as: mood
    answers: {happy: wrap, sad: sorry}
  sorry:
    section: care
    say: {en: I am sorry., zh: 抱歉。}
    next: wrap
  wrap:
    section: end
    wrapup: {dispositions: [sold]}
exits:
  hung_up: {next: wrap}
"""
TESTS = """\
# What every call begins with.
script: moving_house
zone: Asia/Shanghai
given:
  customer: {salutation: Ms Delgado, tier: standard, language: zh}
tests:
  - name: happy ever after     # the short way
    steps:
      - {at: greet}
      - {at: how, answer: happy}
      - {at: wrap, disposition: sold}
"""


def begin(sofia: Any, parts: Parts, source: str = SOURCE) -> str:
    """The script begun as a draft; its address."""
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": "sold", "label_en": "Sold", "label_zh": "成交"}])
    assert sofia.post("/scripts", {"name": KEY}).status_code == 303
    with parts.units.read() as unit:
        begun = unit.scripts.draft(KEY)
    assert begun is not None
    assert sofia.post(f"{ADDRESS}/drafts", {"source": source, "based_on": begun["sha256"]}, **JSON).status_code == 200
    return ADDRESS


def maria(parts: Parts) -> str:
    """A sample customer of the standard tier; her id."""
    record = CustomerRecord(
        "A-1", "Maria Delgado", surname="Delgado", title="Ms", tier="standard", billing=BillingRecord(None, "check", None)
    )
    with parts.units.begin() as unit:
        unit.customer_import.put([record], "test", [])
        customer = unit.customers.with_account("A-1")
    assert customer is not None
    return str(customer.id)
