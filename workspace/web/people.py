"""People: their accounts, profiles and skills."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import InvalidError, NotFoundError
from workspace.commands.add_person import NewPassword, add_person
from workspace.commands.change_person import change_person
from workspace.commands.close_account import close_account, open_account
from workspace.commands.end_sessions import end_sessions
from workspace.commands.reset_password import reset_password
from workspace.commands.set_skills import set_skills
from workspace.people import OUR_ROLES, Profile
from workspace.render import render
from workspace.screens.forms import Form
from workspace.screens.people import (
    NewPasswordScreen,
    PersonScreen,
    SkillLevel,
    department_options,
    moment,
    profile_form,
    show_people,
    state_of,
    team_options,
)
from workspace.web.forms import REFUSED, go, name_field, refused, status_of_form
from workspace.web.request import (
    choice_field,
    form_of,
    optional_id_field,
    parts_of,
    path_id,
    person_of,
    submission_of,
    text_field,
)

SKILL = "skill-"


def index(request: Request) -> Response:
    """GET /people."""
    with parts_of(request).units.read() as unit:
        screen = show_people(unit.people.all(), unit.now)
    return render(request, "people/people.html", screen)


def new(request: Request) -> Response:
    """GET /people/new."""
    return _new_page(request)


def create(request: Request) -> Response:
    """POST /people: login and the profile. Answers with the password, which is shown this once."""
    try:
        login = text_field(request, "login", required=True, limit=64)
        told = add_person(parts_of(request), person_of(request), login, _profile(request), submission=submission_of(request))
    except REFUSED as error:
        return _new_page(request, refused(request, error))
    return show_password(request, told, f"/people/{told.person_id}")


def show(request: Request) -> Response:
    """GET /people/{id}."""
    return _page(request)


def update(request: Request) -> Response:
    """POST /people/{id}: name, role, team, department, extension, badge, language."""
    try:
        change_person(parts_of(request), person_of(request), path_id(request), _profile(request), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/people", [path_id(request)])


def update_skills(request: Request) -> Response:
    """POST /people/{id}/skills: skill-ID, each a level."""
    try:
        levels = {_skill_id(name): _level(request, name) for name in form_of(request) if name.startswith(SKILL)}
        set_skills(parts_of(request), person_of(request), path_id(request), levels, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, Form({}, error.fields), profile_again=True)
    return go("/people", [path_id(request)])


def update_password(request: Request) -> Response:
    """POST /people/{id}/password: a random one, shown this once."""
    told = reset_password(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_password(request, told, f"/people/{told.person_id}")


def close(request: Request) -> Response:
    """POST /people/{id}/closure."""
    try:
        close_account(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, Form({}, error.fields, error.code), profile_again=True)
    return go("/people", [path_id(request)])


def reopen(request: Request) -> Response:
    """POST /people/{id}/opening."""
    open_account(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return go("/people", [path_id(request)])


def sign_out(request: Request) -> Response:
    """POST /people/{id}/sign-outs: end all sessions."""
    end_sessions(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return go("/people", [path_id(request)])


def show_password(request: Request, told: NewPassword, back: str) -> Response:
    """The page that shows a new password, once: it is in no address and no store."""
    return render(request, "people/password.html", NewPasswordScreen(told.login, told.password, back))


def _profile(request: Request) -> Profile:
    return Profile(
        name=name_field(request, "name", required=True),
        role=choice_field(request, "role", OUR_ROLES),
        team_id=optional_id_field(request, "team"),
        extension=text_field(request, "extension", limit=8),
        badge=text_field(request, "badge", limit=40),
        language=choice_field(request, "language", ("en", "zh")),
        department_id=optional_id_field(request, "department"),
    )


def _skill_id(name: str) -> UUID:
    try:
        return UUID(name.removeprefix(SKILL))
    except ValueError:
        raise InvalidError(fields={"skills": "not_listed"}) from None


def _level(request: Request, name: str) -> int:
    return int(choice_field(request, name, ("0", "1", "2", "3")))


def _new_page(request: Request, form: Form | None = None) -> Response:
    shown = form or Form({"role": "agent", "language": request.state.language})
    with parts_of(request).units.read() as unit:
        teams = team_options(unit.administration.all("team"), shown.value("team"))
        departments = department_options(unit.departments.all(), shown.value("department"), request.state.language)
    return render(request, "people/new.html", PersonScreen(shown, teams, departments=departments), status=status_of_form(form))


def _page(request: Request, form: Form | None = None, *, profile_again: bool = False) -> Response:
    """A person's page; `profile_again`: another form of the page was refused, the profile stands as stored."""
    person_id, language = path_id(request), request.state.language
    with parts_of(request).units.read() as unit:
        row = unit.people.get(person_id)
        if row is None:
            raise NotFoundError
        stored = profile_form(row)
        shown = Form(stored.values, form.errors, form.problem) if form and profile_again else form or stored
        levels = unit.people.skills_of(person_id)
        vendor = unit.vendors.get(row["vendor_id"]) if row["vendor_id"] else None
        screen = PersonScreen(
            shown,
            team_options(unit.administration.all("team"), shown.value("team")),
            departments=department_options(unit.departments.all(), shown.value("department"), language),
            id=str(person_id),
            login=row["login"],
            name=row["name"],
            vendor=vendor["name"] if vendor else "",
            state=state_of(row, unit.now),
            skills=tuple(
                SkillLevel(str(each["id"]), each[f"name_{language}"], levels.get(each["key"], 0))
                for each in unit.administration.all("skill")
            ),
            sessions=len(unit.sessions.of(person_id)),
            is_self=person_id == person_of(request).id,
            expires=moment(row["expires_at"]),
        )
    return render(request, "people/person.html", screen, status=status_of_form(form))
