"""Phone numbers as people write them, made into the one form that numbers are kept in: E.164."""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType, timezone

_UNKNOWN_ZONE = "Etc/Unknown"
_NO_SUBSCRIBER = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PAGER, PhoneNumberType.VOICEMAIL, PhoneNumberType.UAN})


class NotAPhone(ValueError):  # noqa: N818 - house style: named for what happened
    """A text that is no number of a person."""


@lru_cache(maxsize=65_536)
def normal(text: str, region: str) -> str:
    """The number in E.164; one written without its country is of `region` (US, CN, …). NotAPhone when it is not valid."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone(text[:40]) from error
    if number.extension or not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in _NO_SUBSCRIBER:
        raise NotAPhone(text[:40])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def zones(number: str) -> tuple[str, ...]:
    """The time zones in which an E.164 number can be, empty where nobody can tell."""
    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in found if zone != _UNKNOWN_ZONE)


def shown(number: str) -> str:
    """An E.164 number grouped for reading aloud; the text itself when it is no number."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def country(number: str) -> str | None:
    """The ISO 3166 country that an E.164 number belongs to, None where nobody can tell."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
