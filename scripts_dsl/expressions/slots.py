"""Where the `${...}` of a text stand in its source, and how one of them is mended."""

import re

from scripts_dsl.expressions.phrase import Phrase, Slot
from scripts_dsl.problem import Fix, Words, write_instead
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Place, Source, TextNode

_OPENING = re.compile(r"(?<!\$)\$\{")
_STYLES = frozenset("\"'|>")


def place_of_slot(source: Source, phrase: Phrase, number: int) -> Location:
    """The place of the slot of that number, from 0; of the whole text where it cannot be told."""
    openings = [found.start() for found in _OPENING.finditer(phrase.source)]
    if number >= len(openings):
        return phrase.at
    written = source.text[phrase.at.start : phrase.at.end]
    style = written[:1] if written != phrase.source and written[:1] in _STYLES else ""
    return Place(source, TextNode(phrase.source, phrase.at, style))(openings[number], openings[number] + 2)


def formatting_slot(source: Source, at: Location, formatter: str) -> Fix | None:
    """Adds a formatter to the slot that begins there; None where its end cannot be told, as inside escaped text."""
    text, position, quote = source.text, at.start + 2, ""
    if text[at.start : position] != "${":
        return None
    while position < min(len(text), at.start + 1_000) and text[position] not in "\n\\":
        sign = text[position]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "}":
            return Fix(position, position, f" | {formatter}")
        position += 1
    return None


def defaulting(source: Source, phrase: Phrase, at: Location) -> Fix | None:
    """Adds a default to the slot of a text that begins there, its quotes as the text's own ones allow."""
    quote = '\\"' if _is_double_quoted(source, phrase) else '"'
    return formatting_slot(source, at, f"default({quote}…{quote})")


def default_or_has(slot: Slot, name: str) -> Words:
    """The hint how a value that may be empty is said."""
    formatters = "".join(f" | {each}" for each in slot.formatters if each != "plural")
    words = write_instead(f'${{{slot.expression.source}{formatters} | default("...")}}')
    return {"en": f"{words['en']}, or say it only when: has({name})", "zh": f"{words['zh']}，或只在 when: has({name}) 时说"}


def _is_double_quoted(source: Source, phrase: Phrase) -> bool:
    """Whether a text stands in double quotes, in which another one must be escaped."""
    return source.text[phrase.at.start : phrase.at.start + 1] == '"'
