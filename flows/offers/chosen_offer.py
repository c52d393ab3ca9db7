"""An offer as it was chosen for one customer, frozen: treatment, price and terms stay what the customer heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from flows.runs.plain import decode, encode
from scripts_dsl.money import Money
from scripts_dsl.types import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenOffer:
    """One offer with the words and terms of the moment.

    `treatment`: what the agent says, per language, ready to speak · `why`: the reason the agent can give, per language ·
    `decision`: id of the stored decision, empty where an author named the offer.
    """

    key: str
    version: int = 0
    names: Words
    kind: str = ""
    price: Money | None = None
    term: Decimal | None = None
    cooling_off: Decimal | None = None
    valid_until: date | None = None
    treatment: Words = field(default_factory=dict)
    why: Words = field(default_factory=dict)
    decision: str = ""

    def values(self, language: str, reason: str | None) -> dict[str, object]:
        """The variable `offer` as a script reads it, its name in that language."""
        return {
            "id": self.key,
            "name": words_in(self.names, language) or self.key,
            "kind": self.kind or None,
            "price": self.price,
            "term": self.term,
            "cooling_off": self.cooling_off,
            "valid_until": self.valid_until,
            "reason": reason,
        }

    def to_json(self) -> dict[str, Any]:
        """The offer as JSON."""
        return {name: encode(getattr(self, name)) for name in _FIELDS}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ChosenOffer":
        """The offer that to_json wrote."""
        return cls(**{name: decode(value) for name, value in data.items()})  # type: ignore[arg-type]


_FIELDS = tuple(ChosenOffer.__dataclass_fields__)


def words_in(words: Words, language: str) -> str:
    """The words in that language, else in the first there is, else nothing."""
    return words.get(language) or next(iter(words.values()), "")
