"""The known name that was probably meant by an unknown one; its cost is bounded, however many and long the names are."""

from collections.abc import Collection
from difflib import get_close_matches

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
