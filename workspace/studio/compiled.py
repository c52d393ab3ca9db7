"""Texts of the studio compiled: each process keeps the last ones, as a preview asks for the same text at every click."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from flows.bundle import Bundle
from flows.frozen import catalogue_of, check_text, seal_of
from workspace.bundles import parts_beside
from workspace.wiring import Unit

KEPT = 16
"""Compiled texts a process keeps."""
REFERENCE = "preview"


@dataclass(frozen=True)
class Compiled:
    """A text with what is live beside it: a bundle that can be walked, or so many errors."""

    bundle: Bundle | None
    errors: int


_KEPT: OrderedDict[str, Compiled] = OrderedDict()
_LOCK = Lock()


def compiled(unit: Unit, key: str, source: str) -> Compiled:
    """A text of a script compiled beside what is live now; raises nothing for any text."""
    parts = parts_beside(unit, key)
    seal = seal_of(key, 0, source, parts)
    with _LOCK:
        known = _KEPT.get(seal)
        if known is not None:
            _KEPT.move_to_end(seal)
            return known
    loaded = check_text(key, source, parts)
    bundle = None if loaded.script is None or loaded.errors else Bundle(REFERENCE, loaded.script, catalogue_of(parts))
    made = Compiled(bundle, len(loaded.errors))
    with _LOCK:
        _KEPT[seal] = made
        while len(_KEPT) > KEPT:
            _KEPT.popitem(last=False)
    return made
