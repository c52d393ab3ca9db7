"""Calls saved as tests: the stored history of a run written as a test of its script, for a supervisor to look at and to keep."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError
from flows.publishing.frozen import sha256_of
from flows.runs.run import Run
from flows.script_tests.saving import RESUME, NotRepeatableError, StoredMove, resumed, save_call
from flows.steps.do import EARLIER
from scripts_dsl.testing import ScriptTest
from scripts_dsl.testing.loader import load_background
from workspace.scripts.bundles import Published, published
from workspace.scripts.tests import run_script_tests
from workspace.studio.kept_tests import Kept, added_to, free_name, is_green, line_of
from workspace.transactions.runs import CURRENCY
from workspace.wiring.parts import Parts, Person, Submission, Unit


@dataclass(frozen=True)
class CallToSave:
    """A call of a script before it is saved: which version it ran on, who took it and when, and the test that it would be.

    `test` is empty for a call that no test can repeat, or not without naming the customer.
    """

    run_id: UUID
    version: int
    agent: str
    begun_at: datetime
    test: str


def call_to_save(unit: Unit, key: str, run_id: UUID) -> CallToSave:
    """A call as the test it would be. Raises NotFoundError for a run that is not there or is of another script."""
    stored, script = _run_of(unit, key, run_id)
    interaction = unit.interactions.get(stored["interaction_id"])
    agent = unit.people.get(interaction["person_id"]) if interaction is not None and interaction["person_id"] else None
    try:
        test = saved_call(unit, run_id, name="…", beside=_background(unit, script))
    except NotRepeatableError:
        test = ""
    return CallToSave(run_id, script.version, agent["name"] if agent else "", stored["started_at"], test)


def keep_call(parts: Parts, person: Person, key: str, run_id: UUID, name: str, *, submission: Submission | None = None) -> Kept:
    """Write a call into its script's test file, behind the others, and run the file on the text as it stands.

    Raises NotFoundError, InvalidError "not_repeatable" for a call that no test can repeat, "unsuitable_file" where the file has no list of
    tests to add to; ConflictError "tests_changed" when somebody saved it meanwhile.
    """
    with parts.units.begin(submission) as unit:
        _, script = _run_of(unit, key, run_id)
        stood = unit.scripts.tests(key)
        text = stood["source"] if stood else ""
        unique = free_name(name, text)
        try:
            test = saved_call(unit, run_id, name=unique, beside=_background(unit, script))
        except NotRepeatableError:
            raise InvalidError("not_repeatable") from None
        source = added_to(text, key, test)
        fingerprint = sha256_of(source)
        if not unit.scripts.save_tests(key, source, fingerprint, based_on=stood["sha256"] if stood else "", person_id=person.id):
            raise ConflictError("tests_changed", key)
        unit.audit.add("call_saved_as_test", f"run:{run_id}", {"script": key, "test": unique}, person_id=person.id)
        standing = unit.scripts.draft(key) or unit.scripts.live(key)
        report = run_script_tests(unit, key, standing["source"], source).report if standing is not None else None
    tests = len(report.outcomes) if report is not None else 0
    return Kept(unique, line_of(unique, report), fingerprint, tests, is_green(unique, report))


def saved_call(unit: Unit, run_id: UUID, *, name: str, beside: ScriptTest | None = None) -> str:
    """The test, as an item of the list `tests`, that repeats a run; `beside` is what its file says for all of its tests.

    Raises NotFoundError for an unknown run, NotRepeatableError (flows.script_tests.saving) for a run that no test can repeat.
    """
    stored = unit.runs.get(run_id)
    if stored is None:
        raise NotFoundError
    run = Run.from_json(stored["state"])
    return save_call(
        published(unit, stored["bundle_id"]).bundle,
        _history(unit, run_id),
        name=name,
        language=run.language,
        currency=CURRENCY,
        earlier=[asked for asked in run.asked if asked.key.startswith(EARLIER)],
        beside=beside,
    )


def _run_of(unit: Unit, key: str, run_id: UUID) -> tuple[dict[str, Any], Published]:
    """A run of this script, and the version it runs on. Raises NotFoundError."""
    stored = unit.runs.get(run_id)
    script = published(unit, stored["bundle_id"]) if stored is not None else None
    if stored is None or script is None or script.key != key:
        raise NotFoundError
    return stored, script


def _background(unit: Unit, script: Published) -> ScriptTest | None:
    """What the test file of a script says for all of its tests."""
    kept = unit.scripts.tests(script.key)
    if kept is None or not kept["source"].strip():
        return None
    return load_background(kept["source"], script.bundle.script, script.bundle.catalogue)[0]


def _history(unit: Unit, run_id: UUID) -> list[StoredMove]:
    """All moves of a run, those of the runs it took up included."""
    moves = [StoredMove(row["kind"], row["payload"], row["at"]) for row in unit.runs.moves(run_id)]
    taken_up = moves[0].payload["run"] if moves and moves[0].kind == RESUME else None
    return moves if taken_up is None else resumed(_history(unit, UUID(taken_up)), moves)
