"""What goes into an edit and what comes out of it."""

from dataclasses import dataclass

from scripts_dsl.editing.splices import Splice
from scripts_dsl.problem import Problem
from scripts_dsl.source.reader import Document, read

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that was made.

    `text`: the new source · `splices`: what was replaced, in characters of the old source; everything between them is as it was ·
    `document`: the new source as the reader reads it, to be edited further without reading it again.
    """

    text: str
    splices: tuple[Splice, ...]
    document: Document

    @property
    def span(self) -> tuple[int, int]:
        """From the first changed character to the last, in the new text; an empty span where nothing changed."""
        if not self.splices:
            return 0, 0
        shift = sum(len(each.text) - (each.end - each.start) for each in self.splices)
        return self.splices[0].start, self.splices[-1].end + shift

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the reader finds wrong with the new text; the rules of the language are the loader's to judge."""
        return self.document.problems


Source = str | Document | Edited
"""A script's text, or what an earlier edit or the reader made of it, which saves reading it once more.

A Document knows nothing of a byte order mark: where there may be one, hand over the text or the Edited.
"""


def document_of(source: Source) -> Document:
    """What a source reads as."""
    if isinstance(source, Edited):
        return source.document
    return read(source) if isinstance(source, str) else source


def mark_of(source: Source) -> str:
    """The byte order mark that a source begins with, empty where there is none."""
    text = source if isinstance(source, str) else source.text if isinstance(source, Edited) else ""
    return _BOM if text.startswith(_BOM) else ""
