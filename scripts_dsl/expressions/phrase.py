"""Text with `${...}` in it: compiled once, rendered to parts so that the template escapes values and marks missing ones."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal

from scripts_dsl.expressions.compiler import category
from scripts_dsl.expressions.condition import Expression, Findings, Locate, Scope, compile_node
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.formatters import FORMATTERS, Show, labelled, plural
from scripts_dsl.expressions.lexer import SyntaxFault
from scripts_dsl.expressions.syntax import Formatter, parse_slot
from scripts_dsl.expressions.syntax import Literal as LiteralNode
from scripts_dsl.nearest import nearest
from scripts_dsl.problem import Problem
from scripts_dsl.source.location import NOWHERE, Location
from scripts_dsl.types import RecordType, ValueType, present

_WRITTEN_OTHERWISE = re.compile(
    r"(?<![\w$])(?:\$?[ ]?\{\{?[ ]*(?P<braces>NAME)[^{}]{0,80}\}\}?|\$[(（][ ]*(?P<signs>NAME)|\$(?P<bare>NAME))".replace(
        "NAME", r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*"
    )
)
"""A value as other template languages write it: {name}, {{name}}, $(name), $name."""
_MOST_SLIPS = 200
"""Such passages of one text that are looked at."""
_MAX_PROBLEMS = 20
"""Problems of one text that are told at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of rendered text: the author's own text, a value, or the name of a value that is missing."""

    kind: Literal["text", "value", "missing"]
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One `${expression | formatter}`: `shows` are applied in turn, `default` stands in for a missing value."""

    expression: Expression
    formatters: tuple[str, ...] = ()
    shows: tuple[Show, ...] = field(default=(), compare=False, repr=False)
    default: str | None = None

    @property
    def masked(self) -> bool:
        """Whether the value is hidden but for its end."""
        return "mask" in self.formatters

    def render(self, environment: Environment, language: str) -> Part:
        """The value as shown, the default, or the name of what is missing."""
        value = self.expression.evaluate(environment)
        if value is None or value == "":
            return Part("missing", self.expression.source) if self.default is None else Part("value", self.default)
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(environment.zone)
        for show in self.shows:
            value = show(value, language)
        return Part("value", str(value))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled text in one language: `slots` are its `${...}` in order, `reads` the dotted names they look at."""

    source: str
    parts: tuple[str | Slot, ...]
    at: Location = NOWHERE
    slots: tuple[Slot, ...] = field(init=False, compare=False, repr=False)
    reads: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        slots = tuple([part for part in self.parts if isinstance(part, Slot)])
        # asked for by rule after rule: worked out once
        object.__setattr__(self, "slots", slots)
        object.__setattr__(self, "reads", frozenset[str]().union(*[slot.expression.reads for slot in slots]) if slots else frozenset())

    def render(self, environment: Environment, language: str) -> tuple[Part, ...]:
        """The text in an environment, as parts; a missing value becomes a "missing" part with its name."""
        return tuple(Part("text", part) if isinstance(part, str) else part.render(environment, language) for part in self.parts)

    def text(self, environment: Environment, language: str, *, missing: str = "…") -> str:
        """The text as one plain string, missing values replaced."""
        return "".join(missing if part.kind == "missing" else part.text for part in self.render(environment, language))


def plain_phrase(text: str, at: Location = NOWHERE) -> Phrase:
    """A text without any `${...}`, whatever it holds."""
    return Phrase(text, (text,) if text else (), at)


def compile_phrase(
    source: str, scope: Scope, at: Location = NOWHERE, *, locate: Locate | None = None
) -> tuple[Phrase | None, list[Problem]]:
    """The compiled text, or the problems that prevent it; `$${` stands for a written `${`."""
    locate = locate or (lambda start, end: at.moved(start, end - start))
    parts: list[str | Slot] = []
    problems: list[Problem] = []
    text, position = "", 0
    if (fault := _slip(source, scope)) is not None:
        findings = Findings(locate)
        findings.fault(fault)
        return None, findings.problems
    while (start := source.find("${", position)) >= 0:
        if start and source[start - 1] == "$":
            text += source[position : start - 1] + "${"
            position = start + 2
            continue
        end = _end_of_slot(source, start + 2)
        text += source[position:start]
        if end < 0:
            findings = Findings(locate)
            findings("X003/slot", start, start + 2)
            return None, problems + findings.problems
        if text:
            parts.append(text)
        slot, faults = compile_slot(source[start + 2 : end], scope, at, _shifted(locate, start + 2))
        problems += faults
        if len(problems) >= _MAX_PROBLEMS:
            break
        if slot is not None:
            parts.append(slot)
        text, position = "", end + 1
    if problems:
        return None, problems
    text += source[position:]
    if text:
        parts.append(text)
    return Phrase(source, tuple(parts), at), []


def _slip(source: str, scope: Scope) -> SyntaxFault | None:
    """What stands for `${...}` and is none: half of it full-width, or as other languages write a value that is known here."""
    for sign, at in (("｛", source.find("$｛") + 1), ("＄", source.find("＄{"))):
        if source.startswith(sign, at) and at >= 0:
            meant = "{" if sign == "｛" else "$"
            return SyntaxFault("X002", at, at + 1, replacement=meant, sign=sign, meant=meant)
    if "$${" in source:
        return None
    for found in islice(_WRITTEN_OTHERWISE.finditer(source), _MOST_SLIPS) if "{" in source or "$" in source else ():
        name = next(each for each in found.groups() if each)
        root = name.partition(".")[0]
        if (root in scope.names or root in scope.formulas) and not found[0].startswith("${"):
            value = f"${{{found[0].strip('${} ')}}}" if found["signs"] is None else None
            return SyntaxFault("X003/written", *found.span(), replacement=value, found=found[0], name=name)
    return None


def _shifted(locate: Locate, by: int) -> Locate:
    """The same places, counted from a later character."""
    return lambda start, end: locate(start + by, end + by)


def sole_slot(source: str) -> str | None:
    """What stands inside a text that is one `${...}` and nothing else, None otherwise."""
    stripped = source.strip()
    if not stripped.startswith("${") or _end_of_slot(stripped, 2) != len(stripped) - 1:
        return None
    return stripped[2:-1]


def _end_of_slot(source: str, position: int) -> int:
    """Where the `}` stands that closes a slot, -1 when nowhere; one inside quotes does not count."""
    quote = ""
    while position < len(source):
        sign = source[position]
        if quote:
            if sign == "\\":
                position += 1
            elif sign == quote:
                quote = ""
        elif sign in "\"'":
            quote = sign
        elif sign == "}":
            return position
        position += 1
    return -1


def compile_slot(source: str, scope: Scope, at: Location, locate: Locate) -> tuple[Slot | None, list[Problem]]:
    """The compiled inside of one `${...}`."""
    known: Slot | None = scope.known.get(source)
    if known is not None:
        return Slot(known.expression.moved(at), known.formatters, known.shows, known.default), []
    findings = Findings(locate)
    try:
        node, formatters = parse_slot(source)
    except SyntaxFault as fault:
        findings.fault(fault)
        return None, findings.problems
    expression = compile_node(node, source[node.start : node.end], scope, findings, at)
    if expression is None:
        return None, findings.problems
    if isinstance(present(expression.type), RecordType):
        findings("X013/record", node.start, node.end, name=expression.source)
        return None, findings.problems
    shows: list[Show] = []
    default: str | None = None
    for formatter in formatters:
        texts = _texts(formatter, expression.type, findings)
        if texts is None:
            return None, findings.problems
        if formatter.name == "default":
            default = texts[0]
        else:
            shows.append(_show(formatter.name, texts, expression.type))
    if not shows:
        shows.append(labelled(expression.type))
    slot = Slot(expression, tuple(each.name for each in formatters), tuple(shows), default)
    scope.known[source] = slot
    return slot, []


def _show(name: str, texts: tuple[str, ...], type_: ValueType) -> Show:
    """How a formatter shows a value of a type."""
    if name == "label":
        return labelled(type_)
    if name == "plural":
        return plural(texts[0], texts[1])
    show = FORMATTERS[name].show
    assert show is not None, name  # noqa: S101 - default is handled by the caller
    return show


def _texts(formatter: Formatter, type_: ValueType, findings: Findings) -> tuple[str, ...] | None:
    """The quoted texts a formatter was given; None after telling that it is unknown or does not fit."""
    rule = FORMATTERS.get(formatter.name)
    name_end = formatter.start + len(formatter.name)
    if rule is None:
        meant = nearest(formatter.name, FORMATTERS)
        findings("X011/formatter", formatter.start, name_end, meant=meant, name=formatter.name)
        return None
    if len(formatter.arguments) != rule.texts:
        findings("X015", formatter.start, formatter.end, name=formatter.name, wanted=rule.texts, found=len(formatter.arguments))
        return None
    texts = [node.text for node in formatter.arguments if isinstance(node, LiteralNode) and node.kind in ("text", "number")]
    if len(texts) != rule.texts:
        findings("X015/literal", formatter.start, formatter.end, name=formatter.name)
        return None
    if rule.takes is not None and category(type_) not in rule.takes:
        findings("X015/formatter", formatter.start, name_end, name=formatter.name, found=present(type_))
        return None
    return tuple(texts)
