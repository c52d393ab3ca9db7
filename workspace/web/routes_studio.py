"""The routes of the studio: what a script's text becomes while it is written. They are listed before those of scripts."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import studio
from workspace.web.door import at

EDIT = Right.EDIT_SCRIPTS
_OF_A_KEY = (
    ("POST", "/drafts", studio.update_draft),
    ("GET", "/asides", studio.show_asides),
    ("POST", "/asides/{id}/discards", studio.create_aside_discard),
)
_OF_A_SCRIPT = (
    ("GET", "/state", studio.show_state),
    ("POST", "/edits", studio.create_edit),
    ("POST", "/undo", studio.create_undo),
    ("POST", "/redo", studio.create_redo),
    ("POST", "/editors", studio.update_editor),
)

STUDIO: tuple[Route, ...] = (
    *(at(method, f"/scripts/{{key:path}}{noun}", handler, EDIT) for method, noun, handler in (*_OF_A_KEY, *_OF_A_SCRIPT)),
    *(at(method, f"/offers/{{key}}{noun}", handler, EDIT) for method, noun, handler in _OF_A_KEY),
)
