"""What the outside gives a run: records that fit and records that do not, and answers that go back to the customer's record."""

from dataclasses import replace

from flows.connectors.catalogue import CATALOGUE
from flows.publishing.bundle import Bundle
from flows.runs.moves import Answer, Back, SubmitForm
from scripts_dsl.types import NUMBER, TEXT, Field, optional
from tests.unit.flows.playing import Play, words
from tests.unit.flows.small_scripts import TEST_CATALOGUE, Maker, bundle_of, enum

PET = enum("cat", "dog")
EXTENDED = TEST_CATALOGUE.extended("crm.customer", [Field("pet", optional(PET)), Field("age", optional(NUMBER))])


def asking_for_a_pet() -> Bundle:
    make = Maker(customer=EXTENDED.records["crm.customer"], pet=optional(PET))
    script = make.script(
        make.ask("which", {"cat": "age", "dog": "age"}, save_as="pet"),
        make.form("age", "said", make.field("age", TEXT)),
        make.say("said", "wrap", "A ${customer.pet}, ${customer.age}"),
        make.wrapup(),
    )
    return replace(bundle_of(script), catalogue=EXTENDED)


def test_an_answer_named_like_a_custom_attribute_is_written_to_the_customer() -> None:
    play = Play(asking_for_a_pet(), {"customer": {"name": "Wang", "pet": "dog"}}).make(Answer("cat"), SubmitForm({"age": "41"}))
    assert [(event.attribute, str(event.value)) for event in play.told("attribute_answered")] == [("pet", "cat"), ("age", "41")]
    assert words(play.view().say[0]) == "A cat, 41"
    assert play.run.given["crm.customer"] == play.run.value("customer")


def test_an_answer_of_another_type_is_not_written() -> None:
    play = Play(asking_for_a_pet()).make(Answer("cat"), SubmitForm({"age": "old"}))
    assert [event.attribute for event in play.told("attribute_answered")] == ["pet"]
    assert [event.name for event in play.told("value_ignored")] == ["age"]


def test_an_answer_changed_after_going_back_is_written_again() -> None:
    play = Play(asking_for_a_pet()).make(Answer("cat"), Back(), Answer("dog"))
    assert [event.value for event in play.told("attribute_answered")] == ["cat", "dog"]


def test_a_built_in_field_of_the_customer_is_never_overwritten_by_an_answer() -> None:
    make = Maker(customer=CATALOGUE.records["crm.customer"], email=optional(TEXT))
    script = make.script(make.form("fill", "wrap", make.field("email", TEXT)), make.wrapup())
    play = Play(script, {"customer": {"email": "wang@example.com"}}).make(SubmitForm({"email": "other@example.com"}))
    assert not play.told("attribute_answered")
    assert play.run.given["crm.customer"] == {"email": "wang@example.com"}


def test_one_bad_field_does_not_cost_the_record() -> None:
    make = Maker(customer=CATALOGUE.records["crm.customer"])
    play = Play(
        make.script(make.say("hello", "wrap", "Hello ${customer.name}"), make.wrapup()), {"customer": {"name": "Wang", "email": "?"}}
    )
    assert words(play.view().say[0]) == "Hello Wang"
    assert [event.name for event in play.told("value_ignored")] == ["crm.customer.email"]


def test_a_record_is_known_by_its_own_name_too() -> None:
    make = Maker(caller=CATALOGUE.records["crm.customer"])
    script = make.script(make.say("hello", "wrap", "Hello ${caller.name}"), make.wrapup())
    assert words(Play(script, {"crm.customer": {"name": "Wang"}}).view().say[0]) == "Hello Wang"


def test_an_unknown_zone_counts_as_utc() -> None:
    make = Maker()
    play = Play(make.script(make.say("hello", "wrap"), make.wrapup()), zone="Mars/Olympus")
    assert play.run.zone == "UTC"
    assert [event.name for event in play.told("value_ignored")] == ["zone"]
