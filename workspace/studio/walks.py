"""Walks of the studio: the preview as it stands after the moves made, and a walk kept as a test of its script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flows.connectors.ports import Bss
from flows.errors import ConflictError, InvalidError
from flows.publishing.bundle import Bundle
from flows.publishing.frozen import sha256_of
from flows.runs.moves import Move
from flows.script_tests.running import run_tests
from flows.script_tests.saving import NotRepeatableError, save_walk
from flows.script_tests.writing import Walked as Written
from scripts_dsl.testing import ScriptTest
from scripts_dsl.testing.loader import load_background
from workspace.screens.desk_call import Choice
from workspace.screens.studio_tools import VariableRow, WalkScreen
from workspace.scripts.bundles import published
from workspace.scripts.previewing import Sample, Walked, sample_of, show_walk, walk
from workspace.studio.checks import checked_of
from workspace.studio.kept_tests import Kept, added_to, free_name, is_green, line_of
from workspace.studio.live_variables import Changes, live_variables
from workspace.transactions.runs import CURRENCY
from workspace.translations import Language
from workspace.wiring.parts import Parts, Person
from workspace.words import in_language


@dataclass(frozen=True)
class Wish:
    """What somebody wants to walk: with whom, from where, and what they did. `source` None is the text as it stands."""

    key: str
    source: str
    customer: UUID | None
    language: str
    moves: Sequence[Move]
    from_step: str = ""
    changed: Mapping[str, str] | None = None
    outside_is_down: bool = False
    or_live: bool = False
    """Whether the live version is walked where the text has errors."""


@dataclass(frozen=True)
class Made:
    """A wish walked: the bundle of its text, or how many errors it has, and the walk with its sample customer and changed values.

    `version` is the live one that was walked in place of a text with errors; 0 where the text was, or nothing.
    """

    bundle: Bundle | None
    errors: int
    sample: Sample
    next_version: int
    walked: Walked | None = None
    changes: Changes | None = None
    version: int = 0


def make(parts: Parts, person: Person, wish: Wish, bss: Bss) -> Made:
    """Walk it. Reads only; other systems are asked after the reading ended."""
    with parts.units.read() as unit:
        checked = checked_of(unit, wish.key, wish.source)
        sample = sample_of(unit, person, wish.customer)
        newest = max((row["version"] for row in unit.scripts.versions(wish.key)), default=0)
        live = unit.scripts.live(wish.key) if checked.errors and wish.or_live else None
        standing = published(unit, live["id"]) if live is not None else None
    bundle = standing.bundle if standing is not None else checked.bundle
    if bundle is None:
        return Made(None, len(checked.errors), sample, newest + 1)
    changes = Changes(bundle, wish.changed or {}, sample.zone, CURRENCY)
    walked = walk(
        bundle,
        sample,
        wish.moves,
        wish.language,
        bss,
        outside_is_down=wish.outside_is_down,
        from_step=wish.from_step,
        changes=changes,
    )
    return Made(bundle, len(checked.errors), sample, newest + 1, walked, changes, standing.version if standing is not None else 0)


def walk_screen(made: Made, wish: Wish, person: Person, language: Language) -> WalkScreen:
    """The walk as the agent would see it, with the values it looks at."""
    bundle, walked = made.bundle, made.walked
    if bundle is None or walked is None or made.changes is None:
        return WalkScreen(errors=made.errors)
    run = walked.run
    main = bundle.script
    came = tuple(each.step for each in run.path if run.frames[each.frame].script == main.name and each.step in main.steps)
    return WalkScreen(
        panel=show_walk(walked, bundle, made.sample, person, language, version=made.version or made.next_version),
        made=walked.made,
        version=made.version,
        step=run.main_step,
        path=came,
        variables=tuple(
            VariableRow(
                each.name,
                each.type,
                each.value,
                tuple(Choice(value, in_language(words, language) or value, value == each.value) for value, words in each.choices),
                each.is_changed,
                each.is_wrong,
                each.is_answered,
            )
            for each in live_variables(bundle, run, made.changes)
        ),
        can_keep=walked.made > 0 and not wish.from_step and not made.version,
    )


def keep_walk(parts: Parts, person: Person, wish: Wish, name: str, bss: Bss) -> Kept:
    """Write the walk into the script's test file, behind the others, and run it there.

    Raises InvalidError at `name` or `moves`, "problems" for a text with errors, "not_repeatable" for a walk that a test cannot tell,
    "unsuitable_file" where the file has no list of tests to add to; ConflictError "tests_changed" when somebody saved it meanwhile.
    """
    made = make(parts, person, wish, bss)
    if made.bundle is None or made.walked is None:
        raise InvalidError("problems", detail=str(made.errors))
    if wish.from_step or not made.walked.made:
        raise InvalidError(fields={"moves": "not_from_the_start"})
    with parts.units.read() as unit:
        stood = unit.scripts.tests(wish.key)
    text = stood["source"] if stood else ""
    unique = free_name(name, text)
    try:
        beside = load_background(text, made.bundle.script, made.bundle.catalogue)[0] if text.strip() else None
        test = save_walk(_written(made.bundle, made.walked, made.sample, beside), unique)
    except NotRepeatableError:
        raise InvalidError("not_repeatable") from None
    source = added_to(text, wish.key, test)
    return _keep(parts, person, wish.key, source, stood["sha256"] if stood else "", unique, made.bundle)


def _keep(parts: Parts, person: Person, key: str, source: str, based_on: str, name: str, bundle: Bundle) -> Kept:
    report, fingerprint = run_tests(bundle.script, source, bundle.catalogue), sha256_of(source)
    with parts.units.begin() as unit:
        if not unit.scripts.save_tests(key, source, fingerprint, based_on=based_on, person_id=person.id):
            raise ConflictError("tests_changed", key)
    return Kept(name, line_of(name, report), fingerprint, len(report.outcomes), is_green(name, report))


def _written(bundle: Bundle, walked: Walked, sample: Sample, beside: ScriptTest | None) -> Written:
    return Written(
        bundle=bundle,
        now=sample.now,
        language=walked.language,
        moves=walked.whole,
        given=walked.given,
        zone=sample.zone,
        currency=CURRENCY,
        beside=beside,
    )
