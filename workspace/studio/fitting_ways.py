"""Ways that follow a choice: who chooses an offer or a sub-script gets the ways it has, and loses those it never takes, in one edit."""

from scripts_dsl.editing import EditRefusedError
from scripts_dsl.source.nodes import MapNode
from workspace.studio.edits import Edit, apply
from workspace.studio.forms.known import Known, known_of
from workspace.studio.forms.making import entries_of, text_of
from workspace.wiring.parts import Unit

_RESPONSES = ("accepted", "declined", "later")
_HOLDERS = {"offer": "outcomes", "call": "returns"}


def with_fitting_ways(unit: Unit, key: str, source: str, edit: Edit) -> Edit:
    """An edit that chooses an offer or a sub-script, with its ways beside it; every other edit as it is."""
    path: tuple[str | int, ...] = edit["path"] or ()
    if edit.op != "set_field" or len(path) != 3 or path[0] != "steps" or path[2] not in _HOLDERS:
        return edit
    try:
        made = apply(source, edit).text
    except EditRefusedError:
        return edit  # whoever makes it says why not
    return fitted(known_of(unit, key, made, "en"), edit)


def fitted(known: Known, edit: Edit) -> Edit:
    """The edit with its ways; `known` is the text that it makes."""
    step, field = str(edit["path"][1]), str(edit["path"][2])
    holder = _HOLDERS[field]
    body = known.steps.get(step)
    written = body.get(holder) if body is not None else None
    wanted = _wanted(known, field, edit["value"])
    if not wanted or not isinstance(written, MapNode):
        return edit
    found = {way: text_of(to) for way, to in entries_of(written).items()}
    lost = [way for way in found if way not in wanted]
    # What finds nothing to offer goes on as after a decline; what a sub-script comes back with, as what it does not any more.
    to = next((found[way] for way in ("declined", *lost, *found) if found.get(way)), "")
    if not to:
        return edit
    place = ("steps", step, holder)
    new = [Edit("set_field", {"path": (*place, way), "value": to}) for way in wanted if way not in found]
    gone = [Edit("remove_field", {"path": (*place, way)}) for way in lost]
    return Edit("batch", {}, (edit, *new, *gone)) if new or gone else edit


def _wanted(known: Known, field: str, chosen: object) -> tuple[str, ...]:
    """The ways there are after the choice; none where that cannot be said."""
    if field == "offer":
        return (*_RESPONSES, "none") if isinstance(chosen, dict) else _RESPONSES
    script = known.script.subscripts.get(str(chosen)) if known.script is not None else None
    return tuple(sorted(script.ways_out)) if script is not None else ()
