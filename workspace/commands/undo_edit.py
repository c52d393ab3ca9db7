"""Undo and redo: the draft goes one entry back, or on again, along its history."""

from scripts_dsl.editing import references_to
from scripts_dsl.source.nodes import MapNode
from workspace.studio.asides import TextStaleError
from workspace.studio.checks import document_of
from workspace.studio.history import standing, walk
from workspace.studio.labels import step_of
from workspace.wiring.parts import Parts, Person, Submission


def undo_edit(parts: Parts, person: Person, key: str, *, based_on: str, submission: Submission | None = None) -> str:
    """Take the newest entry back; returns the step it was about. Raises NotFoundError, ConflictError "nothing_to_undo", TextStaleError."""
    return _walk(parts, person, key, based_on, submission, back=True)


def redo_edit(parts: Parts, person: Person, key: str, *, based_on: str, submission: Submission | None = None) -> str:
    """Make the entry that was undone last again. Raises as `undo_edit`, ConflictError "nothing_to_redo"."""
    return _walk(parts, person, key, based_on, submission, back=False)


def _walk(parts: Parts, person: Person, key: str, based_on: str, submission: Submission | None, *, back: bool) -> str:
    with parts.units.begin(submission) as unit:
        unit.scripts.lock(key)
        now = standing(unit, key)
        if based_on != now.sha256:
            raise TextStaleError("", None)
        label = walk(unit, key, now, back=back, by=person.id)
        after = standing(unit, key)
    root = document_of(after.source, after.sha256).root
    steps = root.get("steps") if root is not None else None
    there = [entry.key.text for entry in steps] if isinstance(steps, MapNode) else []
    about = (step_of(label), str(label.get("step", "")))
    # A step that is gone again was made at the one that led to it.
    return next((step for step in (*about, *_led_from(now.source, about[0])) if step in there), "")


def _led_from(source: str, step: str) -> list[str]:
    """The steps that lead to a step."""
    ways = references_to(source, step) if step else ()
    return [str(each.path[1]) for each in ways if each.is_way and each.path[0] == "steps"]
