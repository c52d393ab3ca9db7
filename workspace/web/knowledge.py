"""Knowledge: finding and opening cards beside a call, and writing them."""

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.write_card import archive as archive_card
from workspace.commands.write_card import create_card, publish, save_draft
from workspace.desk.knowledge import open_card
from workspace.knowledge import LONGEST_BODY, LONGEST_KEYWORDS, LONGEST_TITLE, CardTexts, answer_sentence, html_of, words_of
from workspace.render import render
from workspace.screens.forms import Form
from workspace.screens.knowledge import CardHit, CardHits, CardLine, CardPreview, CardScreen, CardsScreen, CardVersion
from workspace.screens.people import moment
from workspace.studio.publishing import terms_form
from workspace.web.forms import REFUSED, SHORT_NAME, go, name_field, path_text, refused, status_of_form
from workspace.web.request import form_of, parts_of, person_of, submission_of, text_field
from workspace.web.terms import gone, terms_of

LIMITS = {
    "title_en": LONGEST_TITLE,
    "title_zh": LONGEST_TITLE,
    "body_en": LONGEST_BODY,
    "body_zh": LONGEST_BODY,
    "keywords": LONGEST_KEYWORDS,
}


def search(request: Request) -> Response:
    """GET /knowledge: q."""
    query, language = request.query_params.get("q", "").replace("\x00", "")[:100], request.state.language
    words = words_of(query)
    with parts_of(request).units.read() as unit:
        found = unit.knowledge.search(words)
    hits = tuple(CardHit(row["key"], row[f"title_{language}"], answer_sentence(row[f"body_{language}"], words)) for row in found)
    return render(request, "knowledge/_hits.html", CardHits(query.strip(), hits))


def show(request: Request) -> Response:
    """GET /knowledge/{key}: the card alone, for the panel."""
    with parts_of(request).units.read() as unit:
        card = open_card(unit, path_text(request, "key"), request.state.language)
    if card is None:
        raise NotFoundError
    return render(request, "knowledge/_card.html", card)


def index(request: Request) -> Response:
    """GET /cards."""
    language = request.state.language
    with parts_of(request).units.read() as unit:
        lines = tuple(
            CardLine(
                row["key"],
                (row["draft"] or row)[f"title_{language}"] if not row["version"] else row[f"title_{language}"],
                "archived" if row["archived_at"] else "published" if row["version"] else "draft",
                row["version"],
                row["draft"] is not None,
                moment(row["published_at"]),
            )
            for row in unit.knowledge.all()
        )
    return render(request, "knowledge/cards.html", CardsScreen(lines))


def new(request: Request) -> Response:
    """GET /cards/new."""
    return _new_page(request)


def create(request: Request) -> Response:
    """POST /cards: short_name and the texts."""
    try:
        key = name_field(request, SHORT_NAME, required=True)
        create_card(parts_of(request), person_of(request), key, _texts(request), submission=submission_of(request))
    except REFUSED as error:
        return _new_page(request, _as_typed(request, refused(request, error)))
    return go("/cards", [key])


def edit(request: Request) -> Response:
    """GET /cards/{key}."""
    return _page(request)


def update(request: Request) -> Response:
    """POST /cards/{key}/drafts: the texts."""
    key = path_text(request, "key")
    try:
        save_draft(parts_of(request), person_of(request), key, _texts(request), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, _as_typed(request, refused(request, error)))
    return go("/cards", [key])


def preview(request: Request) -> Response:
    """POST /cards/previews: the texts; answers with how they look."""
    texts = {name: text_field(request, name, limit=limit) for name, limit in LIMITS.items()}
    return render(request, "knowledge/_preview.html", _preview(Form(texts)))


def create_version(request: Request) -> Response:
    """POST /cards/{key}/publications."""
    key = path_text(request, "key")
    try:
        made = publish(parts_of(request), person_of(request), key, terms=terms_of(request), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, problem=next((f"{field}_{why}" for field, why in error.fields.items()), error.code))
    return gone(request, made, f"/cards/{key}")


def archive(request: Request) -> Response:
    """POST /cards/{key}/archival: away (yes, no)."""
    key, away = path_text(request, "key"), text_field(request, "away") != "no"
    archive_card(parts_of(request), person_of(request), key, away=away, submission=submission_of(request))
    return go("/cards", [key])


def _texts(request: Request) -> CardTexts:
    return CardTexts(**{name: text_field(request, name, limit=limit) for name, limit in LIMITS.items()})


def _as_typed(request: Request, form: Form) -> Form:
    """A refused form with its long texts whole."""
    sent = form_of(request)
    whole = {name: str(sent.get(name, "")).replace("\x00", "")[: limit * 2] for name, limit in LIMITS.items()}
    return Form({**form.values, **whole}, form.errors, form.problem)


def _preview(form: Form) -> CardPreview:
    bodies = {name: html_of(form.value(name)) for name in ("body_en", "body_zh")}
    return CardPreview(form.value("title_en"), form.value("title_zh"), **bodies)


def _new_page(request: Request, form: Form | None = None) -> Response:
    shown = form or Form()
    return render(request, "knowledge/card.html", CardScreen(shown, _preview(shown)), status=status_of_form(form))


def _page(request: Request, form: Form | None = None, *, problem: str = "") -> Response:
    with parts_of(request).units.read() as unit:
        card = unit.knowledge.get(path_text(request, "key"))
        if card is None:
            raise NotFoundError
        versions = unit.knowledge.versions(card["id"])
        terms = terms_form(unit, "card")
    source = card["draft"] or card
    shown = form or Form({name: source.get(name, "") for name in LIMITS}, problem=problem)
    screen = CardScreen(
        shown,
        _preview(shown),
        card["key"],
        card["version"],
        card["draft"] is not None,
        card["archived_at"] is not None,
        tuple(CardVersion(each["version"], moment(each["published_at"]), each["person"]) for each in versions),
        terms,
    )
    return render(request, "knowledge/card.html", screen, status=409 if problem else status_of_form(form))
