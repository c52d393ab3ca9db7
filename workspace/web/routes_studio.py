"""The routes of the studio: what a script's text becomes while it is written. They are listed before those of scripts."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import studio, studio_completions, studio_forms, studio_results
from workspace.web.door import at

EDIT = Right.EDIT_SCRIPTS
_OF_A_KEY = (
    ("POST", "/drafts", studio.update_draft),
    ("GET", "/asides", studio.show_asides),
    ("POST", "/asides/{id}/discards", studio.create_aside_discard),
)
_OF_A_SCRIPT = (
    ("GET", "/state", studio.show_state),
    ("GET", "/completions", studio_completions.show),
    ("POST", "/edits", studio.create_edit),
    ("POST", "/undo", studio.create_undo),
    ("POST", "/redo", studio.create_redo),
    ("POST", "/editors", studio.update_editor),
    ("GET", "/steps/{step:path}", studio_forms.show_step),
    ("GET", "/settings", studio_forms.show_settings),
    ("GET", "/results/layer", studio_results.show_layer),
    ("GET", "/results.csv", studio_results.export),
    ("GET", "/results", studio_results.show_results),
)

STUDIO: tuple[Route, ...] = (
    *(at(method, f"/scripts/{{key:path}}{noun}", handler, EDIT) for method, noun, handler in (*_OF_A_KEY, *_OF_A_SCRIPT)),
    *(at(method, f"/offers/{{key}}{noun}", handler, EDIT) for method, noun, handler in _OF_A_KEY),
)
