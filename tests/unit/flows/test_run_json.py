"""A run, its moves and its values as JSON: what is read is equal to what was written."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.runs.moves import (
    ActionResult,
    Answer,
    Back,
    CancelAction,
    ChangeLanguage,
    Consent,
    Continue,
    GoToWrapUp,
    HungUp,
    Jump,
    LeaveObjection,
    LinkCustomer,
    Move,
    OfferChosen,
    OpenObjection,
    RespondToOffer,
    SubmitForm,
    TakeExit,
    Tick,
    WrapUp,
    move_from_json,
    move_to_json,
)
from flows.runs.plain import decode, encode
from scripts_dsl.money import Money
from tests.unit.flows.playing import FIBRE

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.integers(-(2**53), 2**53),
    DECIMALS,
    st.builds(Money, DECIMALS, st.sampled_from(["CNY", "USD"])),
    st.dates(),
    st.times(),
    st.datetimes(timezones=ZONES),
)
NAMES = st.one_of(st.text(), st.sampled_from(["$number", "$money", "$date", "$time", "$datetime", "$record"]))
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner).map(tuple) | st.dictionaries(NAMES, inner), max_leaves=12)


@given(VALUES)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    back = decode(json.loads(json.dumps(encode(value))))
    assert back == value
    assert type(back) is type(value)
    if isinstance(value, Decimal | Money):
        assert str(back) == str(value)  # 1.50 is not 1.5 on a price tag


def test_numbers_keep_their_places() -> None:
    assert str(decode(encode(Decimal("1.50")))) == "1.50"
    assert str(decode(encode(Money(Decimal("9.90"), "CNY")))) == "9.90 CNY"


def test_what_no_value_can_be_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError):
        encode(object())


MOVES: list[Move] = [
    Continue(),
    Answer("slow"),
    SubmitForm({"$number": "1", "several": ("a", "b"), "empty": ""}),
    RespondToOffer("declined", "price"),
    Tick("price"),
    Consent(given=True),
    OpenObjection("dear"),
    LeaveObjection(),
    Back(),
    Jump(3),
    TakeExit("do_not_call"),
    HungUp(),
    GoToWrapUp(),
    ActionResult(
        "key", {"price": Money(Decimal(9), "CNY"), "on": date(2026, 1, 1), "at": time(9), "now": datetime(2026, 1, 1, tzinfo=UTC)}
    ),
    ActionResult("key", error="refused", confirmation_needed=True),
    CancelAction(),
    OfferChosen(FIBRE),
    OfferChosen(None),
    ChangeLanguage("zh"),
    LinkCustomer({"crm.customer": {"name": "Wang", "$date": "x"}}, "Asia/Shanghai"),
    WrapUp("sold", {"note": "x"}),
]


@pytest.mark.parametrize("made", MOVES, ids=lambda made: made.kind)
def test_every_move_comes_back_as_it_was(made: Move) -> None:
    assert move_from_json(made.kind, orjson.loads(orjson.dumps(move_to_json(made)))) == made


def test_every_kind_of_move_is_tried() -> None:
    assert {type(made) for made in MOVES} == set(Move.__args__)  # type: ignore[attr-defined]
