"""A problem: one thing a script's author should mend, with its place, its words in each language and, where possible, a fix."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts_dsl.rules.messages import MESSAGES
from scripts_dsl.rules.table import RULES, Severity
from scripts_dsl.source.location import Location
from scripts_dsl.types import Words as Words


@dataclass(frozen=True, slots=True)
class Fix:
    """A one-click repair: replace the characters `start:end` of the source by `replacement`."""

    start: int
    end: int
    replacement: str

    def applied_to(self, source: str) -> str:
        """The source with this repair made."""
        return source[: self.start] + self.replacement + source[self.end :]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the checker; severity E stops publishing, W asks for a tick, I informs."""

    code: str
    severity: Severity
    line: int
    column: int
    messages: Words
    hint: Words | None = None
    fix: Fix | None = None
    script: str = field(default="")
    """The name of the script it stands in."""

    def message(self, language: str = "en") -> str:
        """The sentence in that language, English where there is none."""
        return self.messages.get(language, self.messages["en"])

    def hint_in(self, language: str = "en") -> str:
        """The hint in that language, empty where there is none."""
        return "" if self.hint is None else self.hint.get(language, self.hint["en"])


def fill_problem(rule: str, at: Location, details: Mapping[str, object], *, hint: Words | None = None, fix: Fix | None = None) -> Problem:
    """A problem of a rule's code or of one of its variants ("S001", "S002/two"), its words filled with the details, which may be Words."""
    code = rule.partition("/")[0]
    messages = {
        language: words.format(**{name: _in_language(detail, language) for name, detail in details.items()})
        for language, words in zip(("en", "zh"), MESSAGES[rule], strict=True)
    }
    return Problem(code, RULES[code].severity, at.line, at.column, messages, hint, fix)


def _in_language(detail: object, language: str) -> object:
    """A detail in that language, where it has words in several."""
    return detail.get(language, detail) if isinstance(detail, Mapping) else detail


def make_problem(rule: str, at: Location, *, hint: Words | None = None, fix: Fix | None = None, **details: object) -> Problem:
    """The same, with the details as keywords."""
    return fill_problem(rule, at, details, hint=hint, fix=fix)


def did_you_mean(name: str) -> Words:
    """The hint that a name was probably meant."""
    return {"en": f"did you mean {name}?", "zh": f"是否想写 {name}？"}


def respelling(at: Location, details: Mapping[str, object], meant: str | None) -> Fix | None:
    """Puts the name that was probably meant in the place of the one told; None where the place holds more than that name."""
    if meant is None:
        return None
    for key in ("value", "target", "key", "name", "action", "parameter", "code", "kind", "gift", "way"):
        told = details.get(key)
        if not isinstance(told, str):
            continue
        if at.end - at.start == len(told):  # of a dotted name the last part is the wrong one
            return Fix(at.end - len(told.rpartition(".")[2]) if "." not in meant else at.start, at.end, meant)
        if at.end - at.start == len(told) + 2:  # in quotes
            return Fix(at.start + 1, at.end - 1, meant)
    return None


def write_instead(text: str) -> Words:
    """The hint that shows what to write."""
    return {"en": f"write: {text}", "zh": f"请写成：{text}"}
