"""People: who may sign in, what they can do, and that they were seen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_, select

from adapters.database.stores.administration import insist
from adapters.database.tables.add_ins import add_ins, desk_layouts
from adapters.database.tables.people import desks, people, person_skills, presence, skills, teams, vendors

ADD = people.insert()
BY_ID = select(people).where(people.c.id == bindparam("person_id"))
BY_LOGIN = select(people).where(people.c.login == bindparam("wanted"))
ALL = (
    select(people, teams.c.name.label("team"), vendors.c.name.label("vendor"))
    .outerjoin(teams, teams.c.id == people.c.team_id)
    .outerjoin(vendors, vendors.c.id == people.c.vendor_id)
    .order_by(people.c.name)
)
ANY_DEMO = select(people.c.id).where(people.c.is_demo).limit(1)
SET_LANGUAGE = people.update().where(people.c.id == bindparam("person")).values(language=bindparam("to"))
SET_PREFERENCES = people.update().where(people.c.id == bindparam("person")).values(preferences=bindparam("to"))
SET_PASSWORD = people.update().where(people.c.id == bindparam("person")).values(password_hash=bindparam("to"))
CUT_OFF = (
    select(people.c.id)
    .outerjoin(vendors, vendors.c.id == people.c.vendor_id)
    .where(
        people.c.id == bindparam("person"),
        or_(
            people.c.disabled_at.is_not(None),
            people.c.expires_at <= bindparam("now"),
            vendors.c.revoked_at.is_not(None),
            vendors.c.expires_at <= bindparam("now"),
        ),
    )
)
OTHER_ADMINS = select(func.count()).where(people.c.role == "admin", people.c.disabled_at.is_(None), people.c.id != bindparam("person"))
OF_VENDOR = select(people).where(people.c.vendor_id == bindparam("vendor")).order_by(people.c.name)
SEEN = presence.update().where(presence.c.person_id.in_(bindparam("seen", expanding=True))).values(seen_at=bindparam("at"))
OWN_DESK = (
    select(
        people.c.preferences,
        people.c.team_id,
        func.coalesce(teams.c.name, "").label("team"),
        func.coalesce(desks.c.version, 0).label("version"),
        desk_layouts.c.layout,
        # Where nobody made any, no desk has to look for them.
        select(add_ins.c.id).where(add_ins.c.active).exists().label("has_add_ins"),
    )
    .outerjoin(teams, teams.c.id == people.c.team_id)
    .outerjoin(desk_layouts, desk_layouts.c.team_id == people.c.team_id)
    .outerjoin(desks, desks.c.person_id == people.c.id)
    .where(people.c.id == bindparam("wanted"))
)
SKILLS_OF = (
    select(skills.c.key, person_skills.c.level)
    .join(person_skills, person_skills.c.skill_id == skills.c.id)
    .where(person_skills.c.person_id == bindparam("person"))
)


class OwnDesk(NamedTuple):
    """A person's desk: the version it has, 0 when it never changed, how the person set it, their team, and how that team's desks are laid
    out (empty: as they come). `has_add_ins` where the installation has any."""

    version: int
    preferences: Mapping[str, Any]
    team: str
    team_id: UUID | None
    layout: Mapping[str, Any]
    has_add_ins: bool


class PeopleStore:
    """The people of one transaction; rows are mappings with the columns of `people`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, **columns: Any) -> None:
        """Add a person. Raises InvalidError when the login or extension is taken."""
        insist(self._connection, ADD, columns)

    def change(self, person_id: UUID, **columns: Any) -> bool:
        """Change columns of a person; False when there is none. Raises InvalidError when the extension is taken."""
        statement = people.update().where(people.c.id == bindparam("person")).values(**columns)
        return insist(self._connection, statement, {"person": person_id}) == 1

    def is_cut_off(self, person_id: UUID) -> bool:
        """True when the account is closed or has expired, or its vendor's has."""
        return self._connection.execute(CUT_OFF, {"person": person_id, "now": self._now}).first() is not None

    def other_admins(self, person_id: UUID) -> int:
        """How many open administrators' accounts there are beside this one."""
        return self._connection.execute(OTHER_ADMINS, {"person": person_id}).scalar_one()

    def of_vendor(self, vendor_id: UUID) -> list[dict[str, Any]]:
        """The people of a vendor, by name."""
        return [dict(row) for row in self._connection.execute(OF_VENDOR, {"vendor": vendor_id}).mappings()]

    def get(self, person_id: UUID) -> dict[str, Any] | None:
        """One person, or None."""
        row = self._connection.execute(BY_ID, {"person_id": person_id}).mappings().one_or_none()
        return dict(row) if row else None

    def by_login(self, login: str) -> dict[str, Any] | None:
        """The person with this login, or None."""
        row = self._connection.execute(BY_LOGIN, {"wanted": login}).mappings().one_or_none()
        return dict(row) if row else None

    def all(self) -> list[dict[str, Any]]:
        """Everybody, by name, with the names of their team and vendor."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def has_demo_accounts(self) -> bool:
        """True when the demo's accounts are in this database."""
        return self._connection.execute(ANY_DEMO).scalar() is not None

    def skills_of(self, person_id: UUID) -> dict[str, int]:
        """The skills of a person with their levels."""
        return {row.key: row.level for row in self._connection.execute(SKILLS_OF, {"person": person_id})}

    def own_desk(self, person_id: UUID) -> OwnDesk:
        """The desk of a person, before anything that it shows."""
        row = self._connection.execute(OWN_DESK, {"wanted": person_id}).one()
        return OwnDesk(row.version, row.preferences, row.team, row.team_id, row.layout or {}, row.has_add_ins)

    def set_language(self, person_id: UUID, language: str) -> None:
        """The language of this person's screens."""
        self._connection.execute(SET_LANGUAGE, {"person": person_id, "to": language})

    def set_preferences(self, person_id: UUID, preferences: dict[str, Any]) -> None:
        """This person's own settings of their screens."""
        self._connection.execute(SET_PREFERENCES, {"person": person_id, "to": preferences})

    def set_password(self, person_id: UUID, password_hash: str) -> None:
        """A new password; the caller revokes the sessions."""
        self._connection.execute(SET_PASSWORD, {"person": person_id, "to": password_hash})

    def note_seen(self, person_ids: Iterable[UUID]) -> None:
        """Write down that these people's screens were heard from just now."""
        ids = list(person_ids)
        if ids:
            self._connection.execute(SEEN, {"seen": ids, "at": self._now})
