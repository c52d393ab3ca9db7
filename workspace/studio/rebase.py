"""An edit of a text that somebody has changed since: made to the newest text where what it is about still stands as it was.

Both texts are edited side by side, so that the parts of a batch find what the parts before them made.
"""

from collections.abc import Mapping, Sequence

from scripts_dsl.editing import Edited, EditRefusedError, FieldPath, Source
from scripts_dsl.editing.edited import document_of
from scripts_dsl.editing.values import Plain, plain_of, same, value_at
from workspace.studio.edits import Edit, apply


class TextMovedOnError(Exception):
    """What an edit is about was changed or taken away since."""


def rebased(edit: Edit, base: Source | None, newest: Source) -> Edited:
    """Make an edit of `base` to `newest`. Raises TextMovedOnError, and EditRefusedError where `base` itself would have refused it.

    Without `base`, which the history may have forgotten, what the page says it saw there (`was`) stands for it.
    """
    made: Edited | None = None
    for part in edit.each:
        before = None if base is None else _model(base)
        now = _model(newest)
        if now is None or not (_stood_as_told(part, now) if before is None else _stands(part, before, now)):
            raise TextMovedOnError
        if base is not None:
            base = apply(base, part)
        try:
            newest = made = apply(newest, part)
        except EditRefusedError:
            raise TextMovedOnError from None
    if made is None:
        raise AssertionError("an edit without parts was let in")
    return made


def _model(source: Source) -> Plain | None:
    root = document_of(source).root
    return None if root is None else plain_of(root)


def _stood_as_told(edit: Edit, now: Plain) -> bool:
    path = edit["path"]
    if "was" not in edit.fields or path is None or any(isinstance(part, int) for part in path):
        return False
    if edit.op == "set_text" and isinstance(_at(now, path), dict):
        path = (*path, edit["language"])
    return _same(edit["was"], _at(now, path))


def _stands(edit: Edit, before: Plain, now: Plain) -> bool:
    """Whether what the edit is about is the same in both."""
    step = edit["step"]
    if edit.op in ("add_step", "rename_variable"):
        return True  # where the name is gone, or the new one taken, the edit itself is refused
    if edit["path"] is not None:
        return _place_stands(edit, edit["path"], before, now)
    if edit.op == "rename_objection":
        return _way_stands(("objections", edit["objection"]), before, now)
    path: FieldPath = ("steps", step)
    if not _way_stands(path, before, now):
        return False
    if edit.op in ("delete_step", "change_kind"):
        return _value_stands(path, before, now)
    if edit.op == "move_step":
        return edit["section"] is None or _value_stands((*path, "section"), before, now)
    answers: FieldPath = (*path, "answers")
    if edit.op in ("add_answer", "move_answer"):
        return edit["index"] is None or _keys_stand(answers, before, now)
    if edit.op in ("remove_answer", "rename_answer"):
        return _value_stands((*answers, edit["answer"]), before, now)
    if edit.op == "set_answer":
        return _entry_stands((*answers, edit["answer"]), edit["field"], before, now)
    return True


def _place_stands(edit: Edit, path: FieldPath, before: Plain, now: Plain) -> bool:
    if not _way_stands(path, before, now):
        return False
    if edit.op in ("set_field", "remove_field"):
        return _value_stands(path, before, now)
    if edit.op == "set_text":
        return _entry_stands(path, edit["language"], before, now)
    if edit.op == "move_item":
        return _keys_stand(path[:-1], before, now)
    if edit.op == "insert_item":
        return edit["index"] is None or _value_stands(path, before, now)
    return edit.op != "insert_entry" or edit["index"] is None or _keys_stand(path, before, now)


def _way_stands(path: FieldPath, before: Plain, now: Plain) -> bool:
    """Whether a path leads to the same place: what is on the way is there in both, or in neither, and an item is still that item."""
    for depth, part in enumerate(path):
        one, two = _at(before, path[:depth]), _at(now, path[:depth])
        if isinstance(part, int) and not _is_same_item(one, two, part):
            return False
        if type(one) is not type(two):
            # what both lack has yet to be made; the last part may be a short form in one of them
            return False
    return (_at(before, path) is None) == (_at(now, path) is None)


def _is_same_item(before: Plain | None, now: Plain | None, index: int) -> bool:
    """Whether an item of a list is where it was: itself the same, or all others are."""
    if not isinstance(before, list) or not isinstance(now, list) or not (index < len(before) and index < len(now)):
        return _same(before, now)
    if same(before[index], now[index]):
        return True
    return same([*before[:index], *before[index + 1 :]], [*now[:index], *now[index + 1 :]])


def _value_stands(path: FieldPath, before: Plain, now: Plain) -> bool:
    return _same(_at(before, path), _at(now, path))


def _entry_stands(path: FieldPath, entry: str, before: Plain, now: Plain) -> bool:
    """The same of one entry of a map, where there is a map in both; else of the whole value."""
    one, two = _at(before, path), _at(now, path)
    if isinstance(one, dict) and isinstance(two, dict):
        return _same(one.get(entry), two.get(entry))
    return _same(one, two)


def _keys_stand(path: FieldPath, before: Plain, now: Plain) -> bool:
    """Whether a map has the same keys in the same order; a list must be the same."""
    one, two = _at(before, path), _at(now, path)
    if isinstance(one, dict) and isinstance(two, dict):
        return list(one) == list(two)
    return _same(one, two)


def _at(model: Plain, path: FieldPath) -> Plain | None:
    try:
        return value_at(model, path)
    except EditRefusedError:
        return None


def _same(one: "Plain | Mapping[str, object] | Sequence[object] | None", two: Plain | None) -> bool:
    return one is two or (one is not None and two is not None and same(one, two))  # type: ignore[arg-type]
