"""An amount with its currency; arithmetic never mixes two currencies."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_WRITTEN = re.compile(r"\s*([+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([A-Z]{3})\s*")


@dataclass(frozen=True, slots=True)
class Money:
    """A decimal amount in one currency, named by its ISO 4217 code."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    @classmethod
    def parse(cls, text: str) -> "Money":
        """The money written as `99 CNY`; ValueError otherwise."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError(f"not an amount with a currency: {text[:40]!r}")
        try:
            return cls(Decimal(match[1]), match[2])
        except InvalidOperation as error:  # pragma: no cover - the pattern admits decimals only
            raise ValueError(str(error)) from error
