"""What tells who somebody is, found in words that a person typed: a name in parts, a day of birth however it is written, a long number."""

import re
from collections.abc import Iterable, Iterator, Set
from datetime import date

_TELLING = 4
"""Characters from which on a text tells who somebody is wherever it stands; of Chinese signs two do."""
_WORD = re.compile(r"\w+")
_LONG_NUMBER = re.compile(r"(?:\d[\s./()-]*){7}")
"""What may be a telephone number or an account, however it was typed."""
_PART = re.compile(r"\d+|[^\W\d_]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{3,}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SIX = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?!\d)")


def tells(text: str) -> bool:
    """Whether a text is long enough to tell of somebody in the middle of other words."""
    return len(text) >= (_TELLING if text.isascii() else _TELLING // 2)


def has_long_number(text: str) -> bool:
    """Whether a number of seven digits or more stands in a text, with blanks and signs between them or not."""
    return _LONG_NUMBER.search(text) is not None


def words_of(text: str) -> Iterator[str]:
    """The words of a text, in small letters."""
    return (each for each in _WORD.findall(text.casefold()))


def has_name(text: str, names: Iterable[str], common: Set[str]) -> bool:
    """Whether a part of a name stands in a text; one of two or three letters as a word of its own, and if it is none of the `common` words.

    A Chinese name counts without its surname as well.
    """
    said = text.casefold()
    return any(_stands(part, said, common) for name in names for part in _parts(name))


def has_day(text: str, days: Iterable[date]) -> bool:
    """Whether one of the days stands in a text, in figures or with an English month, in any usual order."""
    said = text.casefold()
    numbers = [number for number in map(_number, _PART.findall(said)) if number is not None]
    found = {*zip(numbers, numbers[1:], numbers[2:], strict=False), *((int(a), int(b), int(c)) for a, b, c in _SIX.findall(said))}
    return any(order in found for day in days for order in _orders(day))


def _parts(name: str) -> Iterator[str]:
    for word in words_of(name):
        yield word
        if _CHINESE.fullmatch(word):
            yield word[1:]


def _stands(part: str, said: str, common: Set[str]) -> bool:
    if tells(part):
        return part in said
    if len(part) < 2 or not part.isalpha() or part in common:
        return False
    return re.search(rf"(?<![a-z]){re.escape(part)}(?![a-z])", said) is not None


def _number(part: str) -> int | None:
    """A figure, or the number of a month; None for any other word, which a date is read over."""
    if part.isdecimal():
        return int(part)
    return _MONTHS.index(part[:3]) + 1 if part[:3] in _MONTHS else None


def _orders(day: date) -> Iterator[tuple[int, int, int]]:
    for year in (day.year, day.year % 100):
        yield from ((year, day.month, day.day), (day.day, day.month, year), (day.month, day.day, year))
