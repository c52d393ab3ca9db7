"""Scripts and offers as text: drafts that are being written, and the versions that were published (immutable)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.people import people
from adapters.database.tables.scripts import bundles, drafts, script_tests

GET = select(bundles).where(bundles.c.id == bindparam("bundle"))
# The version of the agent's team before the one of everybody.
LIVE_SCRIPT = text("""
    SELECT id FROM bundles WHERE key = :name AND kind = 'script' AND (live OR trial AND teams @> (
        SELECT to_jsonb(CAST(team_id AS text)) FROM people WHERE id = :person AND team_id IS NOT NULL))
    ORDER BY trial DESC LIMIT 1
""").bindparams(bindparam("person", type_=Uuid))
LIVE = select(bundles).where(bundles.c.key == bindparam("name"), bundles.c.live)
LIVE_OF_KIND = select(bundles).where(bundles.c.kind == bindparam("of_kind"), bundles.c.live).order_by(bundles.c.key)
LIVE_VERSIONS = (
    select(bundles.c.key, bundles.c.version).where(bundles.c.kind == bindparam("of_kind"), bundles.c.live).order_by(bundles.c.key)
)
LIVE_SOURCES = select(bundles.c.key, bundles.c.version, bundles.c.source).where(
    bundles.c.kind == "script", bundles.c.live, func.starts_with(bundles.c.key, bindparam("folder"))
)
TITLES = (
    select(bundles.c.key, bundles.c.title_en, bundles.c.title_zh, bundles.c.channel, bundles.c.version, bundles.c.published_at)
    .where(bundles.c.kind == "script", bundles.c.live)
    .order_by(bundles.c.key)
)
_APPROVER = people.alias("approver")
VERSIONS = (
    select(
        bundles.c.id,
        bundles.c.version,
        bundles.c.sha256,
        bundles.c.note,
        bundles.c.published_at,
        bundles.c.live,
        bundles.c.trial,
        bundles.c.teams,
        bundles.c.rolled_back_to,
        bundles.c.retired_at,
        bundles.c.test_report,
        people.c.name.label("published_by"),
        _APPROVER.c.name.label("approved_by"),
    )
    .outerjoin(people, people.c.id == bundles.c.published_by)
    .outerjoin(_APPROVER, _APPROVER.c.id == bundles.c.approved_by)
    .where(bundles.c.key == bindparam("name"))
    .order_by(bundles.c.version.desc())
)
VERSION = select(bundles).where(bundles.c.key == bindparam("name"), bundles.c.version == bindparam("number"))
NEWEST = select(func.coalesce(func.max(bundles.c.version), 0)).where(bundles.c.key == bindparam("name"))
# Two who publish at once take turns, and the second sees the first's version.
LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0)))
RETIRE = (
    bundles.update()
    .where(bundles.c.key == bindparam("name"), or_(bundles.c.live, bundles.c.trial))
    .values(live=False, trial=False, retired_at=bindparam("at"))
)
END_TRIAL = bundles.update().where(bundles.c.key == bindparam("name"), bundles.c.trial).values(trial=False, retired_at=bindparam("at"))
SPREAD = (
    bundles.update()
    .where(bundles.c.key == bindparam("name"), bundles.c.version == bindparam("number"))
    .values(live=True, trial=False, retired_at=None)
)
TRIAL = select(bundles).where(bundles.c.key == bindparam("name"), bundles.c.trial)
TRIALS = select(bundles.c.key, bundles.c.version, bundles.c.teams).where(bundles.c.trial)
ADD = bundles.insert()
DRAFT = (
    select(drafts, people.c.name.label("updated_by_name"))
    .outerjoin(people, people.c.id == drafts.c.updated_by)
    .where(drafts.c.key == bindparam("name"))
)
DRAFTS = select(drafts.c.key, drafts.c.kind, drafts.c.updated_at, drafts.c.sha256).order_by(drafts.c.key)
_DRAFT = insert(drafts)
# A stale save changes nothing: the text it was based on must be the one that stands (P17).
SAVE_DRAFT = _DRAFT.on_conflict_do_update(
    index_elements=["key"],
    set_={name: _DRAFT.excluded[name] for name in ("source", "sha256", "updated_by", "updated_at")},
    where=drafts.c.sha256 == bindparam("based_on"),
).returning(drafts.c.key)
DROP_DRAFT = drafts.delete().where(drafts.c.key == bindparam("name"))

TESTS = (
    select(script_tests, people.c.name.label("updated_by_name"))
    .outerjoin(people, people.c.id == script_tests.c.updated_by)
    .where(script_tests.c.key == bindparam("name"))
)
_TESTS = insert(script_tests)
SAVE_TESTS = _TESTS.on_conflict_do_update(
    index_elements=["key"],
    set_={name: _TESTS.excluded[name] for name in ("source", "sha256", "updated_by", "updated_at")},
    where=script_tests.c.sha256 == bindparam("based_on"),
).returning(script_tests.c.key)


class ScriptStore:
    """Drafts and published bundles of one transaction; rows are mappings with the columns of their tables."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get(self, bundle_id: UUID) -> dict[str, Any] | None:
        """A published bundle."""
        return self._one(GET, {"bundle": bundle_id})

    def live(self, key: str) -> dict[str, Any] | None:
        """The version of a script or offer that new calls take."""
        return self._one(LIVE, {"name": key})

    def live_script(self, key: str, person_id: UUID | None = None) -> UUID | None:
        """The id of the version of a script that new calls of this person take, without its text; without a person, of everybody."""
        return self._connection.execute(LIVE_SCRIPT, {"name": key, "person": person_id}).scalar()

    def trial(self, key: str) -> dict[str, Any] | None:
        """The version of a script that only some teams take."""
        return self._one(TRIAL, {"name": key})

    def trials(self) -> list[dict[str, Any]]:
        """Key, number and teams of all versions that only some teams take."""
        return [dict(row) for row in self._connection.execute(TRIALS).mappings()]

    def end_trial(self, key: str) -> None:
        """The teams take everybody's version again."""
        self._connection.execute(END_TRIAL, {"name": key, "at": self._now})

    def spread(self, key: str, number: int) -> None:
        """Everybody takes the version that only some teams took."""
        self._connection.execute(RETIRE, {"name": key, "at": self._now})
        self._connection.execute(SPREAD, {"name": key, "number": number})

    def live_of(self, kind: str) -> list[dict[str, Any]]:
        """All live versions of a kind (script, offer)."""
        return [dict(row) for row in self._connection.execute(LIVE_OF_KIND, {"of_kind": kind}).mappings()]

    def live_versions(self, kind: str) -> list[dict[str, Any]]:
        """The keys and numbers of all live versions of a kind, without their text."""
        return [dict(row) for row in self._connection.execute(LIVE_VERSIONS, {"of_kind": kind}).mappings()]

    def live_sources(self, folder: str) -> list[dict[str, Any]]:
        """Key, version and text of the live scripts whose keys begin so."""
        return [dict(row) for row in self._connection.execute(LIVE_SOURCES, {"folder": folder}).mappings()]

    def titles(self) -> list[dict[str, Any]]:
        """The live scripts, without their text."""
        return [dict(row) for row in self._connection.execute(TITLES).mappings()]

    def versions(self, key: str) -> list[dict[str, Any]]:
        """All versions of a key, the newest first, with who and when."""
        return [dict(row) for row in self._connection.execute(VERSIONS, {"name": key}).mappings()]

    def version(self, key: str, number: int) -> dict[str, Any] | None:
        """One version of a key; none for a number no column holds."""
        if not 0 < number < 2**31:
            return None
        return self._one(VERSION, {"name": key, "number": number})

    def lock(self, key: str) -> None:
        """Let others who change the versions of this key wait until this transaction ends."""
        self._connection.execute(LOCK, {"name": key})

    def next_version(self, key: str) -> int:
        """The number of the version to be published, under the key's lock."""
        self.lock(key)
        newest: int = self._connection.execute(NEWEST, {"name": key}).scalar_one()
        return newest + 1

    def publish(self, *, bundle_id: UUID, key: str, version: int, **columns: Any) -> None:
        """Make a new version, numbered by `next_version`, the live one; with `teams`, of their ids, only for them."""
        is_trial = bool(columns.get("teams"))
        self._connection.execute(END_TRIAL if is_trial else RETIRE, {"name": key, "at": self._now})
        row = {"id": bundle_id, "key": key, "version": version, "published_at": self._now, **columns}
        self._connection.execute(ADD, {**row, "live": not is_trial, "trial": is_trial})

    def draft(self, key: str) -> dict[str, Any] | None:
        """What is being written under a key, with who touched it last."""
        return self._one(DRAFT, {"name": key})

    def drafts(self) -> list[dict[str, Any]]:
        """All drafts, without their text."""
        return [dict(row) for row in self._connection.execute(DRAFTS).mappings()]

    def save_draft(self, key: str, kind: str, source: str, sha256: str, *, based_on: str, person_id: UUID) -> bool:
        """Keep a draft; False when it was changed by somebody since `based_on` (its sha256) was read."""
        row: Mapping[str, Any] = {
            "key": key,
            "kind": kind,
            "source": source,
            "sha256": sha256,
            "base_sha256": based_on,
            "updated_by": person_id,
            "updated_at": self._now,
            "based_on": based_on,
        }
        return self._connection.execute(SAVE_DRAFT, row).scalar() is not None

    def drop_draft(self, key: str) -> None:
        """The draft was published or thrown away."""
        self._connection.execute(DROP_DRAFT, {"name": key})

    def tests(self, key: str) -> dict[str, Any] | None:
        """The test file of a script, with who touched it last."""
        return self._one(TESTS, {"name": key})

    def save_tests(self, key: str, source: str, sha256: str, *, based_on: str, person_id: UUID | None) -> bool:
        """Keep the test file of a script; False when it was changed by somebody since `based_on` (its sha256) was read."""
        row = {"key": key, "source": source, "sha256": sha256, "updated_by": person_id, "updated_at": self._now, "based_on": based_on}
        return self._connection.execute(SAVE_TESTS, row).scalar() is not None

    def _one(self, statement: Any, values: Mapping[str, Any]) -> dict[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return dict(row) if row else None
