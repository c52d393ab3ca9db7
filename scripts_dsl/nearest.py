"""The known name that was probably meant by an unknown one; its cost is bounded, however many and long the names are."""

import re
from collections.abc import Collection
from difflib import get_close_matches

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LONGEST = 64
_WORK = 5_000
"""Pairs of equal letters that are looked at for one name: what comparing costs."""


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that looks most like this one, None when none does."""
    if not name or len(name) > _LONGEST:
        return None
    most = max(_WORK // sum(name.count(sign) ** 2 for sign in set(name)), 1)
    candidates = known if len(known) <= most else [each for each in known if _is_alike(each, name)][:most]
    found = get_close_matches(name, candidates, 1)
    return found[0] if found else None


def _is_alike(one: str, other: str) -> bool:
    """A first look at two of very many names: alike at one end, and nearly as long."""
    return abs(len(one) - len(other)) <= 3 and (one[:1] == other[:1] or one[-2:] == other[-2:])


def as_name(text: str) -> str | None:
    """The name that a text was meant for: small letters, _ for what no name may hold; None where nothing is left of it."""
    if _NAME.fullmatch(text):
        return text
    made = re.sub(r"[^a-z0-9_]+", "_", text[:_LONGEST].lower()).strip("_")
    return made if _NAME.fullmatch(made) else None
