"""Edits of single places: a field set or removed, a text in one language, an item of a list or a name in a map put, moved or renamed."""

from scripts_dsl.editing.draft import Draft, edit
from scripts_dsl.editing.edited import Edited, Source
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.values import FieldPath, Value, value_at


def set_field(source: Source, path: FieldPath, value: Value) -> Edited:
    """A value at a place, whether something stood there or not; maps that lead there are made where they are missing.

    A map or list in place of another is merged: what both have in common stays as it is written, comments and all. Fields and
    languages keep the order in which they stand; answers, enum values and the like take the order asked for. Where a short form
    stands (`yes: a`, `on_error: a`, `say` with one paragraph), a field that only the long form has makes it long.
    """

    def change(draft: Draft) -> None:
        target, wanted = _unfolded(draft, *_made(draft, path, value))
        _narrow(draft, target)
        draft.set(target, wanted)

    return edit(source, change)


def remove_field(source: Source, path: FieldPath) -> Edited:
    """A field, an entry of a map or an item of a list less; the last one leaves `{}` or `[]` behind."""

    def change(draft: Draft) -> None:
        draft.remove(path)

    return edit(source, change)


def set_text(source: Source, path: FieldPath, language: str, text: str) -> Edited:
    """The words of one language of the text at a place; a bare text of a script of one language stays bare."""

    def change(draft: Draft) -> None:
        words = _value_or_none(draft, path)
        if not isinstance(words, str) or not words:
            target, wanted = _made(draft, (*path, language), text)
            draft.set(target, wanted)
        elif language == _first_language(draft):
            draft.replace(path, text)
        else:
            draft.replace(path, {_first_language(draft): words, language: text})

    return edit(source, change)


def insert_item(source: Source, path: FieldPath, value: Value, index: int | None = None) -> Edited:
    """A new item in the list at a place, before the one at `index` or last of all.

    A list that is not there is made; a single value, such as `say` with one paragraph, becomes a list of two.
    """

    def change(draft: Draft) -> None:
        present = _value_or_none(draft, path)
        if present is None or present == "":
            target, wanted = _made(draft, path, [value])
            draft.set(target, wanted)
            return
        _narrow(draft, path)
        if not isinstance(present, list):
            draft.enlist(path)
        items = value_at(draft.model, path)
        draft.insert(path, _within(index, len(items)), "", value)

    return edit(source, change)


def insert_entry(source: Source, path: FieldPath, name: str, value: Value, index: int | None = None) -> Edited:
    """A new name in the map at a place (vars, objections, exits, an enum), before the one at `index` or last of all."""

    def change(draft: Draft) -> None:
        present = _value_or_none(draft, path)
        if present is None or present == "":
            target, wanted = _made(draft, path, {name: value})
            draft.set(target, wanted)
        elif not isinstance(present, dict):
            raise EditRefusedError("edit.shape", path=path)
        elif name in present:
            raise EditRefusedError("edit.taken", name=name)
        else:
            draft.insert(path, _within(index, len(present)), name, value)

    return edit(source, change)


def move_item(source: Source, path: FieldPath, index: int) -> Edited:
    """An item of a list, or an entry of a map, where it becomes number `index` of its kind, counted from 0."""

    def change(draft: Draft) -> None:
        holder = value_at(draft.model, path[:-1])
        draft.move(path, _within(index, len(holder) - 1))

    return edit(source, change)


def rename_entry(source: Source, path: FieldPath, name: str) -> Edited:
    """Another name for an entry of a map; where others speak of it, as in `objections: [...]`, is not looked after here."""

    def change(draft: Draft) -> None:
        holder = value_at(draft.model, path[:-1])
        if name == path[-1]:
            return
        if isinstance(holder, dict) and name in holder:
            raise EditRefusedError("edit.taken", name=name)
        draft.rename(path, name)

    return edit(source, change)


def _value_or_none(draft: Draft, path: FieldPath) -> Value | None:
    """What stands at a place, None when nothing does."""
    try:
        return value_at(draft.model, path)
    except EditRefusedError:
        return None


def _made(draft: Draft, path: FieldPath, value: Value) -> tuple[FieldPath, Value]:
    """The deepest place on the way that is there already, and what has to be put there."""
    while len(path) > 1 and isinstance(key := path[-1], str) and _value_or_none(draft, path[:-1]) is None:
        path, value = path[:-1], {key: value}
    return path, value


def _unfolded(draft: Draft, path: FieldPath, value: Value) -> tuple[FieldPath, Value]:
    """The same in the long form, where the short one stands on the way."""
    holder = _value_or_none(draft, path[:-1])
    last = path[-1]
    if isinstance(holder, dict) and path[-2:] == ("say", "when"):
        draft.enlist(path[:-1])
        return (*path[:-1], 0, last), value
    if isinstance(holder, str) and holder and isinstance(last, str):
        rest = "next" if path[-3:-2] == ("answers",) else "else" if path[-2:-1] == ("on_error",) else last
        if rest != last:
            return path[:-1], {last: value, rest: holder}
    return path, value


def _narrow(draft: Draft, path: FieldPath) -> None:
    if len(path) > 1 and _value_or_none(draft, path) not in (None, ""):
        draft.narrow_to(path)


def _first_language(draft: Draft) -> str:
    languages = _value_or_none(draft, ("languages",))
    first = languages[0] if isinstance(languages, list) and languages else "zh"
    return first if isinstance(first, str) else "zh"


def _within(index: int | None, most: int) -> int:
    return most if index is None else max(0, min(index, most))
