"""Offers in a run: presented, responded to, read back, carried out."""

import pytest

from flows.offers.chosen_offer import ChosenOffer
from flows.runs.moves import ActionResult, Answer, Back, Consent, Continue, LeaveObjection, OfferChosen, OpenObjection, RespondToOffer, Tick
from flows.runs.refusals import (
    ConsentNeedsTicksError,
    NotHereError,
    OfferSettledError,
    UnknownLineError,
    UnknownObjectionError,
    UnknownResponseError,
)
from flows.runs.wants import ChooseOffer
from scripts_dsl.script import Script
from scripts_dsl.types import TEXT, YESNO, optional
from tests.unit.flows.playing import CLOUD, FIBRE, Play, words
from tests.unit.flows.small_scripts import Maker


def selling(objection_leads: str | None = None, **offer: object) -> Script:
    """menu -> slot -> read back -> order, or back to the slot when declined."""
    make = Maker(order=optional(TEXT), vip=optional(YESNO))
    return make.script(
        make.offer(
            "best",
            {"accepted": "read", "declined": "best", "later": "thanks", "none": "wrap"},
            **{"slot": "upsell", "objections": ("dear", "think"), **offer},
        ),
        make.read_back(
            "read", "order", "thanks", {"price": "${offer.name} costs ${offer.price | money}.", "vip": "For you only."}, {"vip": "vip"}
        ),
        make.do("order", "thanks", "test.write", {"else": "sorry"}, fulfils=True, save_as="order"),
        make.say("sorry", "thanks"),
        make.ask("thanks", {"again": "best", "reread": "read", "end": "wrap"}),
        make.wrapup(),
        objections=[make.objection("dear", "Only ${offer.price | money}."), make.objection("think", next_=objection_leads)],
    )


def test_an_offer_step_wants_an_offer_chosen_and_presents_it() -> None:
    play = Play(selling())
    assert play.last.wants == (ChooseOffer(script="main", step="best", offer=None, slot="upsell", answered=()),)
    assert play.run.status == "waiting"
    play.offered()
    shown = play.view().offer
    assert shown is not None
    assert (shown.name, shown.why, shown.outcomes) == ("Gigabit", "Uses a lot of data", ("accepted", "declined", "later"))
    assert [words(paragraph) for paragraph in play.view().say] == ["Gigabit for you."]
    (event,) = play.told("offer_presented")
    assert (event.offer, event.version, event.decision, event.slot) == ("fibre_1000m", 3, "decision-1", "upsell")


def test_no_offer_takes_the_way_none() -> None:
    assert Play(selling()).offered(None).step == "wrap"


def test_a_response_before_the_offer_and_a_second_offer_are_refused() -> None:
    with pytest.raises(NotHereError):
        Play(selling()).make(RespondToOffer("accepted"))
    with pytest.raises(NotHereError):
        Play(selling()).offered().offered()


def test_a_slot_never_repeats_an_answered_offer() -> None:
    play = Play(selling()).offered().make(RespondToOffer("declined", "price"))
    (want,) = play.last.wants
    assert isinstance(want, ChooseOffer)
    assert want.answered == ("fibre_1000m",)
    assert play.offered().step == "wrap"
    assert [event.cause for event in play.told("offer_not_found")] == ["answered"]


def test_a_decline_fills_the_reason_and_is_one_of_the_list() -> None:
    play = Play(selling()).offered()
    for bad in (
        RespondToOffer("declined", "because"),
        RespondToOffer("accepted", "price"),
        RespondToOffer("none"),
        RespondToOffer("maybe"),
    ):
        with pytest.raises(UnknownResponseError):
            play.make(bad)
    play.make(RespondToOffer("declined", "price"))
    assert play.run.offer is not None
    assert (play.run.offer.response, play.run.offer.reason) == ("declined", "price")


def test_an_offer_is_presented_no_oftener_than_its_attempts() -> None:
    play = Play(selling(slot=None, offer="fibre_1000m", attempts=2))
    for _ in range(2):
        play.offered().make(RespondToOffer("later"), Answer("again"))
    assert (play.step, play.last.wants) == ("wrap", ())
    assert [event.cause for event in play.told("offer_not_found")][:1] == ["attempts"]
    assert len(play.told("offer_presented")) == 2


def accepted(**more: object) -> Play:
    return Play(selling(**more), {"vip": False}).offered().make(RespondToOffer("accepted"))


def test_consent_needs_every_line_that_is_shown() -> None:
    play = accepted()
    with pytest.raises(ConsentNeedsTicksError) as refused:
        play.make(Consent(given=True))
    assert refused.value.lines == ("price",)
    with pytest.raises(UnknownLineError):
        play.make(Tick("vip"))
    assert not play.view().consent_possible
    play.make(Tick("price"))
    assert play.view().consent_possible
    assert play.make(Consent(given=True)).step == "order"


def test_a_tick_keeps_the_exact_words_once() -> None:
    play = accepted().make(Tick("price"), Tick("price"))
    (event,) = play.told("line_ticked")
    assert (event.line, event.text, event.language, event.offer, event.offer_version) == (
        "price",
        "Gigabit costs CNY 99.",
        "en",
        "fibre_1000m",
        3,
    )
    assert play.view().lines[0].ticked_at == event.at


def test_an_acceptance_is_provisional_until_the_order_is_done() -> None:
    play = accepted().make(Tick("price"), Consent(given=True))
    assert play.run.offer is not None
    assert play.run.offer.settled is None
    play.done("A1001")
    assert [event.settlement for event in play.told("offer_settled")] == ["delivered"]


def test_an_order_that_needs_the_customers_own_confirmation_waits_for_it() -> None:
    play = accepted().make(Tick("price"), Consent(given=True)).done("A1001", confirmation_needed=True)
    assert [event.settlement for event in play.told("offer_settled")] == ["pending_confirmation"]


def test_a_failed_order_fails_the_offer_and_a_late_truth_mends_it() -> None:
    play = accepted().make(Tick("price"), Consent(given=True))
    key = play.key
    play.failed("timeout")
    assert play.step == "sorry"
    play.make(ActionResult(key, "A1001"))
    assert [event.settlement for event in play.told("offer_settled")] == ["failed", "delivered"]


def test_refused_consent_declines_the_offer_and_given_consent_accepts_it_again() -> None:
    play = accepted().make(Tick("price"), Consent(given=False))
    assert play.step == "thanks"
    play.make(Back(), Consent(given=True))
    responses = [(event.response, event.by_consent) for event in play.told("offer_responded")]
    assert responses == [("accepted", False), ("declined", True), ("accepted", True)]


def test_consent_to_another_offer_leaves_the_refused_one_declined() -> None:
    play = accepted().make(Tick("price"), Consent(given=False), Answer("again"))
    play.offered(CLOUD).make(RespondToOffer("accepted"), Tick("price"), Consent(given=True))
    responses = [(event.offer, event.response) for event in play.told("offer_responded")]
    assert responses == [("fibre_1000m", "accepted"), ("fibre_1000m", "declined"), ("cloud_disk", "accepted")]


def test_consent_at_another_step_is_about_something_else() -> None:
    make = Maker()
    script = make.script(
        make.offer("best", {"accepted": "read", "declined": "leave", "later": "leave", "none": "leave"}, slot="retention"),
        make.read_back("read", "wrap", "leave", {"price": "It is yours."}),
        make.read_back("leave", "wrap", "wrap", {"end": "Your line ends."}),
        make.wrapup(),
    )
    play = Play(script).offered().make(RespondToOffer("accepted"), Consent(given=False), Tick("end"), Consent(given=True))
    assert [event.response for event in play.told("offer_responded")] == ["accepted", "declined"]


def test_going_back_keeps_the_offer_and_the_response_can_be_changed() -> None:
    play = accepted().make(Back())
    assert play.view().offer is not None
    assert play.view().offer.response == "accepted"  # type: ignore[union-attr]
    assert len(play.told("offer_presented")) == 1
    play.make(RespondToOffer("later"))
    assert [event.response for event in play.told("offer_responded")] == ["accepted", "later"]


def test_the_same_response_twice_is_one_response() -> None:
    play = accepted().make(Back(), RespondToOffer("accepted"))
    assert len(play.told("offer_responded")) == 1


def test_a_delivered_offer_can_not_be_declined_any_more() -> None:
    play = accepted().make(Tick("price"), Consent(given=True)).done("A1001").make(Back(), Back())
    with pytest.raises(OfferSettledError):
        play.make(RespondToOffer("declined"))


def test_another_offer_is_read_back_anew() -> None:
    play = accepted().make(Tick("price"), Consent(given=False), Answer("again"))
    free = ChosenOffer(key="same_words", names=FIBRE.names, price=FIBRE.price)
    play.offered(free).make(RespondToOffer("accepted"))
    with pytest.raises(ConsentNeedsTicksError):
        play.make(Consent(given=True))


def test_reading_again_about_the_same_offer_keeps_the_ticks() -> None:
    play = accepted().make(Tick("price"), Consent(given=False), Answer("reread"))
    assert play.view().consent_possible


def test_the_variable_offer_is_the_last_one_shown() -> None:
    play = Play(selling()).offered(CLOUD).make(RespondToOffer("declined")).offered(FIBRE).make(RespondToOffer("accepted"))
    assert words(play.view().lines[0].text) == "Gigabit costs CNY 99."


def test_an_objection_opens_where_it_is_listed_and_returns_to_the_step() -> None:
    play = Play(selling()).offered().make(OpenObjection("dear"))
    (dear, think) = play.view().objections
    assert (dear.open, [words(each) for each in dear.say], think.say) == (True, ["Only CNY 99."], ())
    play.make(LeaveObjection())
    assert (play.step, play.run.objection, len(play.told("offer_presented"))) == ("best", None, 1)
    play.make(OpenObjection("dear"), RespondToOffer("accepted"))
    assert (play.step, play.run.objection) == ("read", None)
    with pytest.raises(UnknownObjectionError):
        play.make(OpenObjection("dear"))
    with pytest.raises(NotHereError):
        play.make(LeaveObjection())


def test_an_objection_may_lead_on_by_its_own_way() -> None:
    play = Play(selling(objection_leads="thanks")).offered().make(OpenObjection("think"))
    assert play.view().objections[1].leads_on
    assert play.make(Continue()).step == "thanks"
    stays = Play(selling()).offered().make(OpenObjection("think"), Continue())
    assert (stays.step, stays.run.objection) == ("best", None)


def test_an_order_is_lost_when_it_is_not_the_offers_own() -> None:
    make = Maker()
    script = make.script(
        make.offer("one", {"accepted": "order", "declined": "wrap"}, offer="fibre_1000m"),
        make.do("order", "again", "test.write", once="interaction", fulfils=True),
        make.ask("again", {"more": "one", "end": "wrap"}),
        make.wrapup(),
    )
    play = Play(script).offered().make(RespondToOffer("accepted")).done("A1")
    play.make(Answer("more")).make(OfferChosen(CLOUD), RespondToOffer("accepted"))
    assert [(event.offer, event.settlement) for event in play.told("offer_settled")] == [
        ("fibre_1000m", "delivered"),
        ("cloud_disk", "failed"),
    ]
