"""Sub-scripts: they see only what they are handed, give only what is taken, and repeat over a list."""

from decimal import Decimal

from flows.runs.moves import Answer, Back, Continue, SubmitForm, TakeExit
from scripts_dsl.script import AGAIN, Script
from scripts_dsl.types import NUMBER, TEXT, ListType, optional
from tests.unit.flows.playing import Play, words
from tests.unit.flows.small_scripts import Maker, enum


def verify(**script: object) -> Script:
    """A sub-script with a parameter, a variable of its own and two ways out."""
    make = Maker(level=optional(enum("basic", "strong")), secret=optional(TEXT), found=optional(TEXT))
    return make.script(
        make.form("check", "judge", make.field("found", TEXT)),
        make.branch("judge", {"has(found)": "ok"}, "failed"),
        make.give_back("ok", "ok"),
        make.give_back("failed", "failed", "I am sorry, ${level}."),
        name="lib/verify",
        parameters={"level": optional(enum("basic", "strong"))},
        gives=["found"],
        **script,  # type: ignore[arg-type]
    )


def calling(sub: Script, **call: object) -> Script:
    make = Maker(secret=optional(TEXT), customer_found=optional(TEXT))
    return make.script(
        make.say("hello", "verify"),
        make.call(
            "verify",
            "lib/verify",
            {"ok": "good", "failed": "bad"},
            **{"passing": {"level": '"basic"'}, "save_as": {"customer_found": "found"}, **call},
        ),
        make.say("good", "wrap", "Found ${customer_found}"),
        make.say("bad", "wrap"),
        make.wrapup(),
        subscripts=[sub],
        exits={"wrong_person": "bad"},
    )


def test_a_call_runs_the_sub_script_and_takes_what_it_gives() -> None:
    play = Play(calling(verify()), {"secret": "hidden"}).make(Continue())
    assert (play.step, play.run.frame.script) == ("check", "lib/verify")
    assert play.run.frame.variables == {"level": "basic"}
    play.make(SubmitForm({"found": "Ana"}))
    assert (play.step, play.run.frame.script, play.run.value("customer_found")) == ("good", "main", "Ana")
    assert play.run.value("found") is None
    assert play.path == ["hello", "verify", "check", "judge", "ok", "good"]


def test_a_return_with_words_waits_for_the_agent() -> None:
    play = Play(calling(verify())).make(Continue(), SubmitForm({}))
    assert [words(each) for each in play.view().say] == ["I am sorry, basic."]
    assert play.view().can_continue
    assert play.make(Continue()).step == "bad"
    assert play.run.value("customer_found") is None


def test_the_exit_of_the_caller_drops_the_sub_script() -> None:
    play = Play(calling(verify())).make(Continue())
    assert [each.name for each in play.view().exits] == ["wrong_person"]
    play.make(TakeExit("wrong_person"))
    assert (play.step, play.run.frame.parent) == ("bad", None)


def test_the_innermost_script_that_declares_an_exit_takes_it() -> None:
    play = Play(calling(verify(exits={"wrong_person": "failed"}))).make(Continue(), TakeExit("wrong_person"))
    assert (play.step, play.run.frame.script) == ("failed", "lib/verify")


def test_back_finds_a_finished_sub_script_as_it_was_left() -> None:
    play = Play(calling(verify())).make(Continue(), SubmitForm({"found": "Ana"}), Back())
    assert (play.step, play.run.frame.script) == ("check", "lib/verify")
    assert play.view().fields[0].value == "Ana"
    play.make(SubmitForm({"found": "Bruno"}))
    assert (play.step, play.run.value("customer_found")) == ("good", "Bruno")


def test_a_sub_script_called_again_after_going_back_shows_the_former_answers() -> None:
    play = Play(calling(verify())).make(Continue(), SubmitForm({"found": "Ana"}), Back(), Back(), Continue())
    assert play.step == "check"
    assert play.view().fields[0].value == "Ana"
    assert "found" not in play.run.frame.variables


def rating(at_most: int | None = None, early: bool = False) -> Script:
    make = Maker(product=optional(TEXT), score=optional(NUMBER))
    sub = make.script(
        make.scale("rate", "ok", 1, 5, save_as="score"),
        make.give_back("ok", "ok"),
        name="lib/rate",
        parameters={"product": optional(TEXT)},
        gives=["score"],
        exits={"enough": "ok"} if early else {},
    )
    main = Maker(products=optional(ListType(TEXT)), scores=optional(ListType(NUMBER)), item=TEXT)
    return main.script(
        main.call(
            "each",
            "lib/rate",
            {"ok": AGAIN},
            passing={"product": "item"},
            each="products",
            at_most=at_most,
            save_as={"scores": "score"},
            next="after",
        ),
        main.say("after", "wrap"),
        main.wrapup(),
        subscripts=[sub],
    )


def test_a_repeated_call_takes_every_item_and_gathers_a_list() -> None:
    play = Play(rating(), {"products": ["a", "b"]})
    assert play.run.frame.variables == {"product": "a"}
    play.make(Answer("5"))
    assert play.run.frame.variables == {"product": "b"}
    play.make(Answer("3"))
    assert (play.step, play.run.value("scores")) == ("after", (Decimal(5), Decimal(3)))


def test_at_most_so_many_items_are_taken() -> None:
    play = Play(rating(at_most=1), {"products": ["a", "b"]}).make(Answer("5"))
    assert (play.step, play.run.value("scores")) == ("after", (Decimal(5),))


def test_no_items_no_call() -> None:
    for given in ({}, {"products": []}):
        play = Play(rating(), given)
        assert (play.step, play.run.value("scores")) == ("after", ())


def test_going_back_a_round_gathers_the_changed_answer() -> None:
    play = Play(rating(), {"products": ["a", "b"]}).make(Answer("5"), Back(), Answer("1"), Answer("3"))
    assert play.run.value("scores") == (Decimal(1), Decimal(3))


def test_a_sub_script_run_alone_ends_by_its_way_out() -> None:
    play = Play(verify(), parameters={"level": "strong"}).make(SubmitForm({"found": "Ana"}))
    assert (play.run.status, play.run.returned, play.run.value("found")) == ("done", "ok", "Ana")
