"""Steps as written become steps of the model: what every kind shares, and the kinds that stay inside the conversation."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypedDict

from scripts_dsl.expressions.compiler import category
from scripts_dsl.expressions.phrase import plain_phrase
from scripts_dsl.form_fields import read_fields
from scripts_dsl.problem import Fix, Words, write_instead
from scripts_dsl.reading import LANGUAGES, Reading
from scripts_dsl.script import (
    Answer,
    AnyStep,
    AskStep,
    BranchStep,
    Case,
    FormStep,
    LocalText,
    Paragraph,
    SayStep,
    Scale,
    Way,
)
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, TextNode
from scripts_dsl.types import EnumType, present

YES_NO: dict[str, Words] = {"yes": {"en": "Yes", "zh": "是"}, "no": {"en": "No", "zh": "否"}}
SHARED_KEYS = ("section", "note", "kb", "objections", "lint")


class Common(TypedDict):
    """The fields every step has."""

    id: str
    at: Location
    section: str | None
    say: tuple[Paragraph, ...]
    note: LocalText | None
    kb: str | None
    objections: tuple[str, ...]
    ignored_rules: tuple[str, ...]
    ignored_why: str


@dataclass(frozen=True, slots=True)
class Written:
    """One step as written: its entries by key, its kind's entry, what is common to all kinds, and the fields it may have."""

    key: TextNode
    node: MapNode
    entries: dict[str, Entry]
    subject: Entry
    common: Common
    known: tuple[str, ...]

    @property
    def id(self) -> str:
        """The step's id."""
        return self.key.text


Build = Callable[[Reading, Written], AnyStep | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of step: its further fields, whether words may accompany it, and how it is built."""

    keys: tuple[str, ...]
    build: Build
    with_say: bool = False


def rejoined(reading: Reading, steps: MapNode, kinds: Mapping[str, Kind]) -> MapNode:
    """The steps with every field that stands among them, as far out as they are, put back into the step before it; each is told."""
    fields = {*kinds, *SHARED_KEYS, *(key for kind in kinds.values() for key in kind.keys)}
    entries: list[Entry] = []
    for entry in steps:
        last = entries[-1].value if entries else None
        if isinstance(last, MapNode) and last.entries and not last.flow and _is_field(entry, last, fields, kinds):
            at, wanted = entry.key.at, last.at.column - 1
            start = at.start - at.column + 1
            fix = Fix(start, at.start, " " * wanted) if isinstance(entry.value, TextNode) else None
            reading.tell("Y006", at, key=entry.key.text, found=at.column - 1, wanted=wanted, fix=fix)
            entries[-1] = Entry(entries[-1].key, MapNode((*last.entries, entry), last.at._replace(end=entry.value.at.end), last.flow))
        else:
            entries.append(entry)
    return steps if len(entries) == len(steps.entries) else MapNode(tuple(entries), steps.at, steps.flow)


def _is_field(entry: Entry, step: MapNode, fields: Collection[str], kinds: Mapping[str, Kind]) -> bool:
    """Whether what stands where a step should is a field that the step before it lacks."""
    if entry.key.text not in fields or step.entry(entry.key.text) is not None:
        return False
    return not isinstance(entry.value, MapNode) or not any(each.key.text in kinds for each in entry.value)


def owner_of(kind: str) -> Words:
    """A step of some kind, in words."""
    return {"en": f"{'an' if kind[0] in 'ao' else 'a'} {kind} step", "zh": f" {kind} 步骤"}


def read_step(reading: Reading, entry: Entry, kinds: Mapping[str, Kind]) -> AnyStep | None:
    """One step; None after telling what is wrong with it."""
    key, node = entry.key, entry.value
    if not isinstance(node, MapNode):
        reading.tell("S002/none", key.at, step=key.text)
        return None
    written = [each for each in node if each.key.text in kinds]
    subjects = [each for each in written if each.key.text != "say"] or written
    if not subjects:
        near = next((each for each in node if reading.close(each.key.text, tuple(kinds)) and each.key.text not in SHARED_KEYS), None)
        meant = reading.close(near.key.text, tuple(kinds)) if near is not None else None
        if near is not None:
            reading.tell("S001", near.key.at, meant=meant, key=near.key.text, owner={"en": "a step", "zh": "步骤"})
        else:
            reading.tell("S002/none", key.at, step=key.text)
        return None
    subject = subjects[0]
    kind = kinds[subject.key.text]
    if len(subjects) > 1 or (len(written) > 1 and not kind.with_say):
        other = next(each for each in written if each is not subject)
        one, two = sorted((subject, other), key=lambda each: each.key.at.start)
        reading.tell("S002/two", key.at, step=key.text, one=one.key.text, two=two.key.text)
        return None
    known = (subject.key.text, *(("say",) if kind.with_say else ()), *kind.keys, *SHARED_KEYS)
    entries = reading.fields(node, owner_of(subject.key.text), known) or {}
    common = _common(reading, key, entries, speaks=kind.with_say or subject.key.text == "say")
    return kind.build(reading, Written(key, node, entries, subject, common, known))


def _common(reading: Reading, key: TextNode, entries: dict[str, Entry], *, speaks: bool) -> Common:
    say: tuple[Paragraph, ...] = ()
    if speaks and "say" in entries:
        say = reading.paragraphs(entries["say"].value, "say")
    objections = reading.names(entries["objections"].value, "objections") if "objections" in entries else ()
    codes: tuple[str, ...] = ()
    why = ""
    if "lint" in entries:
        lint = reading.fields(entries["lint"].value, {"en": "lint", "zh": "lint"}, ("ignore", "why"), ("ignore", "why")) or {}
        codes = tuple(node.text for node in reading.names(lint["ignore"].value, "ignore")) if "ignore" in lint else ()
        why = (reading.text(lint["why"].value, "why") or "") if "why" in lint else ""
    return {
        "id": key.text,
        "at": key.at,
        "section": reading.text(entries["section"].value, "section") if "section" in entries else None,
        "say": say,
        "note": reading.local_text(entries["note"].value, "note") if "note" in entries else None,
        "kb": _card(reading, entries.get("kb")),
        "objections": tuple(node.text for node in objections),
        "ignored_rules": codes if why else (),
        "ignored_why": why,
    }


def _card(reading: Reading, entry: Entry | None) -> str | None:
    """The key of the knowledge card; tells of one that no card has, where the cards are known."""
    key = reading.text(entry.value, "kb") if entry is not None else None
    known = reading.catalogue.cards
    if entry is not None and key is not None and known is not None and key not in known:
        reading.tell("K001", entry.value.at, meant=reading.close(key, known), key=key)
    return key


def next_way(reading: Reading, written: Written) -> Way | None:
    """The way `next`; tells when it is missing."""
    entry = written.entries.get("next")
    if entry is not None:
        return reading.way("next", entry.value)
    if not reading.is_misspelt(written.node, "next", written.known):
        fix = adding_line(reading, written.node, "next: wrap", to="wrap")
        hint = write_instead("next: wrap" if fix is not None else "next: ...")
        reading.tell("S010", written.key.at, step=written.id, hint=hint, fix=fix)
    return None


def adding_line(reading: Reading, node: MapNode | ListNode, line: str, *, to: str | None = None) -> Fix | None:
    """Adds a line to the end of a block, in its indentation; None in braces, or when there is no step to lead to."""
    parts = node.entries if isinstance(node, MapNode) else node.items
    if node.flow or not parts or (to is not None and to not in reading.scope.steps):
        return None
    text, end = reading.source.text, node.at.end
    if text[end - 1] != "\n":
        line_end = text.find("\n", end)
        end = len(text) if line_end < 0 else line_end
        return Fix(end, end, f"\n{' ' * (node.at.column - 1)}{line}")
    return Fix(end, end, f"{' ' * (node.at.column - 1)}{line}\n")


def build_say(reading: Reading, written: Written) -> AnyStep | None:
    """Words to speak."""
    way = next_way(reading, written)
    return SayStep(**written.common, next=way) if written.common["say"] and way is not None else None


_WITH_ANSWERS: Words = {"en": "a question with answers: each answer has its own", "zh": "带回答的提问（每个回答各有去处）"}


def build_ask(reading: Reading, written: Written) -> AnyStep | None:
    """A question with answers, or with a scale."""
    entries = written.entries
    question = reading.local_text(written.subject.value, "ask")
    save_as = saved_name(reading, entries.get("save_as"))
    answers: tuple[Answer, ...] = ()
    scale: Scale | None = None
    way: Way | None = None
    if "scale" in entries:
        scale = _read_scale(reading, entries["scale"])
        way = next_way(reading, written)
        _check_saved(reading, entries.get("save_as"), save_as, "number", ("number",))
        if "answers" in entries:
            reading.tell("S002/two", written.key.at, step=written.id, one="answers", two="scale")
    elif "answers" in entries:
        lost = save_as is None and ("save_as" in entries or reading.is_misspelt(written.node, "save_as", written.known))
        answers = _read_answers(reading, entries["answers"], save_as, lost=lost)
        if not _all_numbers(entries["answers"].value):
            _check_saved(reading, entries.get("save_as"), save_as, "text", ("text", "enum", "yesno"))
        if "next" in entries:
            reading.tell("S001", entries["next"].key.at, key="next", owner=_WITH_ANSWERS)
    elif not any(reading.is_misspelt(written.node, key, written.known) for key in ("answers", "scale")):
        reading.tell("S025/none", written.key.at)
    if question is None or (scale is None and not answers) or (scale is not None and way is None):
        return None
    return AskStep(**written.common, question=question, answers=answers, scale=scale, save_as=save_as, next=way)


def _check_saved(reading: Reading, entry: Entry | None, name: str | None, given: str, fitting: Collection[str]) -> None:
    """Tell when a variable cannot keep an answer."""
    if entry is not None and name is not None and category(kept := reading.scope.names[name]) not in fitting:
        reading.tell("S003/kept", entry.value.at, name=name, type=present(kept), found=given)


def _all_numbers(node: Node) -> bool:
    """Whether every answer is a whole number, which a number can keep."""
    return isinstance(node, MapNode) and all(each.key.text.isdecimal() for each in node)


def saved_name(reading: Reading, entry: Entry | None) -> str | None:
    """The variable a result is kept in: declared, and no formula."""
    name = reading.name(entry.value, "save_as") if entry is not None else None
    if name is None or entry is None:
        return None
    if name in reading.scope.formulas:
        reading.tell("S003/formula", entry.value.at, name=name)
        return None
    if name not in reading.scope.names:
        reading.tell("X010", entry.value.at, meant=reading.close(name, tuple(reading.scope.names)), name=name)
        return None
    return name


def _read_scale(reading: Reading, entry: Entry) -> Scale | None:
    found = reading.fields(entry.value, {"en": "a scale", "zh": "评分"}, ("from", "to"), ("from", "to")) or {}
    first = reading.whole(found["from"].value, "from", 0, 100) if "from" in found else None
    last = reading.whole(found["to"].value, "to", 1, 100) if "to" in found else None
    if first is None or last is None:
        return None
    if last <= first:
        reading.tell("S003", found["to"].value.at, field="to", wanted={"en": f"more than {first}", "zh": f"大于 {first} 的数"})
        return None
    return Scale(first, last)


def _read_answers(reading: Reading, entry: Entry, save_as: str | None, *, lost: bool) -> tuple[Answer, ...]:
    """The answers, each with its label from the enum, from yes and no, or its own; `lost`: the variable is misspelt, which was told."""
    if not isinstance(entry.value, MapNode):
        reading.tell(
            "S003",
            entry.value.at,
            field="answers",
            wanted={"en": "answers with their steps, like {yes: offer, no: wrap}", "zh": "“回答: 步骤”，如 {yes: offer, no: wrap}"},
        )
        return ()
    if not entry.value.entries:
        reading.tell("S025/none", entry.key.at)
        return ()
    type_ = present(reading.scope.names[save_as]) if save_as is not None else None
    enum = type_ if isinstance(type_, EnumType) else None
    values: tuple[str, ...] | None = enum.values if enum else ("yes", "no") if type_ is not None and category(type_) == "yesno" else None
    labels = _known_labels(reading, enum)
    if lost:  # its enum would have had labels for whatever is written
        labels |= {each.key.text: {reading.languages[0]: each.key.text} for each in entry.value}
    answers, complete = [], True
    for each in entry.value:
        answer = _read_answer(reading, each, labels, values, save_as or "")
        complete = complete and answer is not None
        if answer is not None:
            answers.append(answer)
    if answers and complete and all(answer.when is not None for answer in answers):
        reading.tell("S025/when", entry.key.at)
    written = {each.key.text for each in entry.value}
    for value in values or ():
        if value not in written:
            reading.tell("S025/answer", entry.key.at, value=value, name=save_as)
    return tuple(answers)


def _known_labels(reading: Reading, enum: EnumType | None) -> dict[str, Words]:
    """The labels that answers have without saying so: those of the enum, or of yes and no."""
    if enum is not None:
        return {choice.value: choice.labels or {reading.languages[0]: choice.value} for choice in enum.choices}
    return {value: {language: words.get(language, value) for language in reading.languages} for value, words in YES_NO.items()}


def _read_answer(reading: Reading, entry: Entry, labels: Mapping[str, Words], values: tuple[str, ...] | None, name: str) -> Answer | None:
    value = entry.key.text
    if values is not None and value not in labels:
        reading.tell("S025/unknown", entry.key.at, meant=reading.close(value, values), value=value, name=name)
        return None
    if isinstance(entry.value, TextNode):
        label = _label_of(reading, entry, labels)
        if entry.value.is_empty:
            reading.tell("S010", entry.key.at, step=value)
            return None
        way = reading.way(value, entry.value)
        return Answer(value, label, way) if label is not None and way is not None else None
    found = reading.fields(entry.value, {"en": "an answer", "zh": "回答"}, ("label", "when", "next"))
    if found is None:
        return None
    label = reading.local_text(found["label"].value, "label") if "label" in found else _label_of(reading, entry, labels)
    when = reading.condition(found.get("when"))
    if "next" not in found:
        reading.tell("S010", entry.key.at, step=value, hint=write_instead("next: ..."))
        return None
    way = reading.way(value, found["next"].value)
    return Answer(value, label, way, when) if label is not None and way is not None else None


def _label_of(reading: Reading, entry: Entry, labels: Mapping[str, Words]) -> LocalText | None:
    """The label an answer has without saying so."""
    value, at = entry.key.text, entry.key.at
    words = labels.get(value)
    if words is None:
        example = ", ".join(f"{language}: ..." for language in reading.languages if language in LANGUAGES)
        reading.tell("S025/label", at, value=value, hint=write_instead(f"{value}: {{label: {{{example}}}, next: ...}}"))
        return None
    return LocalText({language: plain_phrase(text, at) for language, text in words.items()}, at)


def build_form(reading: Reading, written: Written) -> AnyStep | None:
    """Fields to fill in."""
    fields = read_fields(reading, written.subject.value)
    way = next_way(reading, written)
    return FormStep(**written.common, fields=fields, next=way) if fields and way is not None else None


def _else_by_another_name(item: Node) -> TextNode | None:
    """The one key of a last line that leads to a step and is no condition: otherwise, default, elze."""
    entry = item.entries[0] if isinstance(item, MapNode) and len(item.entries) == 1 else None
    return entry.key if entry is not None and isinstance(entry.value, TextNode) and entry.key.text not in ("when", "next") else None


def build_branch(reading: Reading, written: Written) -> AnyStep | None:
    """Lines with conditions, `else` last."""
    node = written.subject.value
    cases: list[Case] = []
    otherwise: Way | None = None
    items = reading.items(node, "branch")
    for number, item in enumerate(items, 1):
        if isinstance(item, MapNode) and (entry := item.entry("else")) is not None:
            otherwise = reading.way("else", entry.value)
            if number < len(items):
                reading.tell("S024/last", entry.key.at)
            reading.fields(item, {"en": "an else line", "zh": "else 行"}, ("else",))
            continue
        if number == len(items) and (word := _else_by_another_name(item)) is not None:
            reading.tell("S001", word.at, meant="else", key=word.text, owner={"en": "a branch line", "zh": "分支行"})
            return None
        found = reading.fields(item, {"en": "a branch line", "zh": "分支行"}, ("when", "next"), ("when", "next")) or {}
        when = reading.condition(found.get("when"))
        way = reading.way(str(number), found["next"].value) if "next" in found else None
        if when is not None and way is not None:
            cases.append(Case(when, way))
    if otherwise is None:
        written_else = any(isinstance(item, MapNode) and item.entry("else") for item in items)
        if isinstance(node, ListNode) and not written_else:
            reading.tell(
                "S024/none",
                written.subject.key.at,
                hint=write_instead("- else: ..."),
                fix=adding_line(reading, node, "- else: wrap", to="wrap"),
            )
        return None
    return BranchStep(**written.common, cases=tuple(cases), otherwise=otherwise)
