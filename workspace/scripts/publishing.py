"""Publishing: a text with everything that must stand still beside it becomes the version that new calls take.

A key says what a text is: `broadband_inbound` a script, `lib/verify_identity` a sub-script, `offers/fibre_1000m` an offer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from flows.errors import InvalidError
from flows.offers.catalogue import load_offers
from flows.publishing.bundle import Bundle
from flows.publishing.frozen import catalogue_of, check_text, pinned, seal_of, sha256_of
from flows.publishing.shelf import Shelf, Version, shelf_of
from scripts_dsl.problem import Problem, make_problem
from scripts_dsl.rules.silencing import Silenced
from scripts_dsl.script import Script
from scripts_dsl.source.location import NOWHERE
from scripts_dsl.source.reader import Document
from workspace.scripts.bundles import frozen_attributes, parts_beside, published
from workspace.wiring.parts import Unit, new_id

LIB, OFFERS = "lib/", "offers/"
LONGEST_SOURCE = 1024 * 1024
"""Characters of a text; the reader stops at as many bytes."""
LONGEST_NOTE = 500
_KEY = re.compile(r"(?:lib/|offers/)?[a-z][a-z0-9_]{1,59}")
# Words that stand behind a key in addresses.
_TAKEN = frozenset(
    {
        "changes",
        "checks",
        "comparisons",
        "completions",
        "discards",
        "drafts",
        "map",
        "new",
        "previews",
        "publications",
        "restorations",
        "spreads",
        "trial-ends",
        "rollbacks",
        "settings",
        "simulations",
        "test_files",
        "test_reports",
        "tests",
        "trials",
        "asides",
        "edits",
        "editors",
        "redo",
        "state",
        "undo",
        "versions",
        "walks",
        "withdrawals",
    }
)


@dataclass(frozen=True)
class Checked:
    """What checking a text gave: its problems in order of place, and what is frozen with it when it is published."""

    problems: tuple[Problem, ...]
    titles: Mapping[str, str]
    channel: str
    parts: Mapping[str, Any]
    silenced: tuple[Silenced, ...] = ()
    """Warnings that a step ignores, each with its reason."""
    script: Script | None = None
    """The script as it compiles beside these parts, as far as its errors let it; None for an offer."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops publishing."""
        return tuple(each for each in self.problems if each.severity == "E")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What must be ticked before publishing."""
        return tuple(each for each in self.problems if each.severity == "W")

    @cached_property
    def bundle(self) -> Bundle | None:
        """The script as a bundle that can be walked before it is published; None while it has errors."""
        return None if self.script is None or self.errors else Bundle("preview", self.script, catalogue_of(self.parts))


def kind_of(key: str) -> str:
    """What a key names: script or offer."""
    return "offer" if key.startswith(OFFERS) else "script"


def own_name(key: str) -> str:
    """The key without its folder, as the text itself says it."""
    return key.rpartition("/")[2]


def is_key(key: str) -> bool:
    """Whether a text may be kept under this key."""
    return _KEY.fullmatch(key) is not None and own_name(key) not in _TAKEN


def check(unit: Unit, key: str, source: str) -> Checked:
    """Check a text beside what is live now: sub-scripts, offers, custom attributes, disposition codes. Raises nothing for any text."""
    return _check_offer(unit, key, source) if kind_of(key) == "offer" else check_beside(key, source, parts_beside(unit, key))


def shelf_of_key(unit: Unit, key: str) -> Shelf:
    """The versions of a key and what is withdrawn of them; others who change them wait until this transaction ends."""
    unit.scripts.lock(key)
    whole: set[int] = set()
    steps: dict[int, set[str]] = {}
    for row in unit.withdrawals.standing(key):
        if row["step_key"]:
            steps.setdefault(row["version"], set()).add(row["step_key"])
        else:
            whole.add(row["version"])
    return shelf_of(
        Version(
            row["version"],
            row["sha256"],
            is_live=row["live"],
            is_withdrawn=row["version"] in whole,
            withdrawn_steps=frozenset(steps.get(row["version"], ())),
            rolled_back_to=row["rolled_back_to"],
        )
        for row in unit.scripts.versions(key)
    )


def step_ids(unit: Unit, key: str, version: int) -> tuple[str, ...]:
    """The steps of a published version, in their order; none for an offer."""
    row = unit.scripts.version(key, version)
    return () if row is None or row["kind"] != "script" else tuple(published(unit, row["id"]).bundle.script.steps)


def put_live(
    unit: Unit,
    key: str,
    source: str,
    checked: Checked,
    *,
    note: str,
    person_id: UUID | None,
    approved_by: UUID | None = None,
    rolled_back_to: int | None = None,
    tests: str = "",
    test_report: Mapping[str, Any] | None = None,
    teams: Sequence[UUID] = (),
) -> int:
    """Make a text the live version and note it in the audit; returns the version. Raises InvalidError "problems" while it has errors.

    `tests` is the test file it goes live with, and `test_report` what that said; `approved_by` the second person. With `teams` only they
    take it, and everybody else what was live before.
    """
    if checked.errors:
        raise InvalidError("problems", detail=str(len(checked.errors)))
    fingerprint, version = sha256_of(source), unit.scripts.next_version(key)
    unit.scripts.publish(
        bundle_id=new_id(),
        key=key,
        version=version,
        kind=kind_of(key),
        source=source,
        parts=dict(checked.parts),
        sha256=fingerprint,
        seal=seal_of(key, version, source, checked.parts),
        title_en=checked.titles.get("en", ""),
        title_zh=checked.titles.get("zh", ""),
        channel=checked.channel,
        note=note,
        published_by=person_id,
        approved_by=approved_by,
        teams=[str(each) for each in teams],
        rolled_back_to=rolled_back_to,
        tests=tests,
        test_report=None if test_report is None else dict(test_report),
    )
    payload: dict[str, Any] = {"version": version, "sha256": fingerprint, "note": note, "rolled_back_to": rolled_back_to}
    if approved_by is not None:
        payload["approved_by"] = str(approved_by)
    if teams:
        payload["teams"] = [str(each) for each in teams]
    if checked.silenced:
        payload["ignored"] = [_as_ignored(each) for each in checked.silenced]
    unit.audit.add(f"{kind_of(key)}_published", f"{kind_of(key)}:{key}", payload, person_id=person_id)
    return version


def _as_ignored(silenced: Silenced) -> dict[str, Any]:
    """A silenced warning as the audit keeps it."""
    problem = silenced.problem
    return {"code": problem.code, "step": silenced.step, "line": problem.line, "message": problem.message(), "why": silenced.why}


def announce(
    unit: Unit,
    key: str,
    version: int,
    checked: Checked,
    *,
    note: str,
    person_id: UUID | None,
    changes: Mapping[str, Sequence[str]] | None = None,
    must_read: bool = False,
    teams: Sequence[UUID] = (),
) -> UUID | None:
    """Tell the agents whose calls change: ours, and those of the vendors that work a campaign with this script; or only these teams.

    `changes` are sentences by language; with `must_read` everybody has to confirm. Returns the notice. A sub-script changes nothing until
    the scripts that call it are published again, so it is not told.
    """
    if key.startswith(LIB):
        return None
    names = {language: checked.titles.get(language) or own_name(key) for language in ("en", "zh")}
    kinds = {"script": ("Script", "话术"), "offer": ("Offer", "推荐")}[kind_of(key)]
    said = {"en": f": {note}" if note else "", "zh": f"：{note}" if note else ""}
    everybody = {"staff": True, "vendors": [str(each) for each in unit.script_use.vendors_of(key)]}
    notice_id = new_id()
    shown_to = unit.notices.add(
        audience={"teams": [str(each) for each in teams]} if teams else everybody,
        id=notice_id,
        kind=f"{kind_of(key)}_published",
        text_en=f"{kinds[0]} {names['en']}: v{version} published{said['en']}",
        text_zh=f"{kinds[1]}“{names['zh']}”v{version} 已发布{said['zh']}",
        changes={language: list(sentences) for language, sentences in (changes or {}).items()},
        must_acknowledge=must_read,
        created_by=person_id,
    )
    unit.desks.touch(*shown_to)
    unit.desks.touch_boards()
    return notice_id


def check_beside(key: str, source: str | Document, parts: Mapping[str, Any]) -> Checked:
    """Check a script beside these parts (`workspace.scripts.bundles.parts_beside`); a text that was read already is not read again."""
    loaded = check_text(key, source, parts)
    if loaded.script is None:
        return Checked(loaded.problems, {}, "any", parts)
    script = loaded.script
    return Checked(loaded.problems, script.title, script.channel, pinned(parts, script), loaded.silenced, script)


def _check_offer(unit: Unit, key: str, source: str) -> Checked:
    parts = {"attributes": frozen_attributes(unit)}
    offers, problems = load_offers(source, key, catalogue_of(parts))
    if offers and [each.key for each in offers] != [own_name(key)]:
        wanted = {"en": f"one offer, {own_name(key)}", "zh": f"单个推荐 {own_name(key)}"}
        problems = (make_problem("S003", NOWHERE, field="offer", wanted=wanted), *problems)
    return Checked(problems, offers[0].names if offers else {}, "any", parts)
