"""What calls notice: a draft against the live version, a version against the one before it, in sentences of the person's language."""

from scripts_dsl.diff import Change, compare
from workspace.bundles import published
from workspace.previewing import bundle_of
from workspace.publishing import check, kind_of
from workspace.screens.scripts import ChangeLine, ChangesScreen
from workspace.wiring import Unit


def changes_screen(unit: Unit, key: str, source: str, language: str) -> ChangesScreen:
    """The changes; nothing to compare where there is no live version, the text has errors, or it is an offer."""
    live = unit.scripts.live(key) if kind_of(key) == "script" else None
    bundle = bundle_of(key, source, check(unit, key, source)) if live is not None else None
    if live is None or bundle is None:
        return ChangesScreen(can_compare=False)
    changes = compare(published(unit, live["id"]).bundle.script, bundle.script)
    return ChangesScreen(can_compare=True, changes=tuple(_line(each, language) for each in changes))


def version_changes(unit: Unit, key: str, number: int, language: str) -> ChangesScreen:
    """What a version changed; nothing to compare for the first one, and for an offer."""
    rows = [unit.scripts.version(key, each) for each in (number - 1, number)] if kind_of(key) == "script" else []
    bundles = [published(unit, row["id"]).bundle for row in rows if row is not None]
    if len(bundles) < 2:
        return ChangesScreen(can_compare=False)
    changes = compare(bundles[0].script, bundles[1].script)
    return ChangesScreen(can_compare=True, changes=tuple(_line(each, language) for each in changes))


def _line(change: Change, language: str) -> ChangeLine:
    """A change; the line is of the newer text, 0 where it stands in another one."""
    line = 0 if change.script else change.line_new or 0
    return ChangeLine(change.kind, line, change.sentence(language))
