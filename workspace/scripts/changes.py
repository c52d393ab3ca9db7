"""What calls notice: a draft against the live version, a version against the one before it, in sentences of the person's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts_dsl.diff import compare
from scripts_dsl.script import Script
from scripts_dsl.types import Words
from workspace.screens.scripts import ChangeLine, ChangesScreen
from workspace.scripts.bundles import published
from workspace.scripts.previewing import bundle_of
from workspace.scripts.publishing import Checked, check, kind_of
from workspace.studio.offer_changes import compare_offers, offer_in
from workspace.wiring.parts import Unit
from workspace.words import in_language

TOLD = 12
"""Changes that a notice spells out; of more it says how many there are."""
_MORE: Words = {"en": "… and {count} more", "zh": "……另有 {count} 处"}


def changes_screen(unit: Unit, key: str, source: str, language: str) -> ChangesScreen:
    """The changes; nothing to compare where there is no live version, or the text has errors."""
    live = unit.scripts.live(key)
    return _screen(None if live is None else _compared(unit, key, live, source, check(unit, key, source)), language)


def version_changes(unit: Unit, key: str, number: int, language: str, *, against: int | None = None) -> ChangesScreen:
    """What a version changed against another one, the one before it unless told otherwise; nothing to compare for the first one."""
    old, new = (unit.scripts.version(key, each) for each in (number - 1 if against is None else against, number))
    if old is None or new is None:
        return ChangesScreen(can_compare=False)
    if kind_of(key) == "offer":
        return _screen(_offers(key, (old["source"], old["parts"]), (new["source"], new["parts"])), language)
    bundles = [published(unit, row["id"]).bundle for row in (old, new)]
    return _screen(_scripts(bundles[0].script, bundles[1].script), language)


def told_changes(unit: Unit, key: str, source: str, checked: Checked) -> dict[str, list[str]]:
    """What a text changes against the live one, by language, as a notice tells it: not more than a desk can show."""
    live = unit.scripts.live(key)
    found = (None if live is None else _compared(unit, key, live, source, checked)) or ()
    told = {language: [change.sentences[language] for change in found[:TOLD]] for language in _MORE} if found else {}
    if len(found) > TOLD:
        for language, sentences in told.items():
            sentences.append(_MORE[language].format(count=len(found) - TOLD))
    return told


@dataclass(frozen=True)
class _Told:
    """One change: its kind, its place in the newer text (0: none there), and its sentence by language."""

    kind: str
    line: int
    sentences: Words


def _compared(unit: Unit, key: str, live: Mapping[str, Any], source: str, checked: Checked) -> tuple[_Told, ...] | None:
    if checked.errors:
        return None
    if kind_of(key) == "offer":
        return _offers(key, (live["source"], live["parts"]), (source, checked.parts))
    bundle = bundle_of(key, source, checked)
    return None if bundle is None else _scripts(published(unit, live["id"]).bundle.script, bundle.script)


def _scripts(old: Script, new: Script) -> tuple[_Told, ...]:
    """The line is of the newer text, 0 where it stands in another one."""
    return tuple(
        _Told(each.kind, 0 if each.script else each.line_new or 0, {name: each.sentence(name) for name in _MORE})
        for each in compare(old, new)
    )


def _offers(key: str, old: tuple[str, Mapping[str, Any]], new: tuple[str, Mapping[str, Any]]) -> tuple[_Told, ...] | None:
    before, after = offer_in(key, *old), offer_in(key, *new)
    if before is None or after is None:
        return None
    return tuple(_Told("changed", 0, each) for each in compare_offers(before, after))


def _screen(found: tuple[_Told, ...] | None, language: str) -> ChangesScreen:
    if found is None:
        return ChangesScreen(can_compare=False)
    return ChangesScreen(True, tuple(ChangeLine(each.kind, each.line, in_language(each.sentences, language)) for each in found))
