"""The checked model: what each kind of step becomes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.loader import Loaded
from scripts_dsl.script import (
    AskStep,
    BranchStep,
    CallStep,
    DoStep,
    FormStep,
    OfferStep,
    ReadBackStep,
    ReturnStep,
    SayStep,
    Script,
    WrapupStep,
)
from scripts_dsl.types import NUMBER, EnumType, ListType, OptionalType, Scalar, optional

Load = Callable[..., Loaded]

SURVEY = """\
script: survey
title: {zh: 满意度调查, en: Survey}
languages: [zh, en]
start: willing
vars:
  customer: crm.customer
  willing: yesno
  score: number
  scores: [number]
  channels: {enum: [sms, email]}
steps:
  willing:
    section: opening
    ask: {zh: 愿意吗, en: Willing}
    save_as: willing
    answers: {yes: score, no: wrap}
    note: {zh: 语气温和, en: Be gentle}
    kb: kb-12
  score:
    ask: {zh: 打几分, en: How many points}
    scale: {from: 1, to: 10}
    save_as: score
    next: each_order
  each_order:
    call: lib/one
    each: customer.orders
    at_most: 3
    with: {name: "${item}"}
    save_as: {scores: score}
    returns: {ok: again, stop: more}
    next: more
  more:
    form:
      - {name: order, type: choice, from: customer.orders, show: "#${item}", label: {zh: 订单, en: Order}}
      - {name: by, type: multichoice, of: channels, label: {zh: 方式, en: How}}
      - {name: reply, type: text, max: 200, value: "${customer.name}", when: willing, sensitive: true, label: {zh: 留言, en: Words}}
      - {name: due, type: date, min: today(), max: 2027-01-01, label: {zh: 日期, en: Date}}
    next: wrap
  wrap:
    wrapup:
      dispositions: [info_only]
      form:
        - {name: remark, type: text, label: {zh: 备注, en: Remark}}
"""
ONE = """\
script: one
title: {zh: 一个, en: One}
languages: [zh, en]
params: {name: text}
gives: [score]
start: rate
vars: {score: number}
steps:
  rate:
    ask: {zh: "${name}打几分", en: "Points for ${name}"}
    scale: {from: 1, to: 5}
    save_as: score
    next: on
  on:
    ask: {zh: 继续吗, en: Go on}
    answers: {yes: out, no: stop}
  out: {return: ok}
  stop: {return: stop, say: {zh: 好的, en: Fine}}
"""


@pytest.fixture
def survey(load: Load) -> Script:
    loaded = load(SURVEY, lib__one=ONE)
    assert loaded.problems == ()
    assert loaded.script is not None
    return loaded.script


def moment(**variables: object) -> Environment:
    return Environment(variables, datetime(2026, 11, 22, 10, tzinfo=UTC), UTC)


def test_a_yes_no_question_has_its_own_labels(survey: Script) -> None:
    step = survey.steps["willing"]
    assert isinstance(step, AskStep)
    assert [(answer.value, answer.label.phrase("zh").source, answer.way.target) for answer in step.answers] == [
        ("yes", "是", "score"),
        ("no", "否", "wrap"),
    ]
    assert (step.section, step.kb) == ("opening", "kb-12")
    assert step.note is not None


def test_a_scale_has_one_way_on(survey: Script) -> None:
    step = survey.steps["score"]
    assert isinstance(step, AskStep)
    assert step.scale is not None
    assert (step.scale.first, step.scale.last) == (1, 10)
    assert [way.target for way in step.ways()] == ["each_order"]


def test_a_repeated_call_knows_its_list_and_its_item(survey: Script) -> None:
    step = survey.steps["each_order"]
    assert isinstance(step, CallStep)
    assert step.each is not None
    assert step.each.evaluate(moment(customer={"orders": ("A", "B")})) == ("A", "B")
    (argument,) = step.arguments
    assert isinstance(argument.value, Expression)
    assert argument.value.evaluate(moment(item="A")) == "A"
    assert (step.at_most, dict(step.save_as)) == (3, {"scores": "score"})
    assert [(way.name, way.target) for way in step.ways()] == [("ok", "again"), ("stop", "more"), ("next", "more")]


def test_form_fields_declare_typed_variables(survey: Script) -> None:
    step = survey.steps["more"]
    assert isinstance(step, FormStep)
    order, by, reply, due = step.fields
    assert order.show is not None
    assert order.show.text(moment(item="A1"), "zh") == "#A1"
    assert isinstance(by.type, OptionalType)
    assert isinstance(by.type.of, ListType)
    assert isinstance(by.type.of.item, EnumType)
    assert reply.sensitive
    assert reply.when is not None
    assert isinstance(reply.value, Expression)
    assert survey.variables["reply"].sensitive
    assert due.minimum is not None
    assert due.maximum is not None
    assert due.minimum.evaluate(moment()) < due.maximum.evaluate(moment())  # type: ignore[operator]
    assert survey.scope["due"] == optional(Scalar("date"))
    assert "remark" in {field.name for field in survey.form_fields()}


def test_a_sub_script_tells_its_ways_out_and_its_gifts(survey: Script) -> None:
    one = survey.subscripts["lib/one"]
    assert one.is_subscript
    assert one.ways_out == {"ok", "stop"}
    assert one.gives == ("score",)
    assert one.scope["score"] == NUMBER
    step = one.steps["stop"]
    assert isinstance(step, ReturnStep)
    assert step.say


def test_every_other_kind_is_built(load: Load, small: str) -> None:
    script = load(small).script
    assert script is not None
    kinds = [type(step) for step in script.steps.values()]
    assert kinds == [SayStep, AskStep, DoStep, BranchStep, OfferStep, ReadBackStep, DoStep, FormStep, WrapupStep]
    do = script.steps["order"]
    assert isinstance(do, DoStep)
    assert (do.action, do.once, do.fulfils, do.timeout) == ("bss.place_order", "interaction", True, timedelta(seconds=5))
    assert do.way_of_error("timeout").target == "wrap"
    assert [type(argument.value) for argument in do.arguments] == [Expression, Expression]
    offer = script.steps["offer"]
    assert isinstance(offer, OfferStep)
    assert (offer.slot, offer.offer, offer.objections) == ("upsell", None, ("dear",))
    assert script.wrapup is script.steps["wrap"]
    assert script.source == small


def test_a_text_with_more_than_a_slot_is_passed_as_text(load: Load, small: str) -> None:
    script = load(small.replace('offer: "${offer.id}"', 'offer: "no ${offer.id}"')).script
    assert script is not None
    do = script.steps["order"]
    assert isinstance(do, DoStep)
    (value,) = [argument.value for argument in do.arguments if argument.name == "offer"]
    assert isinstance(value, Phrase)
    assert value.text(moment(offer={"id": "A1"}), "en") == "no A1"


def test_a_script_of_one_language_may_write_plain_text(load: Load) -> None:
    source = (
        "script: tiny\ntitle: Tiny\nlanguages: [en]\nstart: a\nsteps:\n  a: {say: Hello, next: b}\n  b: {wrapup: {dispositions: [sold]}}\n"
    )
    loaded = load(source)
    assert loaded.problems == ()
    assert loaded.script is not None
    assert loaded.script.title == {"en": "Tiny"}


def test_each_step_knows_its_place(load: Load, small: str) -> None:
    script = load(small).script
    assert script is not None
    for step in script.steps.values():
        assert small[step.at.start : step.at.end] == step.id
        for way in step.ways():
            assert small[way.at.start : way.at.end] == way.target


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("returns: {ok: again, stop: more}", "returns: {ok: agian, stop: more}", "S020"),
        ("    each: customer.orders\n", "    each: customer.name\n", "X013"),
        ("at_most: 3", "at_most: 300", "S003"),
        ("scale: {from: 1, to: 10}", "scale: {from: 5, to: 1}", "S003"),
        ("of: channels", "of: chanels", "X010"),
        ("type: multichoice", "type: multichoise", "S003"),
        ("min: today()", "min: now() + 1", "X013"),
        ("max: 2027-01-01", "max: 2027-13-01", "X014"),
        ("min: today()", "min: score", "X013"),
        ("answers: {yes: score, no: wrap}", "answers: {yes: score}", "S025"),
        ('with: {name: "${item}"}', 'with: {name: "${itme}"}', "X010"),
        ('name: "${item}"', 'name: "${score}"', "X013"),
        ("save_as: {scores: score}", "save_as: {score: score}", "S003"),
        ("kb: kb-12", "kb: [kb-12]", "S003"),
        ("scores: [number]", "scores: [number, text]", "S003"),
        ("willing: yesno", "offer: yesno", "S003"),
        ("script: survey", "script: Survey!", "S003"),
        ("name: remark", "name: score", "S003"),
    ],
)
def test_mistakes_in_richer_steps_are_told(load: Load, old: str, new: str, code: str) -> None:
    assert SURVEY.count(old) == 1
    loaded = load(SURVEY.replace(old, new), lib__one=ONE)
    assert code in {problem.code for problem in loaded.problems}, loaded.problems
    line = SURVEY[: SURVEY.index(old)].count("\n") + 1
    assert line in {problem.line for problem in loaded.problems}
