"""Exits, hanging up, the opt-out, back and jump."""

import pytest

from flows.connectors.catalogue import CATALOGUE
from flows.runs.moves import Answer, Back, ChangeLanguage, Continue, GoToWrapUp, HungUp, Jump, LinkCustomer, TakeExit, WrapUp
from flows.runs.refusals import NeverVisitedError, NotHereError, NothingBeforeError, UnknownExitError, UnknownLanguageError
from scripts_dsl.script import Script
from scripts_dsl.types import TEXT, optional
from tests.unit.flows.playing import Play, words
from tests.unit.flows.small_scripts import Maker


def talking(**exits: str) -> Script:
    make = Maker(why=optional(TEXT))
    return make.script(
        make.say("hello", "why"),
        make.ask("why", {"a": "first", "b": "second"}, save_as="why"),
        make.say("first", "wrap"),
        make.say("second", "wrap"),
        make.do("note", "wrap", "test.write"),
        make.branch("sort", {"has(why)": "note"}, "first"),
        make.wrapup(codes=("sold", "cut_off")),
        exits=exits,
    )


def test_an_unknown_exit_is_refused() -> None:
    with pytest.raises(UnknownExitError):
        Play(talking()).make(TakeExit("nowhere"))


def test_an_exit_leads_away_for_good() -> None:
    play = Play(talking(not_now="second")).make(Continue(), TakeExit("not_now"))
    assert (play.step, play.run.left_by) == ("second", "not_now")
    assert [(event.step, event.exit) for event in play.told("exit_taken")] == [("why", "not_now")]


def test_after_hanging_up_only_what_needs_no_customer_follows() -> None:
    silent = Play(talking(hung_up="sort")).make(HungUp())
    assert (silent.step, silent.run.hung_up) == ("wrap", True)  # the branch leads to words, and nobody listens
    asked = Play(talking(hung_up="sort")).make(Continue(), Answer("a"), HungUp())
    assert (asked.step, asked.run.status) == ("note", "waiting")
    assert asked.done("ok").step == "wrap"


def test_hanging_up_without_an_exit_leads_to_the_wrap_up() -> None:
    assert Play(talking()).make(HungUp()).step == "wrap"


def test_hanging_up_at_the_wrap_up_or_twice_stays_there() -> None:
    play = Play(talking(hung_up="note")).make(Continue(), Answer("a"), Continue(), HungUp(), HungUp())
    assert (play.step, play.run.turn, len(play.told("customer_hung_up"))) == ("wrap", 5, 1)
    assert play.run.hung_up


def test_hanging_up_as_an_exit_of_the_agent_is_the_same() -> None:
    assert Play(talking(hung_up="sort")).make(TakeExit("hung_up")).run.hung_up


def test_the_opt_out_is_told_at_once_said_and_leads_to_the_wrap_up() -> None:
    play = Play(talking(do_not_call="suppress"), language="zh").make(TakeExit("do_not_call"))
    assert len(play.told("suppression_asked")) == 1
    assert play.view().kind == "suppress"
    assert "免打扰" in words(play.view().say[0])
    assert play.make(Continue()).step == "wrap"


def test_the_opt_out_after_hanging_up_is_not_spoken() -> None:
    play = Play(talking(do_not_call="suppress")).make(HungUp(), TakeExit("do_not_call"))
    assert (play.step, len(play.told("suppression_asked"))) == ("wrap", 1)


def test_closing_early_leads_to_the_wrap_up_once() -> None:
    play = Play(talking()).make(GoToWrapUp())
    assert play.step == "wrap"
    with pytest.raises(NotHereError):
        play.make(GoToWrapUp())


def test_back_keeps_the_answer_and_it_can_be_changed() -> None:
    play = Play(talking()).make(Continue(), Answer("a"), Back())
    assert [(answer.value, answer.chosen) for answer in play.view().answers] == [("a", True), ("b", False)]
    play.make(Answer("b"))
    assert (play.step, play.run.value("why")) == ("second", "b")


def test_back_at_the_first_step_is_refused() -> None:
    play = Play(talking())
    assert not play.view().can_go_back
    with pytest.raises(NothingBeforeError):
        play.make(Back())


def test_back_counts_no_visit() -> None:
    play = Play(talking()).make(Continue(), Back(), Continue())
    assert play.run.frame.visits == {"hello": 1, "why": 2}


def test_a_jump_reaches_visited_steps_only() -> None:
    play = Play(talking()).make(Continue(), Answer("a"), Back(), Back())
    assert [(each.step, each.current) for each in play.view().path] == [("hello", True), ("why", False), ("first", False)]
    with pytest.raises(NeverVisitedError):
        play.make(Jump(3))
    for beyond in (-1, 0, 99):
        with pytest.raises(NeverVisitedError):
            play.make(Jump(beyond))
    assert play.make(Jump(2)).step == "first"
    assert play.make(Back()).step == "hello"


def test_back_from_the_wrap_up_leads_to_the_last_words() -> None:
    assert Play(talking()).make(Continue(), Answer("a"), Continue(), Back()).step == "first"


def test_the_customer_may_be_spoken_to_in_another_language() -> None:
    play = Play(talking()).make(ChangeLanguage("zh"))
    assert words(play.view().say[0]) == "“Hello”"
    with pytest.raises(UnknownLanguageError):
        play.make(ChangeLanguage("fr"))


def test_a_run_in_an_unknown_language_speaks_the_first_one() -> None:
    assert Play(talking(), language="fr").run.language == "en"


def test_a_customer_found_during_the_call_is_known_to_the_script_from_there_on() -> None:
    make = Maker(customer=CATALOGUE.records["crm.customer"])
    play = Play(make.script(make.say("hello", "wrap", "Hello ${customer.name}"), make.wrapup()))
    assert words(play.view().say[0]) == "Hello <customer.name>"
    play.make(LinkCustomer({"crm.customer": {"name": "Wang"}}, zone="Asia/Shanghai"))
    assert words(play.view().say[0]) == "Hello Wang"
    assert play.run.zone == "Asia/Shanghai"
    assert play.make(LinkCustomer({}, zone="Nowhere/At_all")).run.zone == "Asia/Shanghai"


def test_the_view_says_where_the_run_stands() -> None:
    make = Maker()
    script = make.script(
        make.say("hello", "offer", section="opening"),
        make.say("offer", "bye", section="selling"),
        make.say("bye", "wrap", section="close"),
        make.wrapup(),
    )
    play = Play(script).make(Continue())
    assert [(each.id, each.state) for each in play.view().sections] == [("opening", "done"), ("selling", "current"), ("close", "ahead")]
    assert (play.view().position, play.view().about) == (2, 4)


def test_wrapping_up_shows_nothing_more_to_do() -> None:
    play = Play(talking(not_now="second")).make(GoToWrapUp(), WrapUp("sold"))
    shown = play.view()
    assert (shown.exits, shown.can_go_back, shown.status) == ((), False, "done")
