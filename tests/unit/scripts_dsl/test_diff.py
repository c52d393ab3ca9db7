"""A comparison says in words what a call would notice, all of it, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import flows
from flows.connectors.catalogue import CATALOGUE
from flows.offers.offer import SLOTS
from scripts_dsl.diff import compare
from scripts_dsl.diff import words as diff_words
from scripts_dsl.editing import rename_variable
from scripts_dsl.expressions import syntax
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.script import Argument, Script
from scripts_dsl.source.location import Location
from tests.unit.scripts_dsl.conftest import SMALL, SMALL_CATALOGUE

FOLDER = Path(flows.__file__).parent / "library"
SUBSCRIPTS = {f"lib/{path.stem}": path.read_text() for path in (FOLDER / "lib").glob("*.yaml") if not path.name.endswith(".test.yaml")}
TEXTS = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.yaml")) if not path.name.endswith(".test.yaml")}
OFFERS = frozenset(path.stem for path in (FOLDER / "offers").glob("*.yaml"))


def library(**changed: str) -> MappedLibrary:
    """The shipped sub-scripts, some of them changed."""
    return MappedLibrary({**SUBSCRIPTS, **{f"lib/{name}": text for name, text in changed.items()}}, OFFERS, SLOTS)


@cache
def shipped(name: str, text: str) -> Script | None:
    """A shipped script with that text; None where it has errors."""
    return load_script(text, name=name, catalogue=CATALOGUE, library=library()).script


def small(text: str) -> Script:
    """The small script of these tests with that text, which must be in order."""
    loaded = load_script(text, name="small", catalogue=SMALL_CATALOGUE, library=MappedLibrary({}, {"fibre"}, {"upsell"}))
    assert loaded.script is not None, [(each.line, each.message()) for each in loaded.errors]
    return loaded.script


def changed(old: str, new: str) -> list[str]:
    """What is said when one passage of the small script is replaced by another."""
    assert old in SMALL
    return [each.sentence() for each in compare(small(SMALL), small(SMALL.replace(old, new)))]


ONE_SENTENCE = (
    ("en: Dear gold customer", "en: Dear you", "English words of paragraph 2 of step greet: “Dear gold customer” → “Dear you”"),
    ("zh: 您好吗", "zh: 您还好吗", "Chinese question of step mood: “您好吗” → “您还好吗”"),
    ("when: gold, zh", "when: not gold, zh", "condition of paragraph 2 of step greet: `gold` → `not gold`"),
    ("    once: true\n", "", "`once` of step order: true → none"),
    ("    fulfils: offer\n", "", "carrying out of the offer of step order: yes → no"),
    ("bad: load}", "bad: wrap}", "answer 'Bad' of step mood now goes to wrap (before: load)"),
    ("order, refused: wrap}", "order, refused: mood}", "consent 'refused' of step read_back now goes to mood (before: wrap)"),
    ("required: true, min: now(), ", "min: now(), ", "being required of field call_at of step when: yes → no"),
    ("min: now(), ", "", "least value of field call_at of step when: `now()` → none"),
    ("hung_up: {next: wrap}", "hung_up: {next: suppress}", "exit hung_up now goes to suppress (before: wrap)"),
    ("[sold, info_only, cut_off]", "[sold, cut_off]", "disposition info_only of step wrap is gone"),
    (
        "[sold, info_only, cut_off]",
        "[cut_off, sold, info_only]",
        "dispositions of step wrap now come in the order cut_off, sold, info_only",
    ),
    ("{good: offer, bad: load}", "{bad: load, good: offer}", "answers of step mood now come in the order Bad, Good"),
    ('.tier == "gold"', '.tier != "gold"', 'formula of variable gold: `customer.tier == "gold"` → `customer.tier != "gold"`'),
    ("en: Bad}", "en: Awful}", "English label of value 'bad' of variable mood: “Bad” → “Awful”"),
    ("en: Small}", "en: Tiny}", "English title: “Small” → “Tiny”"),
    ("channel: inbound", "channel: any", "channel: inbound → any"),
    ("start: greet", "start: mood", "first step: greet → mood"),
    ("offer: {slot: upsell}", "offer: {slot: upsell}\n    attempts: 2", "most presentations of step offer: none → 2"),
    ("    objections: [dear]\n", "", "objection dear of step offer is gone"),
    ("refused: wrap, else: wrap", "else: wrap", "error 'refused' of step load is gone"),
    ('"${offer.id}"', '"${offer.name}"', "value of parameter offer of step order: ${offer.id} → ${offer.name}"),
    ("save_as: mood\n", "save_as: mood\n    section: talk\n", "step mood now belongs to section talk"),
    ("order.id), code: sold}", "order.id), code: cut_off}", "disposition of suggestion 1 of step wrap: sold → cut_off"),
    ("  wrap:\n", "  more:\n    say: {zh: 再见了, en: Goodbye}\n    next: wrap\n  wrap:\n", "step more is new"),
    (
        "    next: wrap\n    on_error: wrap\n",
        "    next: wrap\n    on_error: mood\n",
        "any error of step order now goes to mood (before: wrap)",
    ),
    ("    objections: [dear]\n", "    objections: [dear]\n    kb: KB-1\n", "knowledge article of step offer: none → KB-1"),
)


class TestWords:
    """Each change is one sentence that names the step and the part."""

    @pytest.mark.parametrize(("old", "new", "said"), ONE_SENTENCE)
    def test_one_change_is_one_sentence(self, old: str, new: str, said: str) -> None:
        assert changed(old, new) == [said]

    def test_it_speaks_chinese(self) -> None:
        changes = compare(small(SMALL), small(SMALL.replace("{good: offer, bad: load}", "{good: offer, bad: wrap}")))
        assert [each.sentence("zh") for each in changes] == ["步骤 mood 的回答“不好”现在转到 wrap（原为 load）"]

    def test_a_silenced_rule_is_told_with_its_reason(self) -> None:
        assert changed("  wrap:\n", "  wrap:\n    lint: {ignore: [T003], why: read slowly}\n") == [
            "silenced rules of step wrap: none → T003",
            "reason for silencing of step wrap: none → read slowly",
        ]

    def test_a_line_in_between_is_new_and_the_others_stay(self) -> None:
        new = "      - {when: gold, next: wrap}\n      - {when: has(plan.speed)"
        assert changed("      - {when: has(plan.speed)", new) == ["line 1 (`gold`) of step fast is new and goes to wrap"]

    def test_a_renamed_step_is_told_once_and_not_wherever_it_is_named(self) -> None:
        new = SMALL.replace("bad: load", "bad: fetch").replace("  load:\n", "  fetch:\n")
        assert [each.sentence() for each in compare(small(SMALL), small(new))] == ["step load is now called fetch"]

    def test_two_steps_renamed_that_lead_to_each_other(self) -> None:
        new = (
            SMALL.replace("bad: load", "bad: fetch")
            .replace("  load:\n", "  fetch:\n")
            .replace("next: fast", "next: quick")
            .replace("  fast:\n", "  quick:\n")
        )
        found = compare(small(SMALL), small(new))
        assert {each.sentence() for each in found} == {"step load is now called fetch", "step fast is now called quick"}

    @pytest.mark.parametrize("variable", ["customer", "plan", "order", "mood", "gold", "call_at"])
    def test_a_renamed_variable_is_told_once_and_not_wherever_it_is_used(self, variable: str) -> None:
        found = compare(small(SMALL), small(rename_variable(SMALL, variable, "other").text))
        assert [(each.sentence(), each.sentence("zh")) for each in found] == [
            (f"variable {variable} is now called other", f"变量 {variable} 改名为 other")
        ]

    def test_renamed_variables_and_a_step_and_what_changed_beside_them(self) -> None:
        new = rename_variable(rename_variable(SMALL, "gold", "special").text, "plan", "tariff").text
        new = new.replace("bad: load", "bad: fetch").replace("  load:\n", "  fetch:\n").replace("speed > 100", "speed > 200")
        assert {each.sentence() for each in compare(small(SMALL), small(new))} == {
            "step load is now called fetch",
            "variable gold is now called special",
            "variable plan is now called tariff",
            "condition of line 1 of step fast: `has(plan.speed) && plan.speed > 100` → `has(tariff.speed) && tariff.speed > 200`",
        }

    def test_a_variable_that_takes_the_place_of_another_in_few_of_its_uses_is_none_renamed(self) -> None:
        new = SMALL.replace("  plan: bss.plan?\n", "  spare: bss.plan?\n").replace("    save_as: plan\n", "")
        new = new.replace("has(plan.speed) && plan.speed > 100", "has(order.id)")
        found = {each.sentence() for each in compare(small(SMALL), small(new))}
        assert {"variable plan is gone", "variable spare is new"} <= found

    def test_a_step_of_another_kind_is_told_in_one_sentence(self) -> None:
        form = "    form:\n      - {name: call_at, type: datetime, required: true, min: now(), label: {zh: 时间, en: When}}\n"
        assert changed(form, "    say: {zh: 好的, en: Very well}\n") == ["kind of step when: form → say"]

    def test_the_places_are_those_of_each_text(self) -> None:
        found = compare(small(SMALL), small("# a comment\n" + SMALL.replace("en: Dear gold customer", "en: Dear you")))
        assert [(each.step, each.line_new and each.line_old and each.line_new - each.line_old, each.kind) for each in found] == [
            ("greet", 1, "words")
        ]

    def test_json_has_its_sentence_in_one_language(self) -> None:
        (change,) = compare(small(SMALL), small(SMALL.replace("channel: inbound", "channel: any")))
        assert change.to_json("zh") == {
            "script": None,
            "step": None,
            "line_old": 1,
            "line_new": 1,
            "kind": "changed",
            "sentence": "渠道：inbound → any",
        }

    def test_every_sentence_and_name_is_in_both_languages(self) -> None:
        for words in (*diff_words.SENTENCES.values(), *diff_words.TRAITS.values(), *diff_words.ORDERED.values()):
            assert words.keys() == {"en", "zh"}
            assert all(words.values())

    def test_a_sub_script_that_changed_is_told_with_its_name(self) -> None:
        text = SUBSCRIPTS["lib/verify_identity"].replace("en: Thank you, that matches.", "en: Thank you.")
        old, new = (
            load_script(TEXTS["broadband_inbound"], name="broadband_inbound", catalogue=CATALOGUE, library=each).script
            for each in (library(), library(verify_identity=text))
        )
        assert old is not None
        assert new is not None
        (change,) = compare(old, new)
        assert (change.script, change.step) == ("lib/verify_identity", "verified")
        assert change.sentence() == "English words of step verified of lib/verify_identity: “Thank you, that matches.” → “Thank you.”"


class TestOnlyForm:
    """What a call would not notice is no change."""

    @pytest.mark.parametrize("name", TEXTS)
    def test_a_script_is_the_same_as_itself(self, name: str) -> None:
        script, again = shipped(name, TEXTS[name]), shipped(name, TEXTS[name])
        assert script is not None
        assert again is not None
        assert compare(script, again) == ()

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("plan.speed > 100", "(plan.speed>100)"),
            ("has(plan.speed) && ", "has(plan.speed) and "),
            ("start: greet\n", "start: greet   # where it begins\n"),
            ("    ask: {zh: 您好吗, en: How are you}\n", "    ask:\n      zh: 您好吗\n      en: How are you\n"),
            ("exits:\n", "\n\nexits:\n"),
            ("    next: wrap\n    on_error: wrap\n", "    on_error: wrap\n    next: wrap\n"),
        ],
    )
    def test_another_way_of_writing_is_no_change(self, old: str, new: str) -> None:
        assert changed(old, new) == []

    @pytest.mark.parametrize("name", TEXTS)
    def test_comments_and_blank_lines_are_no_change(self, name: str) -> None:
        text = "\n".join(
            f"{line}\n# a comment" if line.startswith("  ") and line.endswith(":") else line for line in TEXTS[name].split("\n")
        )
        script, commented = shipped(name, TEXTS[name]), shipped(name, text)
        assert script is not None
        assert commented is not None
        assert compare(script, commented) == ()


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A shipped script, and its text with one line changed, dropped or moved."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    lines = TEXTS[name].split("\n")
    at = draw(st.integers(0, len(lines) - 2))
    match draw(st.sampled_from(["drop", "swap", "word", "number", "sign"])):
        case "drop":
            del lines[at]
        case "swap":
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        case "word":
            words = lines[at].split(" ")
            place = draw(st.integers(0, len(words) - 1))
            words[place] = draw(st.sampled_from(["wrap", "wrap}", "wrap,", "greet", "true", "visit", "text", "number", "早上好"]))
            lines[at] = " ".join(words)
        case "number":
            lines[at] = "".join("7" if sign.isdigit() else sign for sign in lines[at])
        case _:
            lines[at] = lines[at].replace("==", "!=").replace("<", ">=").replace("您", "你").replace("you", "thou")
    return name, "\n".join(lines)


def essence(part: object) -> object:
    """Everything that a model says but places and ways of writing, made independently of what is tested."""
    if isinstance(part, Expression):
        return essence(syntax.parse(part.source))
    if isinstance(part, Phrase):
        return part.source
    if isinstance(part, Mapping):
        return {key: essence(value) for key, value in part.items()}
    if isinstance(part, tuple | list):
        # what is passed is known by its name, whatever the order
        return [essence(each) for each in (sorted(part, key=lambda each: each.name) if _is_passed(part) else part)]
    if is_dataclass(part) and not isinstance(part, type):
        written = {"source", "name", "scope"} if isinstance(part, Script) else set()
        skipped = {each.name for each in fields(part) if isinstance(getattr(part, each.name), Location)}
        skipped |= written | ({"start", "end", "operator_start", "operator_end"} if isinstance(part, syntax.Node) else set())
        return type(part).__name__, {each.name: essence(getattr(part, each.name)) for each in fields(part) if each.name not in skipped}
    return part


def _is_passed(part: Sequence[object]) -> bool:
    return bool(part) and all(isinstance(each, Argument) for each in part)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(mutated())
def test_whatever_changes_the_model_is_told(mutation: tuple[str, str]) -> None:
    name, text = mutation
    old, new = shipped(name, TEXTS[name]), shipped(name, text)
    assert old is not None
    assume(new is not None)
    assert new is not None
    changes = compare(old, new)
    if essence(old) != essence(new):
        assert changes
    # what changed one way changed back the other way
    assert len(compare(new, old)) == len(changes)
