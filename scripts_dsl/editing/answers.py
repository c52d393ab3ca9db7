"""Edits of the answers of a step: in the short form `{yes: a, no: b}` and in the long one with label, `when` and `next`."""

from collections.abc import Mapping

from scripts_dsl.editing.draft import Draft, edit
from scripts_dsl.editing.edited import Edited, Source
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.values import FieldPath, Plain, Value, value_at


def add_answer(
    source: Source,
    step: str,
    answer: str,
    to: str,
    *,
    label: Value | None = None,
    when: str | None = None,
    index: int | None = None,
) -> Edited:
    """A new answer that leads to a step, before the one at `index` or last; short unless it has a label or a condition of its own."""

    def change(draft: Draft) -> None:
        answers = _answers(draft, step)
        if answer in answers:
            raise EditRefusedError("edit.taken", name=answer)
        long = {"label": label, "when": when, "next": to}
        written = {key: value for key, value in long.items() if value is not None}
        value: Value = to if written.keys() == {"next"} else written
        place = len(answers) if index is None else max(0, min(index, len(answers)))
        if answers:
            draft.insert(("steps", step, "answers"), place, answer, value)
        else:
            draft.set(("steps", step, "answers"), {answer: value})

    return edit(source, change)


def remove_answer(source: Source, step: str, answer: str) -> Edited:
    """An answer less."""

    def change(draft: Draft) -> None:
        draft.remove(_path(draft, step, answer))

    return edit(source, change)


def move_answer(source: Source, step: str, answer: str, index: int) -> Edited:
    """An answer where it becomes number `index`, counted from 0; its hotkey is one more."""

    def change(draft: Draft) -> None:
        draft.move(_path(draft, step, answer), max(0, min(index, len(_answers(draft, step)) - 1)))

    return edit(source, change)


def rename_answer(source: Source, step: str, answer: str, name: str) -> Edited:
    """Another value for an answer; its label and where it leads stay."""

    def change(draft: Draft) -> None:
        path = _path(draft, step, answer)
        if name != answer and name in _answers(draft, step):
            raise EditRefusedError("edit.taken", name=name)
        if name != answer:
            draft.rename(path, name)

    return edit(source, change)


def set_answer(source: Source, step: str, answer: str, field: str, value: Value | None) -> Edited:
    """The `label`, `when` or `next` of an answer, None to take it away; the short form becomes the long one when it must, and back."""

    def change(draft: Draft) -> None:
        path = _path(draft, step, answer)
        present = value_at(draft.model, path)
        draft.narrow_to(path)
        if isinstance(present, str):
            if field == "next" and value is not None:
                draft.replace(path, value)
            elif field != "next" and value is not None:
                draft.replace(path, {field: value, **({"next": present} if present else {})})
        elif value is not None:
            draft.set((*path, field), value)
        elif isinstance(present, Mapping) and field in present:
            left = {key: each for key, each in present.items() if key != field}
            if left.keys() == {"next"}:
                draft.replace(path, left["next"])
            else:
                draft.remove((*path, field))

    return edit(source, change)


def _answers(draft: Draft, step: str) -> dict[str, Plain]:
    """The answers of a step, none when it has none yet."""
    try:
        fields = value_at(draft.model, ("steps", step))
    except EditRefusedError:
        raise EditRefusedError("edit.no_step", name=step) from None
    answers = fields.get("answers") if isinstance(fields, dict) else None
    return answers if isinstance(answers, dict) else {}


def _path(draft: Draft, step: str, answer: str) -> FieldPath:
    if answer not in _answers(draft, step):
        raise EditRefusedError("edit.no_answer", step=step, name=answer)
    return ("steps", step, "answers", answer)
