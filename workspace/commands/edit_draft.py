"""Edit a draft: one edit, or a batch of them, made to the text that stands."""

from dataclasses import dataclass
from typing import Any

from flows.errors import InvalidError
from flows.publishing.frozen import sha256_of
from scripts_dsl.editing import Edited, EditRefusedError, Source, Splice
from scripts_dsl.editing.splices import narrowed
from scripts_dsl.source.nodes import MapNode
from scripts_dsl.source.reader import Document
from workspace.scripts.publishing import LONGEST_SOURCE
from workspace.studio.asides import Refused, set_aside
from workspace.studio.checks import document_of, remember
from workspace.studio.edits import Edit, apply, renames_of, step_after
from workspace.studio.fitting_ways import with_fitting_ways
from workspace.studio.history import Standing, standing, write
from workspace.studio.labels import label_of
from workspace.studio.new_steps import completed
from workspace.studio.newlines import shown, units
from workspace.studio.rebase import TextMovedOnError, rebased
from workspace.wiring.parts import Parts, Person, Submission, Unit

_BOM = "\ufeff"
_TYPED = frozenset({"set_field", "set_text", "set_answer"})
"""Edits that a form sends again and again while somebody types into one field."""


@dataclass(frozen=True)
class EditMade:
    """What an edit did: the step to select, and what was replaced in the text that the page had, as browsers count; None: take it all."""

    step: str
    splices: list[tuple[int, int, str]] | None


def edit_draft(parts: Parts, person: Person, key: str, edit: Edit, *, based_on: str, submission: Submission | None = None) -> EditMade:
    """Make an edit of the text with the fingerprint `based_on` to the text that stands now.

    Raises NotFoundError, EditRefusedError where it cannot be made, InvalidError "source" `too_long`, and TextStaleError where what it is
    about was changed since: then what it would have made is kept aside.
    """
    try:
        with parts.units.begin(submission) as unit:
            unit.scripts.lock(key)
            now = standing(unit, key)
            label = label_of(edit)
            edit = with_fitting_ways(unit, key, now.source, completed(unit, key, now.source, edit))
            base = now.source if based_on == now.sha256 else _text_of(unit, key, based_on)
            edited = _made(edit, base, based_on, now)
            if len(edited.text) > LONGEST_SOURCE:
                raise InvalidError(fields={"source": "too_long"})
            if edited.text != now.source:
                write(unit, key, now, edited.text, label, by=person.id, burst=_burst(edit), renames=renames_of(edit))
    except Refused as refused:
        raise set_aside(parts, person, key, refused) from None
    remember(edited.text, edited.document)
    step = step_after(edit, _steps(document_of(now.source, now.sha256)), _steps(edited.document))
    return EditMade(step, None if base is None else _splices(base, edited, is_rebased=based_on != now.sha256))


def _made(edit: Edit, base: str | None, based_on: str, now: Standing) -> Edited:
    newest = _source(now.source, now.sha256)
    if based_on == now.sha256:
        return apply(newest, edit)
    try:
        return rebased(edit, None if base is None else _source(base, based_on), newest)
    except TextMovedOnError:
        raise Refused(_alone(edit, base, now), based_on, edit.as_json()) from None


def _alone(edit: Edit, base: str | None, now: Standing) -> str:
    """What the writer of a refused edit would have got: their text with the edit; without that text the one that stands with it."""
    for source in (base, now.source):
        try:
            if source is not None:
                return apply(source, edit).text
        except EditRefusedError:
            continue
    return now.source


def _text_of(unit: Unit, key: str, sha256: str) -> str | None:
    """A text that somebody's page may still show: one of the history, or what was live."""
    found = unit.revisions.text(key, sha256)
    if found is None:
        live = unit.scripts.live(key)
        found = live["source"] if live is not None and live["sha256"] == sha256 else None
    return found


def _source(text: str, sha256: str) -> Source:
    """A text as the editing functions take it, read before where that was done; a byte order mark is known to the text alone."""
    return text if text.startswith(_BOM) else document_of(text, sha256)


def _burst(edit: Edit) -> str:
    """What is being typed: the same place again continues the entry of the history. Empty for everything else."""
    if edit.op not in _TYPED:
        return ""
    place: list[Any] = [edit.op, *(edit["path"] or (edit["step"], edit["answer"], edit["field"])), edit["language"]]
    return sha256_of(repr(place))


def _steps(document: Document) -> list[str]:
    steps = document.root.get("steps") if document.root is not None else None
    return [entry.key.text for entry in steps] if isinstance(steps, MapNode) else []


def _splices(base: str, edited: Edited, *, is_rebased: bool) -> list[tuple[int, int, str]]:
    """What became of the page's text, as browsers count; one stretch where line ends differ or a colleague's changes come along."""
    old, new = shown(base), shown(edited.text)
    splices = edited.splices
    if is_rebased or "\r" in base or base.startswith(_BOM):
        splices = narrowed(old, [Splice(0, len(old), new)])
    return [(units(old[: each.start]), units(old[: each.end]), each.text) for each in splices]
