"""New business activities in the browser: put together part by part, each through its own door, then let live together."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import ConflictError, InvalidError, NotFoundError
from workspace.commands.create_draft import create_draft
from workspace.commands.save_activity import begin_activity, choose_part, go_live
from workspace.commands.save_disposition import save_disposition
from workspace.commands.save_queue import save_queue
from workspace.commands.save_skill import save_skill
from workspace.render import render
from workspace.routing_lists import KINDS, check_number
from workspace.screens.forms import Form
from workspace.scripts.publishing import OFFERS
from workspace.studio.activity_page import activity_screen, new_activity_screen
from workspace.transactions.campaigns import NewCampaign, check_campaign
from workspace.web.forms import REFUSED, SHORT_NAME, day_field, go, id_fields, name_field, refused, status_of_form
from workspace.web.request import choice_field, optional_id_field, parts_of, path_id, person_of, submission_of, text_field
from workspace.web.routing import NEW_QUEUE
from workspace.web.terms import terms_of
from workspace.wiring.parts import Submission

LONGEST_NOTICE = 500
LAST = 990
"""The order of a code that is added here: after those there are."""


def new(request: Request) -> Response:
    """GET /activities/new."""
    return _new(request)


def create(request: Request) -> Response:
    """POST /activities: name, direction (inbound, outbound)."""
    try:
        name, direction = name_field(request, "name", required=True), text_field(request, "direction", limit=20)
        made = begin_activity(parts_of(request), person_of(request), name, direction, submission=submission_of(request))
    except REFUSED as error:
        return _new(request, refused(request, error))
    return go("/activities", [made])


def show(request: Request) -> Response:
    """GET /activities/{id}."""
    return _page(request, notice=request.query_params.get("done", ""))


def update(request: Request) -> Response:
    """POST /activities/{id}/parts: part, and its fields; with `make` a new thing is made through its own command first."""
    part, activity_id = text_field(request, "part", limit=20), path_id(request)
    if part not in _CHOICES:
        raise NotFoundError
    try:
        chosen = _CHOICES[part](request)
        choose_part(parts_of(request), person_of(request), activity_id, part, chosen, submission=_choosing(request))
    except REFUSED as error:
        return _page(request, refused(request, error), wrong=part)
    return go(f"/activities/{activity_id}?done=saved#part-{part}")


def publish(request: Request) -> Response:
    """POST /activities/{id}/publications: when (see `terms_of`)."""
    activity_id = path_id(request)
    try:
        made = go_live(parts_of(request), person_of(request), activity_id, terms_of(request), submission=submission_of(request))
    except REFUSED as error:
        form = refused(request, error)
        return _page(request, form, wrong="live", notice=error.code)
    return go(f"/activities/{activity_id}?done={made.state}")


def _script(request: Request) -> dict[str, Any]:
    if text_field(request, "make") != "on":
        return {"script": text_field(request, "script", required=True, limit=80)}
    key = name_field(request, SHORT_NAME, required=True)
    _create(request, key)
    return {"script": key}


def _offer(request: Request) -> dict[str, Any]:
    if text_field(request, "make") != "on":
        return {"offer": text_field(request, "offer", limit=80)}
    key = OFFERS + name_field(request, SHORT_NAME, required=True)
    _create(request, key)
    return {"offer": key}


def _create(request: Request, key: str) -> None:
    copy_of = text_field(request, "copy_of", limit=80)
    try:
        create_draft(parts_of(request), person_of(request), key, copy_of=copy_of, submission=submission_of(request))
    except ConflictError:
        raise InvalidError(fields={"key": "taken"}) from None
    except InvalidError as error:
        raise InvalidError(fields={"key" if name == "name" else name: "key" for name in error.fields}) from None


def _codes(request: Request) -> dict[str, Any]:
    if text_field(request, "make") == "on":
        columns = {
            "label_en": name_field(request, "label_en", required=True),
            "label_zh": name_field(request, "label_zh", required=True),
            "kind": choice_field(request, "kind", KINDS),
            "position": LAST,
            "active": True,
        }
        code = text_field(request, "code", limit=40)
        save_disposition(parts_of(request), person_of(request), code, columns, new=True, submission=submission_of(request))
    return {}


def _line(request: Request) -> dict[str, Any]:
    return _campaign(request) if text_field(request, "direction", limit=20) == "outbound" else _queue(request)


def _queue(request: Request) -> dict[str, Any]:
    number = text_field(request, "number", limit=40)
    chosen = {"number": check_number(number) if number else ""}
    if text_field(request, "make") != "on":
        return {**chosen, "queue": str(optional_id_field(request, "queue") or "")}
    columns = {
        "key": text_field(request, SHORT_NAME, limit=40),
        "name_en": name_field(request, "name_en", required=True),
        "name_zh": name_field(request, "name_zh", required=True),
        "skill_id": None,
        "opening_hours_id": optional_id_field(request, "opening_hours"),
        "vendor_id": None,
        "script_key": None,
        "vip_from_tier": None,
        "vip_team_id": None,
        **{name: int(value) for name, value in NEW_QUEUE.items() if value.isdecimal()},
        "asks_satisfaction": False,
        "active": False,
    }
    return {**chosen, "queue": str(save_queue(parts_of(request), person_of(request), columns, submission=submission_of(request)))}


def _campaign(request: Request) -> dict[str, Any]:
    wanted = check_campaign(
        NewCampaign(
            key=name_field(request, SHORT_NAME),
            name_en=name_field(request, "name_en"),
            name_zh=name_field(request, "name_zh"),
            script_key="",
            purpose=text_field(request, "purpose", required=True),
            region=text_field(request, "region", required=True),
            caller_number=name_field(request, "caller_number"),
            starts_on=day_field(request, "starts_on"),
            ends_on=day_field(request, "ends_on"),
        )
    )
    kept = {name: value.isoformat() if hasattr(value, "isoformat") else value or "" for name, value in vars(wanted).items()}
    return {"campaign": {**kept, "seller": parts_of(request).settings.seller_id}}


def _people(request: Request) -> dict[str, Any]:
    if text_field(request, "make") == "on":
        names = {"key": name_field(request, SHORT_NAME), **{name: name_field(request, name) for name in ("name_en", "name_zh")}}
        save_skill(parts_of(request), person_of(request), names, submission=submission_of(request))
        with parts_of(request).units.read() as unit:
            skill = next(str(row["id"]) for row in unit.administration.all("skill") if row["key"] == names["key"])
    else:
        skill = str(optional_id_field(request, "skill") or "")
    return {"skill": skill, "people": [str(each) for each in id_fields(request, "person")]}


def _notice(request: Request) -> dict[str, Any]:
    return {
        "notice_en": text_field(request, "notice_en", limit=LONGEST_NOTICE),
        "notice_zh": text_field(request, "notice_zh", limit=LONGEST_NOTICE),
        "must_read": text_field(request, "must_read") == "on",
    }


_CHOICES = {"script": _script, "offer": _offer, "codes": _codes, "line": _line, "people": _people, "notice": _notice}


def _choosing(request: Request) -> Submission:
    """The submission of the choice: where something was made first, that took the form's own key."""
    sent = submission_of(request)
    return sent if text_field(request, "make") != "on" else replace(sent, key=f"{sent.key}+chosen")


def _new(request: Request, form: Form | None = None) -> Response:
    with parts_of(request).units.read() as unit:
        screen = new_activity_screen(unit, form)
    return render(request, "activities/new.html", screen, status=status_of_form(form))


def _page(request: Request, form: Form | None = None, *, wrong: str = "", notice: str = "") -> Response:
    screen = activity_screen(parts_of(request), path_id(request), request.state.language, form=form, wrong=wrong, notice=notice)
    return render(request, "activities/activity.html", screen, status=status_of_form(form))
