"""Texts as this process has read and checked them before: the same text beside the same parts is read once and judged once."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, TypeVar

from flows.publishing.frozen import sha256_of
from scripts_dsl.source.reader import Document, read
from workspace.scripts.bundles import parts_beside
from workspace.scripts.publishing import Checked, check, check_beside, kind_of
from workspace.wiring.parts import Unit

KEPT = 8
"""Texts, and checks, that a process keeps: each is a hundred thousand objects that the garbage collector looks through."""
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The values used last, at most so many; made anew when they are wanted again. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not known. Two threads may make the same one; either is right."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        return self.keep(key, make())

    def keep(self, key: Key, value: Value) -> Value:
        """Remember a value that was made elsewhere."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


_DOCUMENTS: Recent[str, Document] = Recent(KEPT)
_CHECKS: Recent[tuple[str, str, str], Checked] = Recent(KEPT)


def document_of(source: str, sha256: str = "") -> Document:
    """What a text reads as; `sha256` is its fingerprint where that is known."""
    return _DOCUMENTS.get(sha256 or sha256_of(source), lambda: read(source))


def remember(source: str, document: Document) -> None:
    """Keep what an edit has just read."""
    _DOCUMENTS.keep(sha256_of(source), document)


def checked_of(unit: Unit, key: str, source: str) -> Checked:
    """What checking a text beside what is live now gives, as `workspace.scripts.publishing.check`."""
    if kind_of(key) != "script":
        return check(unit, key, source)
    parts, fingerprint = parts_beside(unit, key), sha256_of(source)
    return _CHECKS.get((key, fingerprint, _fingerprint(parts)), lambda: check_beside(key, document_of(source, fingerprint), parts))


def _fingerprint(parts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
