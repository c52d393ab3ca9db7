"""Colleagues at the same text: each open studio gives a sign every ten seconds, and hears who else does and what text stands.

The signs are rows in SQL, not in Redis: they must be there when nothing else is, and there are as few as people editing.
"""

from datetime import timedelta
from typing import Any

from workspace.studio.history import standing
from workspace.wiring.parts import Parts, Person

GONE_AFTER = timedelta(seconds=25)
"""Whose page has been silent for so long is no longer editing: two signs may be lost."""


def give_sign(parts: Parts, person: Person, key: str, step: str, *, is_leaving: bool = False) -> dict[str, Any]:
    """Note where a person is and tell who else is there, as the page takes it. Raises NotFoundError for a key without a text."""
    with parts.units.begin() as unit:
        now = standing(unit, key)
        if is_leaving:
            unit.editors.leave(key, person.id)
        else:
            unit.editors.see(key, person.id, step, gone_after=GONE_AFTER)
        others = unit.editors.others(key, person.id, gone_after=GONE_AFTER)
    return {
        "others": [{"name": each["name"], "step": each["step_key"], "since": each["since"].isoformat()} for each in others],
        "sha256": now.sha256,
        "by": now.by,
    }
