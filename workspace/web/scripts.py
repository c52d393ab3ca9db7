"""Scripts and offers in the browser: the lists, the editor, what it asks while somebody types, publishing and versions.

Both live under one set of handlers: /scripts/KEY is the key itself, /offers/NAME the key offers/NAME.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from flows.errors import ConflictError, InvalidError, NotFoundError, StaleError
from flows.offers.catalogue import load_offers
from flows.publishing.frozen import catalogue_of
from workspace.commands.assign_script import assign_script
from workspace.commands.create_draft import create_draft
from workspace.commands.discard_draft import discard_draft
from workspace.commands.roll_back import roll_back
from workspace.commands.withdraw_version import LONGEST_REASON, give_back_version, withdraw_version
from workspace.render import finish, marked, render, stamp_of
from workspace.screens.scripts import CustomersScreen, TrialScreen
from workspace.scripts.changes import changes_screen
from workspace.scripts.outline import outline_of
from workspace.scripts.pages import (
    address_of,
    checks_json,
    editor_screen,
    offers_screen,
    sample_customers,
    scripts_screen,
    trial_screen,
)
from workspace.scripts.previewing import sample_of
from workspace.scripts.publishing import LONGEST_SOURCE, OFFERS, check, is_key, kind_of
from workspace.studio.checks import checked_of, document_of
from workspace.studio.outline import outline_of as script_outline
from workspace.studio.page import studio_screen
from workspace.studio.publishing import terms_form
from workspace.studio.versions import version_screen, versions_screen
from workspace.web.errors import status_of
from workspace.web.forms import id_fields
from workspace.web.request import form_of, int_field, parts_of, person_of, submission_of, text_field
from workspace.web.terms import gone, terms_of

Refused = (InvalidError, ConflictError, StaleError)
"""What a page says about itself instead of an error page."""


def key_of(request: Request) -> str:
    """The key that the address names. Raises NotFoundError for what can be no key."""
    key: str = (OFFERS if request.url.path.startswith("/offers/") else "") + request.path_params["key"]
    if not is_key(key):
        raise NotFoundError
    return key


def source_field(request: Request) -> str:
    """The text as it was typed, with its blanks. Raises InvalidError when it is missing, too long or nothing SQL can hold."""
    source = form_of(request).get("source")
    if not isinstance(source, str):
        raise InvalidError(fields={"source": "required"})
    if len(source) > LONGEST_SOURCE:
        raise InvalidError(fields={"source": "too_long"})
    if "\x00" in source or any(0xD800 <= ord(sign) <= 0xDFFF for sign in source):
        raise InvalidError(fields={"source": "format"})
    return source.replace("\r\n", "\n")


def show_scripts(request: Request) -> Response:
    """GET /scripts."""
    return _list(request, notice=request.query_params.get("done", ""))


def show_offers(request: Request) -> Response:
    """GET /offers."""
    return _list(request, notice=request.query_params.get("done", ""))


def create(request: Request) -> Response:
    """POST /scripts and POST /offers: name, folder (empty or lib), copy_of."""
    folder = OFFERS if request.url.path == "/offers" else ("lib/" if text_field(request, "folder", limit=10) == "lib" else "")
    name = text_field(request, "name", limit=60)
    key = folder + name
    try:
        copy_of = text_field(request, "copy_of", limit=80)
        create_draft(parts_of(request), person_of(request), key, copy_of=copy_of, submission=submission_of(request))
    except (InvalidError, ConflictError) as refused:
        return _list(request, status=status_of(refused), notice=refused.code, typed=name)
    return RedirectResponse(address_of(key), status_code=303)


def assign(request: Request) -> Response:
    """POST /script-assignments: kind, id, script, and when (see `terms_of`)."""
    kind, wanted, script = (
        text_field(request, "kind", limit=10),
        text_field(request, "id", limit=80),
        text_field(request, "script", limit=80),
    )
    try:
        made = assign_script(
            parts_of(request), person_of(request), kind, wanted, script, terms=terms_of(request), submission=submission_of(request)
        )
    except (InvalidError, ConflictError) as refused:
        code = next((f"{field}_{why}" for field, why in refused.fields.items()), refused.code)
        return _list(request, status=status_of(refused), notice=code)
    return gone(request, made, "/scripts?done=assigned#serving")


def show(request: Request) -> Response:
    """GET /scripts/{key}: the editor."""
    return _editor(request, notice=request.query_params.get("done", ""), detail=request.query_params.get("version", "")[:6])


def show_draft(request: Request) -> Response:
    """GET /scripts/{key}/drafts, as JSON: what stands now (source, sha256, by), to be laid beside what somebody else typed."""
    with parts_of(request).units.read() as unit:
        draft = unit.scripts.draft(key_of(request))
        standing = draft or unit.scripts.live(key_of(request))
    if standing is None:
        raise NotFoundError
    by = draft["updated_by_name"] if draft else ""
    return JSONResponse({"source": standing["source"], "sha256": standing["sha256"], "by": by or ""})


def check_text(request: Request) -> Response:
    """POST /scripts/{key}/checks: source. Answers JSON: the problems with their fixes, and the outline as HTML. Stores nothing."""
    source, key, language = source_field(request), key_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        checked = checked_of(unit, key, source)
    if kind_of(key) == "script":
        outline = marked(language, "studio/_outline.html", outline=script_outline(document_of(source), checked.problems, language))
    else:
        outline = marked(language, "scripts/_outline.html", parts=outline_of(source, checked.problems, language))
    answer: dict[str, Any] = {
        "errors": len(checked.errors),
        "warnings": len(checked.warnings),
        "problems": checks_json(source, checked, language),
        "outline": finish(outline, stamp_of(request)),
    }
    return JSONResponse(answer)


def show_changes(request: Request) -> Response:
    """POST /scripts/{key}/changes: source. Answers what it would change for calls, in words. Stores nothing."""
    source, key = source_field(request), key_of(request)
    with parts_of(request).units.read() as unit:
        screen = changes_screen(unit, key, source, request.state.language)
    return render(request, "scripts/_changes.html", screen)


def try_offer(request: Request) -> Response:
    """POST /offers/{name}/trials: source, customer. Answers where the offer comes for that customer. Stores nothing."""
    source, key = source_field(request), key_of(request)
    with parts_of(request).units.read() as unit:
        checked = check(unit, key, source)
        sample = sample_of(unit, person_of(request), _customer(request))
    offers = () if checked.errors else load_offers(source, key, catalogue_of(checked.parts))[0]
    screen = trial_screen(sample, offers[0], request.state.language) if offers else TrialScreen(errors=len(checked.errors))
    return render(request, "offers/_trial.html", screen)


def customers(request: Request) -> Response:
    """GET /sample-customers: q."""
    with parts_of(request).units.read() as unit:
        found = sample_customers(unit, request.query_params.get("q", "").replace("\x00", "")[:80])
    return render(request, "scripts/_customers.html", CustomersScreen(found))


def discard(request: Request) -> Response:
    """POST /scripts/{key}/discards: sha256; cancelling, the change of the text that is taken back as well."""
    key = key_of(request)
    sha256, change = text_field(request, "sha256", required=True, limit=64), id_fields(request, "cancelling")
    try:
        cancelling = change[0] if change else None
        discard_draft(parts_of(request), person_of(request), key, sha256=sha256, cancelling=cancelling, submission=submission_of(request))
    except (StaleError, ConflictError) as refused:
        return _editor(request, status=409, notice=refused.code)
    with parts_of(request).units.read() as unit:
        is_left = unit.scripts.live(key) is not None
        is_open = unit.changes.open_of(kind_of(key), key) is not None
    home = "/offers" if key.startswith(OFFERS) else "/scripts"
    return RedirectResponse(f"{address_of(key) if is_left else home}?done=discarded{'_open' if is_open else ''}", status_code=303)


def show_versions(request: Request) -> Response:
    """GET /scripts/{key}/versions."""
    return _versions(request, notice=request.query_params.get("done", ""), detail=request.query_params.get("version", "")[:6])


def show_version(request: Request) -> Response:
    """GET /scripts/{key}/versions/{version}."""
    return _version(request, request.path_params["version"], notice=request.query_params.get("done", ""))


def create_withdrawal(request: Request) -> Response:
    """POST /scripts/{key}/withdrawals: version, step (empty: the whole version), reason."""
    key, version, reason = key_of(request), int_field(request, "version"), text_field(request, "reason", limit=10 * LONGEST_REASON)
    step, submission = text_field(request, "step", limit=80), submission_of(request)
    try:
        withdraw_version(parts_of(request), person_of(request), key, version, step=step, reason=reason, submission=submission)
    except Refused as refused:
        code = next((f"{field}_{why}" for field, why in refused.fields.items()), refused.code)
        return _version(request, version, status=status_of(refused), notice=code, typed=reason)
    return RedirectResponse(f"{address_of(key)}/versions/{version}?done=withdrawn", status_code=303)


def create_restoration(request: Request) -> Response:
    """POST /scripts/{key}/restorations: version, step. What was withdrawn may be used again."""
    key, version = key_of(request), int_field(request, "version")
    step, submission = text_field(request, "step", limit=80), submission_of(request)
    give_back_version(parts_of(request), person_of(request), key, version, step=step, submission=submission)
    return RedirectResponse(f"{address_of(key)}/versions/{version}?done=given_back", status_code=303)


def create_rollback(request: Request) -> Response:
    """POST /scripts/{key}/rollbacks: version."""
    key = key_of(request)
    try:
        version = roll_back(parts_of(request), person_of(request), key, int_field(request, "version"), submission=submission_of(request))
    except Refused as refused:
        return _versions(request, status=status_of(refused), notice=refused.code)
    return RedirectResponse(f"{address_of(key)}/versions?done=rolled_back&version={version}", status_code=303)


def _list(request: Request, *, status: int = 200, notice: str = "", typed: str = "") -> Response:
    is_offers = request.url.path == "/offers"
    with parts_of(request).units.read() as unit:
        build = offers_screen if is_offers else scripts_screen
        screen = replace(build(unit, request.state.language, notice=notice, typed=typed), terms=terms_form(unit, "assignment"))
    return render(request, "offers/list.html" if is_offers else "scripts/list.html", screen, status=status)


def _editor(request: Request, *, status: int = 200, notice: str = "", detail: str = "", note: str = "") -> Response:
    key, language = key_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        if kind_of(key) == "script":
            studio = studio_screen(unit, person_of(request), key, language, notice=notice, detail=detail, note=note)
            return render(request, "studio/studio.html", studio, status=status)
        screen = editor_screen(unit, person_of(request), key, language, notice=notice, detail=detail, note=note)
    return render(request, "scripts/editor.html", screen, status=status)


def _versions(request: Request, *, status: int = 200, notice: str = "", detail: str = "") -> Response:
    with parts_of(request).units.read() as unit:
        screen = versions_screen(unit, key_of(request), request.state.language, notice=notice, detail=detail)
    return render(request, "scripts/versions.html", screen, status=status)


def _version(request: Request, version: int, *, status: int = 200, notice: str = "", typed: str = "") -> Response:
    with parts_of(request).units.read() as unit:
        screen = version_screen(unit, key_of(request), version, request.state.language, notice=notice, typed=typed)
    return render(request, "scripts/version.html", screen, status=status)


def _customer(request: Request) -> UUID | None:
    """The sample customer; none for anything that is no id."""
    try:
        return UUID(text_field(request, "customer", limit=40))
    except ValueError:
        return None
