"""The stories: which script, in which languages, with which moves."""

from dataclasses import dataclass

from flows.runs.moves import (
    ActionResult,
    Answer,
    Back,
    Consent,
    Continue,
    HungUp,
    LeaveObjection,
    Move,
    OfferChosen,
    OpenObjection,
    RespondToOffer,
    SubmitForm,
    TakeExit,
    Tick,
    WrapUp,
)
from tests.unit.flows.playing import CLOUD, FIBRE


@dataclass(frozen=True)
class Story:
    """One call, move by move; `language` is spoken, `agent` is what the agent reads."""

    script: str
    language: str
    agent: str
    moves: tuple[Move, ...]


CHECK = ActionResult("broadband_inbound/verify.0/check#0", {"level": "basic"})
VERIFIED = (Continue(), Answer("yes"), SubmitForm({"date_of_birth": "1980-05-17"}), CHECK, Continue())
PLAN = ActionResult("broadband_inbound/load_plan#1", {"code": "F100", "speed": 100})
NO_PLAN = ActionResult("broadband_inbound/load_plan#1", error="timeout")
ORDER = "broadband_inbound/place_order#2"

STORIES = {
    "a_slow_line_one_objection_a_sale": Story(
        "broadband_inbound",
        "zh",
        "zh",
        (
            *VERIFIED,
            PLAN,
            Answer("slow"),
            OfferChosen(FIBRE),
            OpenObjection("too_expensive"),
            LeaveObjection(),
            RespondToOffer("accepted"),
            Tick("price"),
            Tick("cooling_off"),
            Consent(given=True),
            ActionResult(ORDER, {"id": "A1001"}),
            Continue(),
            WrapUp("sold"),
        ),
    ),
    "the_bss_is_down_and_offers_are_declined": Story(
        "broadband_inbound",
        "en",
        "en",
        (
            *VERIFIED,
            NO_PLAN,
            Answer("slow"),
            OfferChosen(CLOUD),
            RespondToOffer("declined", "price"),
            OfferChosen(None),
            WrapUp("info_only"),
        ),
    ),
    "the_order_system_does_not_answer": Story(
        "broadband_inbound",
        "en",
        "zh",
        (
            *VERIFIED,
            PLAN,
            Answer("slow"),
            OfferChosen(FIBRE),
            RespondToOffer("accepted"),
            Back(),
            RespondToOffer("accepted"),
            Tick("price"),
            Tick("cooling_off"),
            Consent(given=True),
            ActionResult(ORDER, error="timeout"),
            ActionResult("broadband_inbound/order_later#3", {"id": "T7"}),
            ActionResult(ORDER, {"id": "A1001"}),
            WrapUp("sold"),
        ),
    ),
    "the_customer_hangs_up": Story(
        "broadband_inbound",
        "zh",
        "en",
        (*VERIFIED, PLAN, Answer("price"), OfferChosen(CLOUD), RespondToOffer("later"), HungUp(), WrapUp("cut_off")),
    ),
    "somebody_else_answers_and_wants_no_calls": Story(
        "broadband_inbound",
        "zh",
        "zh",
        (Continue(), Answer("other_person"), TakeExit("do_not_call"), Continue(), WrapUp("unverified")),
    ),
}
