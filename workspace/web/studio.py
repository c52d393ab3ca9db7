"""The studio's requests about a draft's text: edits, whole texts, undo and redo, who else is there, and what was set aside.

All answer JSON; what each takes and answers is told in docs/studio.md.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.errors import ConflictError, InvalidError
from scripts_dsl.editing import EditRefusedError
from scripts_dsl.types import Words
from workspace.commands.discard_aside import discard_aside
from workspace.commands.edit_draft import edit_draft
from workspace.commands.save_draft import save_draft
from workspace.commands.undo_edit import redo_edit, undo_edit
from workspace.render import finish, marked, stamp_of
from workspace.studio.asides import TextStaleError, asides_of
from workspace.studio.colleagues import give_sign
from workspace.studio.drafts import draft_state
from workspace.studio.edits import LONGEST_EDIT, LONGEST_NAME, read_edit
from workspace.studio.history import standing
from workspace.studio.newlines import shown
from workspace.web.request import form_of, parts_of, path_id, person_of, submission_of, text_field
from workspace.web.scripts import key_of, source_field
from workspace.wiring.parts import AlreadyDone
from workspace.words import in_language

_WRONG: dict[str, Words] = {
    "required": {"en": "is missing", "zh": "缺失"},
    "format": {"en": "is not what can stand here", "zh": "格式不正确"},
    "unknown": {"en": "is not known", "zh": "无法识别"},
    "not_listed": {"en": "is not one of the choices", "zh": "不在可选范围内"},
    "too_long": {"en": "is too long", "zh": "过长"},
}
_NOTHING: dict[str, Words] = {
    "nothing_to_undo": {"en": "There is nothing to undo.", "zh": "没有可撤销的操作。"},
    "nothing_to_redo": {"en": "There is nothing to redo.", "zh": "没有可重做的操作。"},
}


def show_state(request: Request) -> Response:
    """GET /scripts/{key}/state."""
    return JSONResponse(state_json(request, key_of(request)))


def create_edit(request: Request) -> Response:
    """POST /scripts/{key}/edits: edit (JSON, see workspace.studio.edits), based_on."""

    def make() -> dict[str, Any]:
        edit = read_edit(_edit_field(request))
        based_on, submission = text_field(request, "based_on", limit=64), submission_of(request)
        made = edit_draft(parts_of(request), person_of(request), key_of(request), edit, based_on=based_on, submission=submission)
        return {"step": made.step, "splices": made.splices}

    return _answer(request, make)


def update_draft(request: Request) -> Response:
    """POST /scripts/{key}/drafts and /offers/{name}/drafts: source, based_on."""

    def make() -> dict[str, Any]:
        source, based_on = source_field(request), text_field(request, "based_on", limit=64)
        saved = save_draft(parts_of(request), person_of(request), key_of(request), source, based_on=based_on)
        return {"at": saved.at.isoformat()}

    return _answer(request, make)


def create_undo(request: Request) -> Response:
    """POST /scripts/{key}/undo: based_on."""
    return _walk(request, undo_edit)


def create_redo(request: Request) -> Response:
    """POST /scripts/{key}/redo: based_on."""
    return _walk(request, redo_edit)


def update_editor(request: Request) -> Response:
    """POST /scripts/{key}/editors: step; with `leaving` the page is being closed."""
    step, is_leaving = text_field(request, "step", limit=LONGEST_NAME), bool(text_field(request, "leaving", limit=5))
    return JSONResponse(give_sign(parts_of(request), person_of(request), key_of(request), step, is_leaving=is_leaving))


def show_asides(request: Request) -> Response:
    """GET /scripts/{key}/asides."""
    with parts_of(request).units.read() as unit:
        return JSONResponse({"asides": asides_of(unit, key_of(request), request.state.language)})


def create_aside_discard(request: Request) -> Response:
    """POST /scripts/{key}/asides/{id}/discards."""
    with suppress(AlreadyDone):
        discard_aside(parts_of(request), person_of(request), key_of(request), path_id(request), submission=submission_of(request))
    return show_asides(request)


def state_json(request: Request, key: str) -> dict[str, Any]:
    """What stands under a key, as JSON for this request's person. Raises NotFoundError."""
    language = request.state.language
    with parts_of(request).units.read() as unit:
        state = draft_state(unit, person_of(request), key, language)
    outline = marked(language, "studio/_outline.html", outline=state.outline)
    return {**state.fields, "outline": finish(outline, stamp_of(request))}


def _walk(request: Request, walk: Callable[..., str]) -> Response:
    def make() -> dict[str, Any]:
        based_on, submission = text_field(request, "based_on", limit=64), submission_of(request)
        return {"step": walk(parts_of(request), person_of(request), key_of(request), based_on=based_on, submission=submission)}

    return _answer(request, make)


def _edit_field(request: Request) -> str:
    """The edit as it was sent: no blank in it is touched."""
    value = form_of(request).get("edit")
    if not isinstance(value, str) or not value:
        raise InvalidError(fields={"edit": "required"})
    if len(value) > LONGEST_EDIT:
        raise InvalidError(fields={"edit": "too_long"})
    return value


def _answer(request: Request, make: Callable[[], dict[str, Any]]) -> Response:
    """Make a change and tell what stands then, or why it was not made."""
    try:
        made = make()
    except AlreadyDone:
        made = {}
    except TextStaleError as stale:
        return _stale(request, stale)
    except EditRefusedError as refused:
        return _refused(refused.key, "edit", refused.message(request.state.language), 422)
    except ConflictError as refused:
        return _refused(refused.code, "", in_language(_NOTHING[refused.code], request.state.language), 409)
    except InvalidError as refused:
        field, code = next(iter(refused.fields.items()), ("", refused.code))
        words = in_language(_WRONG[code], request.state.language) if code in _WRONG else code
        return _refused(code, field, f"{field}: {words}" if field else words, 422)
    return JSONResponse({**state_json(request, key_of(request)), **made})


def _refused(code: str, field: str, message: str, status: int) -> Response:
    return JSONResponse({"code": code, "field": field, "message": message}, status_code=status)


def _stale(request: Request, stale: TextStaleError) -> Response:
    with parts_of(request).units.read() as unit:
        now = standing(unit, key_of(request))
    told = {
        "code": "stale",
        "mine": stale.mine if stale.aside else None,
        "source": shown(now.source),
        "sha256": now.sha256,
        "by": now.by,
        "aside": str(stale.aside) if stale.aside else None,
    }
    return JSONResponse(told, status_code=409)
