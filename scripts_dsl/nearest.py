"""The known name that was probably meant by an unknown one; its cost is bounded, however many and long the names are."""

import re
from collections.abc import Collection
from difflib import get_close_matches

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LONGEST = 64
_MOST = 400


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that looks most like this one, None when none does."""
    if len(name) > _LONGEST:
        return None
    # of very many names only those that begin alike are compared: comparing is what costs
    candidates = known if len(known) <= _MOST else [each for each in known if each[:1] == name[:1]][:_MOST]
    found = get_close_matches(name, candidates, 1)
    return found[0] if found else None


def as_name(text: str) -> str | None:
    """The name that a text was meant for: small letters, _ for what no name may hold; None where nothing is left of it."""
    if _NAME.fullmatch(text):
        return text
    made = re.sub(r"[^a-z0-9_]+", "_", text[:_LONGEST].lower()).strip("_")
    return made if _NAME.fullmatch(made) else None
