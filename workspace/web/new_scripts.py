"""New scripts in the browser: begun from a blank text, a template, a copy, or a pasted text that is shown as steps first."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.errors import ConflictError, InvalidError, NotFoundError
from workspace.commands.create_draft import create_draft
from workspace.render import render
from workspace.screens.desk_call import Choice
from workspace.screens.studio_tools import NewScreen, PastedRow, PastedScreen
from workspace.scripts.pages import address_of
from workspace.scripts.publishing import LIB
from workspace.studio.beginnings import CHANNELS, LONGEST_TITLE, TEMPLATES, Wanted
from workspace.studio.pasting import LONGEST, pasted
from workspace.translations import LANGUAGES
from workspace.web.errors import status_of
from workspace.web.request import choice_field, parts_of, person_of, submission_of, text_field
from workspace.words import in_language

STARTS = ("blank", "subscript", *TEMPLATES, "copy", "paste")


def show(request: Request) -> Response:
    """GET /scripts/new: start (what is chosen already), copy_of."""
    start = request.query_params.get("start", "inbound")
    return _page(request, start=start if start in STARTS else "inbound", copy_of=request.query_params.get("copy_of", "")[:80])


def create(request: Request) -> Response:
    """POST /scripts/new: start, name, title_en, title_zh, copy_of, text, channel."""
    start = choice_field(request, "start", STARTS)
    typed = {
        "name": text_field(request, "name", limit=60),
        **{f"title_{each}": text_field(request, f"title_{each}", limit=LONGEST_TITLE) for each in LANGUAGES},
        "copy_of": text_field(request, "copy_of", limit=80),
        "text": text_field(request, "text", limit=2 * LONGEST),
        "channel": choice_field(request, "channel", CHANNELS),
    }
    key = (LIB if start == "subscript" else "") + typed["name"]
    wanted = Wanted(
        template=start if start in TEMPLATES else "",
        copy_of=typed["copy_of"] if start == "copy" else "",
        text=typed["text"] if start == "paste" else None,
        channel=typed["channel"],
        titles={each: typed[f"title_{each}"] for each in LANGUAGES},
    )
    try:
        if start == "copy" and not wanted.copy_of:
            raise NotFoundError
        create_draft(parts_of(request), person_of(request), key, wanted=wanted, submission=submission_of(request))
    except (InvalidError, ConflictError, NotFoundError) as refused:
        code = next((f"{field}_{reason}" for field, reason in refused.fields.items()), refused.code)
        return _page(request, status=status_of(refused), start=start, notice=code, **typed)
    return RedirectResponse(address_of(key), status_code=303)


def preview(request: Request) -> Response:
    """POST /scripts/new/previews: text. Answers the steps it becomes, as HTML. Stores nothing."""
    screen = pasted_screen(text_field(request, "text", limit=2 * LONGEST))
    return render(request, "studio/_pasted.html", screen)


def pasted_screen(text: str) -> PastedScreen:
    """What a pasted text becomes, in words."""
    made = pasted(text, name="pasted")
    rows = (PastedRow(number, each.id, each.kind, each.section, each.words, each.answers) for number, each in enumerate(made.steps, 1))
    return PastedScreen(tuple(rows), made.language, made.refusal)


def _page(request: Request, *, status: int = 200, start: str, **typed: str) -> Response:
    language = request.state.language
    with parts_of(request).units.read() as unit:
        live = [row for row in unit.scripts.live_of("script") if not row["key"].startswith(LIB)]
    titles = {row["key"]: in_language({"en": row["title_en"], "zh": row["title_zh"]}, language) or row["key"] for row in live}
    originals = tuple(Choice(key, title, key == typed.get("copy_of")) for key, title in titles.items())
    shown = pasted_screen(typed["text"]) if typed.get("text") else None
    return render(request, "studio/new.html", NewScreen(start, TEMPLATES, originals, pasted=shown, **typed), status=status)
