"""The routes of scripts and offers. What stands behind a key is listed before the key itself, which may hold slashes."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import script_tests, scripts, studio_publish
from workspace.web.door import at

EDIT = Right.EDIT_SCRIPTS
_OF_A_KEY = (
    ("GET", "/versions/{version:int}", scripts.show_version),
    ("GET", "/versions", scripts.show_versions),
    ("POST", "/rollbacks", scripts.create_rollback),
    ("POST", "/withdrawals", scripts.create_withdrawal),
    ("POST", "/restorations", scripts.create_restoration),
    ("GET", "/drafts", scripts.show_draft),
    ("POST", "/checks", scripts.check_text),
    ("GET", "/publications/new", studio_publish.show),
    ("POST", "/publications", studio_publish.create),
    ("GET", "/comparisons", studio_publish.compare),
    ("POST", "/discards", scripts.discard),
)

_OF_A_SCRIPT = (
    ("GET", "/publications/tests", studio_publish.show_tests),
    ("GET", "/tests", script_tests.show_tests),
    ("POST", "/tests", script_tests.update_tests),
    ("GET", "/test-files", script_tests.show_kept),
    ("POST", "/test-runs", script_tests.run_tests),
    ("POST", "/changes", scripts.show_changes),
    ("POST", "/spreads", studio_publish.spread),
    ("POST", "/trial-ends", studio_publish.end),
)

SCRIPTS: tuple[Route, ...] = (
    at("GET", "/scripts", scripts.show_scripts, EDIT),
    at("POST", "/scripts", scripts.create, EDIT),
    at("GET", "/offers", scripts.show_offers, EDIT),
    at("POST", "/offers", scripts.create, EDIT),
    at("POST", "/script-assignments", scripts.assign, EDIT),
    at("GET", "/sample-customers", scripts.customers, EDIT),
    at("POST", "/offers/{key}/trials", scripts.try_offer, EDIT),
    *(at(method, f"/scripts/{{key:path}}{noun}", handler, EDIT) for method, noun, handler in (*_OF_A_KEY, *_OF_A_SCRIPT)),
    *(at(method, f"/offers/{{key}}{noun}", handler, EDIT) for method, noun, handler in _OF_A_KEY),
    at("GET", "/scripts/{key:path}", scripts.show, EDIT),
    at("GET", "/offers/{key}", scripts.show, EDIT),
)
