"""Text with `${...}` in it: compiled once, rendered to parts so that the template escapes values and marks missing ones."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from scripts_dsl.condition import Expression, Scope
from scripts_dsl.environment import Environment
from scripts_dsl.location import NOWHERE, Location
from scripts_dsl.problem import Problem


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of rendered text: the author's own text, a value, or the name of a value that is missing."""

    kind: Literal["text", "value", "missing"]
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One `${expression | formatter}`; `show` formats a value for a language, None when there is nothing to show."""

    expression: Expression
    formatters: tuple[str, ...]
    show: Callable[[object, str], str | None] = field(compare=False, repr=False)
    label: str = ""
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled text in one language."""

    source: str
    parts: tuple[str | Slot, ...]
    at: Location = NOWHERE

    @property
    def reads(self) -> frozenset[str]:
        """The dotted names it looks at."""
        return frozenset().union(*(part.expression.reads for part in self.parts if isinstance(part, Slot)))

    def render(self, environment: Environment, language: str) -> tuple[Part, ...]:
        """The text in an environment, as parts; a missing value becomes a "missing" part with its name."""
        raise NotImplementedError

    def text(self, environment: Environment, language: str, *, missing: str = "…") -> str:
        """The text as one plain string, missing values replaced."""
        return "".join(missing if part.kind == "missing" else part.text for part in self.render(environment, language))


def compile_phrase(source: str, scope: Scope, at: Location = NOWHERE) -> tuple[Phrase | None, list[Problem]]:
    """The compiled text, or the problems that prevent it."""
    raise NotImplementedError
