"""Edits of whole steps: add, delete, duplicate, move, rename."""

from collections.abc import Collection, Iterable, Mapping

from scripts_dsl.editing.draft import Draft, edit
from scripts_dsl.editing.edited import Edited, Source, document_of
from scripts_dsl.editing.references import Reference, mentions_in_tests, references_in
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.values import Plain, Value, value_at
from scripts_dsl.reading import NAME
from scripts_dsl.script import AGAIN, SUPPRESS


def references_to(source: Source, step: str) -> tuple[Reference, ...]:
    """Everything in a script that leads to a step or speaks of it, the step's own fields left out; none when it cannot be read."""
    root = document_of(source).root
    if root is None:
        return ()
    return tuple(each for each in references_in(root, step) if each.path[:2] != ("steps", step))


def add_step(
    source: Source,
    step: str,
    fields: Mapping[str, Value],
    *,
    before: str | None = None,
    after: str | None = None,
    section: str | None = None,
) -> Edited:
    """A new step before or after another one, else last in its section, else last of all."""
    wanted = {"section": section, **fields} if section is not None and "section" not in fields else dict(fields)

    def change(draft: Draft) -> None:
        names = _names(draft)
        _check_new(step, names)
        if before is None and after is None:
            ours = wanted.get("section")
            alike = [name for name in names if _section(draft, name) == ours and ours]
            index = names.index(alike[-1]) + 1 if alike else len(names)
        else:
            index = _target(names, before, after)
        if "steps" in _root(draft):
            draft.insert(("steps",), index, step, wanted, leaning=before is not None)
        else:
            draft.set(("steps",), {step: wanted})

    return edit(source, change)


def delete_step(source: Source, step: str, *, reroute_to: str | None = None) -> Edited:
    """A step less; what led to it leads to `reroute_to` then, and without that still to it, as `references_to` tells."""

    def change(draft: Draft) -> None:
        names = _names(draft)
        _check_known(step, names)
        if reroute_to is None:
            draft.remove(("steps", step))
            return
        if reroute_to != SUPPRESS:
            _check_known(reroute_to, [name for name in names if name != step])
        ways = [each for each in references_in(draft.root, step) if each.is_way and each.path[:2] != ("steps", step)]
        draft.mend(ways, reroute_to, dropping=("steps", step))

    return edit(source, change)


def duplicate_step(source: Source, step: str, copy: str) -> Edited:
    """The same step once more under another name, right after it, its comments and spacing too."""

    def change(draft: Draft) -> None:
        names = _names(draft)
        _check_known(step, names)
        _check_new(copy, names)
        draft.duplicate(("steps", step), copy)

    return edit(source, change)


def move_step(source: Source, step: str, *, before: str | None = None, after: str | None = None, section: str | None = None) -> Edited:
    """A step elsewhere: before or after another one, into a section, or both; into a section alone it goes after that section's last."""

    def change(draft: Draft) -> None:
        names = _names(draft)
        _check_known(step, names)
        others = [name for name in names if name != step]
        if before is not None or after is not None:
            index = _target(others, before, after)
        else:
            alike = [name for name in others if section and _section(draft, name) == section]
            index = others.index(alike[-1]) + 1 if alike and _section(draft, step) != section else names.index(step)
        if section is not None and _section(draft, step) != section:
            draft.narrow_to(("steps", step))
            draft.set(("steps", step, "section"), section)
        if index != names.index(step):
            draft.move(("steps", step), index, leaning=before is not None)

    return edit(source, change)


def rename_step(source: Source, step: str, name: str) -> Edited:
    """Another name for a step, in everything that leads to it or speaks of it too."""

    def change(draft: Draft) -> None:
        names = _names(draft)
        _check_known(step, names)
        if step == name:
            return
        _check_new(name, names)
        draft.mend(references_in(draft.root, step), name, keys=[("steps", step)])

    return edit(source, change)


def rename_step_in_tests(source: Source, script: str, step: str, name: str, *, own_steps: Collection[str] = ()) -> Edited:
    """A test file after a step of a script was renamed.

    `script` is that script's name, as in `lib/verify_identity`. In the tests of another script the step is called
    `lib/verify_identity/check`, or just `check`: `own_steps` are the steps of that other script, whose names come first.
    """

    def change(draft: Draft) -> None:
        tested = _root(draft).get("script", "")
        ours = tested in (script, script.rpartition("/")[2])
        short = ours or bool(own_steps and step not in own_steps)
        names = [f"{script}/{step}", *([step] if short else [])]
        draft.mend(mentions_in_tests(draft.root, names), name)

    return edit(source, change)


def _root(draft: Draft) -> dict[str, Plain]:
    assert isinstance(draft.model, dict)  # noqa: S101
    return draft.model


def _names(draft: Draft) -> list[str]:
    """The steps in the order written."""
    steps = _root(draft).get("steps")
    return list(steps) if isinstance(steps, dict) else []


def _section(draft: Draft, step: str) -> Plain | None:
    fields = value_at(draft.model, ("steps", step))
    return fields.get("section") if isinstance(fields, dict) else None


def _target(names: list[str], before: str | None, after: str | None) -> int:
    """The number that a step gets among these."""
    other = before if before is not None else after
    assert other is not None  # noqa: S101
    _check_known(other, names)
    return names.index(other) + (0 if before is not None else 1)


def _check_known(step: str, names: Iterable[str]) -> None:
    if step not in names:
        raise EditRefusedError("edit.no_step", name=step)


def _check_new(step: str, names: Iterable[str]) -> None:
    if step in (SUPPRESS, AGAIN):
        raise EditRefusedError("edit.reserved", name=step)
    if NAME.fullmatch(step) is None:
        raise EditRefusedError("edit.name", name=step)
    if step in names:
        raise EditRefusedError("edit.taken", name=step)
