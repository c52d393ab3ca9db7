"""The table of rules: severity, what each says, in the words of the author's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the checker: E stops publishing, W asks for a tick, I informs."""

    code: str
    severity: Literal["E", "W", "I"]
    title: Mapping[str, str]


RULES: Mapping[str, Rule] = {}
MESSAGES: Mapping[str, tuple[str, str]] = {}
