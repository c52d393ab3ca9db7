"""A step made one of another kind: what both kinds have stays as it is written; what was asked is said, and the other way round."""

from collections.abc import Collection, Mapping

from scripts_dsl.editing.draft import Draft, edit
from scripts_dsl.editing.edited import Edited, Source
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.values import Plain, Value, value_at
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.steps import SHARED_KEYS


def change_kind(source: Source, step: str, fields: Mapping[str, Value]) -> Edited:
    """A step of another kind. `fields` are what a step of that kind begins with; of them the step gets what it does not have.

    Section, note, card and objections stay, and so do its words and its plain `next` where the new kind has them; see `lost_fields`.
    """

    def change(draft: Draft) -> None:
        body = value_at(draft.model, ("steps", step))
        if not isinstance(body, dict):
            raise EditRefusedError("edit.shape", path=("steps", step))
        kind = kind_of_fields(fields)
        if kind == kind_of_fields(body):
            return
        draft.narrow_to(("steps", step))
        kept = {name: new for name in body if (new := _becomes(name, body, kind, fields))}
        for name, new in kept.items():
            if new != name:
                _turn(draft, step, name, new)
        for name, value in fields.items():
            if name not in kept.values():
                # a field of both kinds that means something else in each begins anew
                if name in body and name not in kept:
                    draft.remove(("steps", step, name))
                draft.set(("steps", step, name), value)
        for name in [name for name in body if name not in kept.values() and name not in fields]:
            draft.remove(("steps", step, name))

    return edit(source, change)


def lost_fields(body: Mapping[str, Plain], fields: Mapping[str, Value]) -> list[str]:
    """The fields of a step whose contents are gone once it is of the kind that begins with `fields`; where it led to is none of them."""
    kind = kind_of_fields(fields)
    return [name for name, value in body.items() if name != "next" and not _is_blank(value) and not _becomes(name, body, kind, fields)]


def kind_of_fields(fields: Collection[str]) -> str:
    """What kind of step these fields make: `say` where nothing else does, as words may accompany other kinds."""
    return next((kind for kind in KINDS if kind != "say" and kind in fields), "say")


def _becomes(name: str, body: Mapping[str, Plain], kind: str, fields: Mapping[str, Value]) -> str:
    """The field that a field of the step is afterwards, empty where it goes."""
    speaks = kind == "say" or KINDS[kind].with_say
    if name == "ask" and speaks and "say" not in body:
        return "say"
    if name == "say":
        return "say" if speaks else "ask" if kind == "ask" and _is_plain(body["say"]) else ""
    if name == "next":
        return "next" if "next" in fields else ""
    return name if name in SHARED_KEYS else ""


def _turn(draft: Draft, step: str, name: str, new: str) -> None:
    """Words under another key; of a list with the one paragraph that."""
    said = value_at(draft.model, ("steps", step, name))
    if isinstance(said, list):
        draft.remove(("steps", step, name))
        draft.set(("steps", step, new), said[0])
    else:
        draft.rename(("steps", step, name), new)


def _is_plain(said: Plain) -> bool:
    """Whether words are one paragraph that is always said."""
    only = said[0] if isinstance(said, list) and len(said) == 1 else said
    return isinstance(only, str) or (isinstance(only, dict) and "when" not in only)


def _is_blank(value: Plain) -> bool:
    """Whether nothing is written anywhere in a value."""
    if isinstance(value, str):
        return not value.strip()
    return all(_is_blank(each) for each in (value.values() if isinstance(value, dict) else value))
