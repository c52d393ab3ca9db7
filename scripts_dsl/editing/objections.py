"""Edits of objections that reach beyond their own place."""

from scripts_dsl.editing.draft import Draft, edit
from scripts_dsl.editing.edited import Edited, Source
from scripts_dsl.editing.references import objections_in_tests, objections_listed
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.values import value_at
from scripts_dsl.reading import NAME


def rename_objection(source: Source, objection: str, name: str) -> Edited:
    """Another name for an objection, in every step that lists it too."""

    def change(draft: Draft) -> None:
        objections = value_at(draft.model, ("objections",))
        value_at(draft.model, ("objections", objection))
        if name == objection:
            return
        if NAME.fullmatch(name) is None:
            raise EditRefusedError("edit.name", name=name)
        if name in objections:
            raise EditRefusedError("edit.taken", name=name)
        draft.mend(objections_listed(draft.root, objection), name, keys=[("objections", objection)])

    return edit(source, change)


def rename_objection_in_tests(source: Source, objection: str, name: str) -> Edited:
    """The tests of a script after one of its objections was renamed."""

    def change(draft: Draft) -> None:
        draft.mend(objections_in_tests(draft.root, objection), name)

    return edit(source, change)
