"""The shipped library: scripts, sub-scripts and offers with their tests, published like anybody's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import flows
from flows.publishing.frozen import seal_of, sha256_of
from workspace.scripts.publishing import LIB, OFFERS, Checked, check, put_live
from workspace.scripts.tests import run_checked
from workspace.wiring.parts import Parts, Unit

LIBRARY = Path(flows.__file__).parent / "library"
"""The folder of the shipped scripts and offers."""
TEST_FILE = ".test.yaml"
_REPORTS: dict[str, Mapping[str, Any]] = {}


def library_texts() -> dict[str, str]:
    """The shipped texts by their keys: offers, then sub-scripts, then scripts; test files are none."""
    found: dict[str, str] = {}
    for folder in (OFFERS, LIB, ""):
        for path in sorted((LIBRARY / folder).glob("*.yaml")):
            if not path.name.endswith(TEST_FILE):
                found[folder + path.stem] = path.read_text(encoding="utf-8")
    return found


def publish_library(parts: Parts) -> list[str]:
    """Publish what of the shipped library was never published here, all or nothing; returns the keys.

    Custom attributes and disposition codes must be there before. Raises AssertionError for a shipped text with errors.
    """
    with parts.units.begin() as unit:
        waiting = {key: text for key, text in library_texts().items() if not unit.scripts.versions(key)}
        done: list[str] = []
        while waiting:
            # A sub-script may call another one, which then goes first.
            before = len(done)
            for key, text in list(waiting.items()):
                checked = check(unit, key, text)
                if not checked.errors:
                    _put_live(unit, key, text, checked)
                    done.append(key)
                    del waiting[key]
            if len(done) == before:
                raise AssertionError(f"the shipped library has errors: {_first_errors(unit, waiting)}")
        return done


def _put_live(unit: Unit, key: str, text: str, checked: Checked) -> None:
    """Publish a text with the test file that came with it, which becomes the one that is written on."""
    path = LIBRARY / f"{key}{TEST_FILE}"
    if not path.is_file():
        put_live(unit, key, text, checked, note="", person_id=None)
        return
    tests = path.read_text(encoding="utf-8")
    put_live(unit, key, text, checked, note="", person_id=None, tests=tests, test_report=_report(key, text, checked, tests))
    unit.scripts.save_tests(key, tests, sha256_of(tests), based_on="", person_id=None)


def _report(key: str, text: str, checked: Checked, tests: str) -> Mapping[str, Any]:
    """What the shipped tests say; run once a process, as the same texts always say the same."""
    name = seal_of(key, 0, text + tests, checked.parts)
    if name not in _REPORTS:
        report = run_checked(key, text, checked, tests).report
        if report is None or not report.is_green:
            red = [each.name for each in report.outcomes if not each.is_green] if report else []
            raise AssertionError(f"the shipped tests of {key} fail: {red}")
        _REPORTS[name] = report.to_json()
    return _REPORTS[name]


def _first_errors(unit: Unit, texts: Mapping[str, str]) -> str:
    told = [f"{key}:{first.line}: {first.message()}" for key, text in texts.items() for first in check(unit, key, text).errors[:1]]
    return "; ".join(told)
