"""A form as a frozen value: what stands in its fields, and what was wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Form:
    """The values of a form's fields, the code of what is wrong with each, and a code for what is wrong with the whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    def value(self, name: str, default: str = "") -> str:
        """What stands in a field."""
        return self.values.get(name, default)

    def error(self, name: str) -> str:
        """The code of what is wrong with a field, or an empty text."""
        return self.errors.get(name, "")


@dataclass(frozen=True)
class Option:
    """A choice of a select, as `field()` of templates/_forms.html takes it."""

    value: str
    label: str
    selected: bool = False
