"""Payment card numbers in free text, which are never kept (promise P15)."""

import re

_RUN = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_ISSUERS = re.compile(r"(?:4|5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720)|3[47]|36|38|30[0-5]|35|6(?:011|4[4-9]|5|2)|81)")
_LENGTHS = range(13, 20)


def has_card_number(text: str) -> bool:
    """Whether the text holds digits with an issuer's prefix, a card's length and a right check digit (Luhn)."""
    return any(_is_card(re.sub(r"[ -]", "", found)) for found in _RUN.findall(text))


def _is_card(digits: str) -> bool:
    return len(digits) in _LENGTHS and _ISSUERS.match(digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    """Whether the check digit is right."""
    total = 0
    for position, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
