"""What the menus of the browser hold: names for conditions and words, steps to lead to, and the kinds a new step may be of."""

from collections.abc import Mapping
from typing import Any

from scripts_dsl.script import AGAIN, SUPPRESS
from workspace.scripts.publishing import LIB
from workspace.studio.forms.conditions import OPERATORS
from workspace.studio.forms.known import Known
from workspace.studio.forms.making import entries_of
from workspace.studio.forms.words import KINDS
from workspace.words import SECTIONS, word


def menus(known: Known) -> Mapping[str, Any]:
    """The menus, as the browser gets them."""
    section, targets = "", []
    for row in known.rows:
        section = row.section or section
        targets.append([row.id, row.title, word(SECTIONS, section, known.language)])
    builtins = [[SUPPRESS, known.phrase("suppress"), ""]]
    if any("each" in entries_of(body) for body in known.steps.values()):
        builtins.append([AGAIN, known.phrase("again"), ""])
    return {
        "names": [[each.name, each.label, each.category, each.start, each.phrase, each.sample] for each in known.names],
        "declared": sorted(known.declared),
        "targets": targets,
        "builtins": builtins,
        "operators": {each.key: [each.text, each.takes] for each in OPERATORS.values()},
        "measures": {key: known.phrase(phrase) for key, phrase in _MEASURES.items()},
        "new": {kind: KINDS[kind][known.language] for kind in kinds_for(known.key)},
    }


def kinds_for(key: str) -> tuple[str, ...]:
    """The kinds that a step of this script may be of; only a sub-script comes back to its caller."""
    return tuple(kind for kind in KINDS if kind != "return" or key.startswith(LIB))


_MEASURES = {"visits": "times_in", "days_until": "days_until", "size": "size_of", "hour": "hour", "weekday": "weekday"}
