"""Pasted texts become scripts: what each kind of line turns into, and that whatever is pasted loads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.script import AskStep, SayStep, Script, WrapupStep
from workspace.studio.pasting import LONGEST, MOST_STEPS, Pasted, pasted

PARTS = st.sampled_from(
    [
        "\n",
        "\n\n",
        "# Opening",
        "- Yes",
        "• No -> Goodbye.",
        "1. ",
        "2、好的",
        "Agent: Hello?",
        "客户：不用了",
        "【结束】",
        "一、开场",
        "${customer.x",
        "}",
        '"',
        "\\",
        ": ",
        "您好，XX先生",
        "[name]",
        "A?",
    ]
)
TEXTS = st.lists(st.one_of(PARTS, st.text(max_size=30)), max_size=30).map("".join)


def loaded(made: Pasted) -> Script:
    """The script that was made; it has no errors."""
    found = load_script(made.source, name="pasted_text", catalogue=CATALOGUE, library=MappedLibrary())
    assert [(each.code, each.line, each.message()) for each in found.errors] == []
    assert found.script is not None
    return found.script


def made_of(text: str) -> Script:
    return loaded(pasted(text, name="pasted_text"))


def test_paragraphs_follow_each_other_to_the_wrap_up() -> None:
    script = made_of("Hello, this is the line test.\nIt takes a minute.\n\nThank you. Goodbye.")
    first, second, wrap = script.steps.values()
    assert isinstance(first, SayStep)
    assert isinstance(wrap, WrapupStep)
    assert (script.start, first.next.target, second.ways()[0].target) == (first.id, second.id, "wrap")
    assert first.say[0].text.phrase("en").source == "Hello, this is the line test.\nIt takes a minute."


def test_bullets_are_the_answers_of_the_question_before_them() -> None:
    script = made_of("How is your line?\n- Fast\n• Slow -> I am sorry to hear that.\n3. No\n\nThank you.")
    ask, sorry, thanks, _ = script.steps.values()
    assert isinstance(ask, AskStep)
    assert [(each.value, each.label.phrase("en").source, each.way.target) for each in ask.answers] == [
        ("fast", "Fast", thanks.id),
        ("slow", "Slow", sorry.id),
        ("no", "No", thanks.id),
    ]
    assert sorry.ways()[0].target == thanks.id


@pytest.mark.parametrize("heading", ["# Opening", "Opening:", "【开场】", "一、开场"])
def test_a_heading_is_a_section(heading: str) -> None:
    assert [each.section for each in made_of(f"{heading}\nHello there.").steps.values()][0] == "opening"


def test_a_heading_nobody_knows_keeps_its_words() -> None:
    assert next(iter(made_of("# The long talk\nHello there.").steps.values())).section == "The long talk"


def test_a_dialogue_is_turns_and_what_is_replied_to_them() -> None:
    script = made_of("Agent: May I ask you something?\nCustomer: Yes\nCustomer: Not today -> Goodbye then.\nAgent: How old is your router?")
    ask, goodbye, last, _ = script.steps.values()
    assert isinstance(ask, AskStep)
    assert [(each.value, each.way.target) for each in ask.answers] == [("yes", last.id), ("not_today", goodbye.id)]


def test_a_chinese_text_is_a_chinese_script() -> None:
    made = pasted(
        "【开场】\n您好，XX先生，请问方便吗？\n- 方便\n- 不方便 → 好的，再见。\n\n坐席：请问网速怎么样？\n客户：很慢\n客户：还可以",
        name="pasted_text",
    )
    script = loaded(made)
    assert (made.language, script.languages, script.title) == ("zh", ("zh",), {"zh": "Pasted text"})
    first, *_ = script.steps.values()
    assert isinstance(first, AskStep)
    assert first.question.phrase("zh").source == "您好，${customer.salutation}，请问方便吗？"
    assert [each.value for each in first.answers] == ["yes", "no"]
    assert [(each.kind, each.answers) for each in made.steps] == [
        ("ask", ("方便", "不方便")),
        ("say", ()),
        ("ask", ("很慢", "还可以")),
    ]


def test_names_in_brackets_are_the_customers_and_the_agents() -> None:
    first = next(iter(made_of("Hello [customer name], my name is {agent name}.").steps.values()))
    assert first.say[0].text.phrase("en").source == "Hello ${customer.salutation}, my name is ${agent.name}."


def test_what_looks_like_an_expression_is_only_words() -> None:
    first = next(iter(made_of("It costs ${price} today.").steps.values()))
    assert first.say[0].text.phrase("en").source == "It costs $${price} today."


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "empty"),
        (" \n\t\n", "empty"),
        ("# Only a heading", "empty"),
        ("a" * (LONGEST + 1), "too_long"),
        ("word\n\n" * (MOST_STEPS + 1), "too_many"),
    ],
)
def test_what_becomes_nothing_says_why(text: str, refusal: str) -> None:
    assert pasted(text, name="pasted_text") == Pasted(refusal=refusal)


@pytest.mark.parametrize("channel", ["inbound", "outbound", "chat", "any"])
def test_it_loads_for_every_channel(channel: str) -> None:
    assert loaded(pasted("Hello there.", name="pasted_text", channel=channel)).channel == channel


@given(TEXTS)
@settings(max_examples=120)
def test_any_text_gives_a_loadable_script_or_a_clear_refusal(text: str) -> None:
    made = pasted(text, name="pasted_text", title=text[:50])
    assert bool(made.source) != bool(made.refusal)
    if made.source:
        script = loaded(made)
        assert [each.id for each in made.steps] == [each for each in script.steps if each != "wrap"]
