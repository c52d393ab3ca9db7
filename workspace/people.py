"""People as an administrator describes them, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flows.errors import InvalidError
from workspace.auth import Role
from workspace.passwords import weakness
from workspace.wiring.parts import Unit

OUR_ROLES = (Role.AGENT, Role.SUPERVISOR, Role.ANALYST, Role.ADMIN, Role.DEPARTMENT)
"""The roles an administrator gives; a vendor's people come in through the vendor's link."""
LEVELS = (0, 1, 2, 3)
"""How well a person has a skill; 0: not at all."""
_LOGIN = re.compile(r"[\w.@+-]{2,64}")
_EXTENSION = re.compile(r"[0-9]{2,8}")


@dataclass(frozen=True)
class Profile:
    """What an administrator says about a person."""

    name: str
    role: str = Role.AGENT
    team_id: UUID | None = None
    extension: str = ""
    badge: str = ""
    language: str = "en"
    department_id: UUID | None = None


def check_login(login: str) -> str:
    """The login, when it may be one: 2 to 64 letters, digits and . _ @ + -. Raises InvalidError."""
    if not _LOGIN.fullmatch(login):
        raise InvalidError(fields={"login": "login" if login else "required"})
    return login


def check_name(name: str) -> str:
    """The name, when other people can read it: one line without control characters. Raises InvalidError."""
    if not name:
        raise InvalidError(fields={"name": "required"})
    if not name.isprintable():
        raise InvalidError(fields={"name": "format"})
    return name


def check_password(password: str, again: str, login: str) -> str:
    """The new password, when it is strong and typed twice the same. Raises InvalidError at `password` or `again`."""
    wrong = weakness(password, login)
    if wrong:
        raise InvalidError(fields={"password": wrong})
    if password != again:
        raise InvalidError(fields={"again": "differs"})
    return password


def columns_of(unit: Unit, profile: Profile) -> dict[str, Any]:
    """The columns of `people` of a profile. Raises InvalidError at the field that is wrong."""
    check_name(profile.name)
    if profile.role not in OUR_ROLES:
        raise InvalidError(fields={"role": "not_listed"})
    if profile.extension and not _EXTENSION.fullmatch(profile.extension):
        raise InvalidError(fields={"extension": "format"})
    if profile.badge and not profile.badge.isprintable():
        raise InvalidError(fields={"badge": "format"})
    team = unit.administration.get("team", profile.team_id) if profile.team_id else None
    if profile.team_id and (team is None or team["vendor_id"] is not None):
        raise InvalidError(fields={"team": "not_listed"})
    if profile.role == Role.DEPARTMENT and (profile.department_id is None or unit.departments.get(profile.department_id) is None):
        raise InvalidError(fields={"department": "required" if profile.department_id is None else "not_listed"})
    return {
        "name": profile.name,
        "role": profile.role,
        "department_id": profile.department_id if profile.role == Role.DEPARTMENT else None,
        "team_id": profile.team_id,
        "extension": profile.extension or None,
        "badge": profile.badge,
        "language": profile.language,
    }


def check_levels(unit: Unit, levels: Mapping[UUID, int]) -> dict[UUID, int]:
    """The skills a person is to have. Raises InvalidError for one that there is not, or a level out of range."""
    known = {row["id"] for row in unit.administration.all("skill")}
    for skill, level in levels.items():
        if skill not in known or level not in LEVELS:
            raise InvalidError(fields={f"skill-{skill}": "not_listed"})
    return {skill: level for skill, level in levels.items() if level}
