"""A campaign for tests: its leads, its agents, and the moment at which New York may be called and Los Angeles may not."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from adapters.database.tables.interactions import switch_commands
from adapters.database.tables.outbound import attempts, leads, tasks
from flows.routing.presence import PresenceState, SignedIn, Wished
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person, Submission, new_id, new_key

NOON_IN_NEW_YORK = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
NEW_YORK = "America/New_York"
EXTENSIONS = count(100_000)


def submit(person: Person, path: str = "/test") -> Submission:
    """One pressing of a button."""
    return Submission(new_key(), person.id, path, "")


def add_agent(parts: Parts, login: str, *, vendor_id: UUID | None = None, role: str = "agent", ready: bool = True) -> Person:
    """An agent at a telephone, signed in and ready."""
    person = Person(new_id(), login, login.title(), "", role, None, vendor_id, str(next(EXTENSIONS)), "en", {})
    with parts.units.begin() as unit:
        unit.people.add(
            id=person.id,
            login=login,
            name=person.name,
            role=role,
            vendor_id=vendor_id,
            extension=person.extension,
            password_hash="-",
        )
        if ready:
            move_presence(unit, person.id, SignedIn())
            move_presence(unit, person.id, Wished(PresenceState.READY))
            unit.people.note_seen([person.id])
    return person


def add_campaign(parts: Parts, *people: Person, key: str = "deposit", **columns: object) -> UUID:
    """A running campaign on a current list, worked by these agents."""
    campaign_id = new_id()
    row = {"name_en": "Deposit", "name_zh": "存款", "state": "running", "seller": "seller", "purpose": "marketing", "script_key": ""}
    with parts.units.begin() as unit:
        unit.campaigns.add(id=campaign_id, key=key, caller_number="+18005550102", **{**row, **columns})
        for person in people:
            unit.campaigns.join(campaign_id, person.id)
    return campaign_id


def add_task(parts: Parts, campaign_id: UUID, number: str = "+12125550101", *, zone: str | None = NEW_YORK, **columns: object) -> UUID:
    """A lead with a task that is due."""
    now, lead_id, task_id = parts.clock.now(), new_id(), new_id()
    lead = {
        "id": lead_id,
        "campaign_id": campaign_id,
        "external_id": str(lead_id),
        "name": "Tom Becker",
        "surname": "Becker",
        "title": "Mr.",
        "number": number,
        "zone": zone,
        "list_obtained_on": (now - timedelta(days=3)).date(),
        "attributes": {},
    }
    lead |= {name: columns.pop(name) for name in list(columns) if name in leads.c and name not in tasks.c}
    task = {"id": task_id, "campaign_id": campaign_id, "lead_id": lead_id, "due_at": now - timedelta(minutes=1), **columns}
    with parts.units.begin() as unit:
        unit.connection.execute(leads.insert(), lead)
        unit.connection.execute(tasks.insert(), task)
    return task_id


def rows(parts: Parts, table: str = "attempts") -> list[dict[str, object]]:
    """All rows of the attempts, tasks, leads or switch commands."""
    found = {"attempts": attempts, "tasks": tasks, "leads": leads, "switch_commands": switch_commands}[table]
    with parts.units.read() as unit:
        return [dict(row) for row in unit.connection.execute(found.select()).mappings()]


def daytime_zone(now: datetime) -> str:
    """A zone in which it is early afternoon at that moment: for tests whose clock is the real one."""
    return next(f"Etc/GMT{-offset:+d}" for offset in range(-11, 13) if (now + timedelta(hours=offset)).hour == 14)
