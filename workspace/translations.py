"""The words of the screens in each language: .po files read at start and merged, one dictionary a language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
HTML_LANGUAGE: dict[str, str] = {"en": "en", "zh": "zh-Hans"}
CATALOGUE_FOLDER: dict[str, str] = {"zh": "zh_Hans"}


@dataclass(frozen=True)
class Translations:
    """One language's messages. A message without an entry is shown as it stands in the template (English).

    `plurals` is keyed by the singular; Chinese has one form for all numbers.
    """

    messages: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, str] = field(default_factory=dict)

    def gettext(self, message: str) -> str:
        """The words for a message."""
        return self.messages.get(message, message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The words for a message that counts something."""
        return self.plurals.get(singular) or (singular if count == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:
        """The words for a message that means different things in different places."""
        return self.messages.get(f"{context}\x04{message}", message)

    def npgettext(self, context: str, singular: str, plural: str, count: int) -> str:
        """The words for a counting message with a context."""
        return self.plurals.get(f"{context}\x04{singular}") or (singular if count == 1 else plural)


def read_translations(files: Iterable[Path]) -> Translations:
    """Merge .po files, the first by name winning. Fuzzy and empty entries are left out.

    tests/house/test_translations.py refuses two files that translate one message differently; a running server prefers any word to none.
    """
    messages: dict[str, str] = {}
    plurals: dict[str, str] = {}
    for path in sorted(files):
        with path.open("rb") as file:
            catalogue = read_po(file)
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            plural = isinstance(message.id, tuple)
            source = message.id[0] if isinstance(message.id, tuple) else message.id
            words = message.string[0] if isinstance(message.string, tuple) else message.string
            known = plurals if plural else messages
            name = f"{message.context}\x04{source}" if message.context else str(source)
            if words:
                known.setdefault(name, str(words))
    return Translations(messages, plurals)


def translations_for(language: Language, locale_root: Path) -> Translations:
    """The translations of a language from `locale_root/zh_Hans/*.po`; English needs none."""
    folder = CATALOGUE_FOLDER.get(language)
    return read_translations((locale_root / folder).glob("*.po")) if folder else Translations()
