"""A script as a tree of parts with traits, the form in which two versions are compared: no places, no way of writing.

A part is what a person would point at ("answer 'No'"); a trait is one thing about it that a call would notice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from scripts_dsl.diff.words import YES
from scripts_dsl.expressions import syntax
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.script import LocalText, Paragraph, Way
from scripts_dsl.source.location import Location
from scripts_dsl.types import EnumType, ListType, ValueType, Words, present

STEP = "step"
"""Begins the value of a trait that names a step: `(STEP, id)`, so that a renamed step is no change of what leads to it."""
TARGET = "target"
"""The trait that says where a way leads."""
LISTED = ("paragraph", "case", "suggestion")
"""Kinds of parts that have no name and are known by their place."""

Key = tuple[str, str]
"""What a part or trait is, and which one: ("answer", "no"), ("words", "zh"), ("timeout", "")."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing about a part: compared by its value, told as it reads in each language."""

    value: object
    shown: Words


@dataclass(frozen=True, slots=True)
class Part:
    """One part: how it is called in a sentence (empty: as what it belongs to), its line, its traits and its own parts in order.

    `detail` is what tells it from its like where the name does not: an answer's label, a line's condition.
    """

    name: Words
    line: int
    traits: Mapping[Key, Trait] = field(default_factory=dict)
    parts: Mapping[Key, "Part"] = field(default_factory=dict)
    detail: Words = field(default_factory=dict)

    def of_kind(self, kind: str) -> dict[Key, "Part"]:
        """Its parts of one kind, in order."""
        return {key: part for key, part in self.parts.items() if key[0] == kind}

    def essence(self, rename: Callable[[str], str]) -> object:
        """Everything that is compared, as one value; steps by the name that `rename` gives them."""
        traits = frozenset((key, renamed(trait.value, rename)) for key, trait in self.traits.items())
        return traits, tuple((key, part.essence(rename)) for key, part in self.parts.items())


def renamed(value: object, rename: Callable[[str], str]) -> object:
    """The value of a trait with steps by other names."""
    if not isinstance(value, tuple):
        return value
    if len(value) == 2 and value[0] == STEP:
        return STEP, rename(str(value[1]))
    return tuple(renamed(each, rename) for each in value)


class Traits:
    """Gathers the traits of one part; what is not there is no trait."""

    def __init__(self) -> None:
        self.found: dict[Key, Trait] = {}

    def put(self, name: str, value: object, shown: Words | str | None = None) -> "Traits":
        """A plain value; None, False and empty ones are none."""
        if value not in (None, False, "", ()):
            self.found[name, ""] = Trait(value, _shown(value) if shown is None else _both(shown))
        return self

    def words(self, name: str, text: LocalText | Words | None) -> "Traits":
        """A text in each of its languages."""
        written = {} if text is None else text if isinstance(text, Mapping) else {key: each.source for key, each in text.phrases.items()}
        for language, words in written.items():
            self.found[name, language] = Trait(words, _both(f"“{words}”"))
        return self

    def test(self, name: str, expression: Expression | None) -> "Traits":
        """An expression: compared by its meaning, whatever its blanks and brackets."""
        if expression is not None:
            self.found[name, ""] = Trait(meaning(expression.source), _both(f"`{expression.source}`"))
        return self

    def passed(self, name: str, value: Expression | Phrase | None) -> "Traits":
        """An expression, or a text to be filled in."""
        if isinstance(value, Expression):
            self.found[name, ""] = Trait(meaning(value.source), _both(f"${{{value.source}}}"))
        elif value is not None:
            self.found[name, ""] = Trait(value.source, _both(f"“{value.source}”"))
        return self

    def way(self, way: Way | None) -> "Traits":
        """Where it leads."""
        if way is not None:
            self.found[TARGET, ""] = Trait((STEP, way.target), _both(way.target))
        return self


def traits() -> Traits:
    """An empty gathering."""
    return Traits()


def part(
    name: Words, at: Location, found: Traits | None = None, parts: Iterable[tuple[Key, Part]] = (), detail: Words | str | None = None
) -> Part:
    """A part with its traits and parts."""
    return Part(name, at.line, found.found if found is not None else {}, dict(parts), {} if detail is None else _both(detail))


def paragraphs(said: tuple[Paragraph, ...]) -> Iterator[tuple[Key, Part]]:
    """Words to speak; a single paragraph is called as the step itself."""
    for number, each in enumerate(said, 1):
        name = {} if len(said) == 1 else {"en": f"paragraph {number}", "zh": f"第 {number} 段"}
        yield ("paragraph", str(number)), part(name, each.text.at, traits().words("words", each.text).test("condition", each.when))


def choices(type_: ValueType, at: Location) -> Iterator[tuple[Key, Part]]:
    """The values of a closed list."""
    kind = present(type_)
    kind = present(kind.item) if isinstance(kind, ListType) else kind
    for each in kind.choices if isinstance(kind, EnumType) else ():
        name = {"en": f"value '{each.value}'", "zh": f"取值“{each.value}”"}
        yield ("choice", each.value), part(name, at, traits().words("label", each.labels))


def written_type(type_: ValueType) -> str:
    """A type as authors write it; a closed list by that name alone, its values being parts."""
    kind = present(type_)
    inner = "enum" if isinstance(kind, EnumType) else f"[{written_type(kind.item)}]" if isinstance(kind, ListType) else str(kind)
    return f"{inner}?" if type_ is not kind else inner


def meaning(source: str) -> object:
    """What an expression says, whatever its blanks, brackets and quotes; steps that it names are told apart from other names."""
    return _meaning(syntax.parse(source))


def _meaning(node: syntax.Node) -> object:
    match node:
        case syntax.Literal():
            return node.kind, node.text
        case syntax.Name():
            return "name", node.dotted
        case syntax.Call(function="visits", arguments=(syntax.Name() as step,)):
            return "visits", (STEP, step.dotted)
        case syntax.Call():
            return ("call", node.function, *map(_meaning, node.arguments))
        case syntax.ListLiteral():
            return ("list", *map(_meaning, node.items))
        case syntax.Unary():
            return "unary", node.operator, _meaning(node.operand)
        case syntax.Binary():
            return "binary", node.operator, _meaning(node.left), _meaning(node.right)
        case syntax.Conditional():
            return "choose", _meaning(node.condition), _meaning(node.positive), _meaning(node.negative)


def _both(shown: Words | str) -> Words:
    return {"en": shown, "zh": shown} if isinstance(shown, str) else shown


def _shown(value: object) -> Words:
    """How a plain value reads."""
    if value is True:
        return YES
    if isinstance(value, timedelta):
        seconds = f"{value.total_seconds():g}"
        return {"en": f"{seconds} s", "zh": f"{seconds} 秒"}
    if isinstance(value, tuple):
        return {"en": ", ".join(map(str, value)), "zh": "、".join(map(str, value))}
    return _both(str(value))
