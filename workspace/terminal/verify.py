"""`cuecard verify`: the checker. Everything that must never be is looked for, in one snapshot; finding nothing is the answer hoped for."""

from collections.abc import Iterator
from dataclasses import dataclass

from workspace.settings import Settings
from workspace.terminal.output import say
from workspace.wiring.parts import FilesGone, Parts, Unit, parts_of
from workspace.wiring.verify import CHECKS, Finding, be_patient, keys_missing, keys_twice, sent_keys

SHOWN = 10
"""Findings of a check that are printed; the others are counted."""
TRIES = 3
"""How often the list of files is read again where one was compacted away in between."""


@dataclass(frozen=True)
class Verdict:
    """What a check found; `meaning` says in a sentence what each finding means."""

    name: str
    meaning: str
    findings: tuple[Finding, ...]


def run(settings: Settings) -> int:
    """Print each check with what it found; returns 0 when all is well, else 1."""
    with parts_of(settings) as parts:
        verdicts = verify(parts)
    for verdict in verdicts:
        _print(verdict)
    wrong = sum(bool(verdict.findings) for verdict in verdicts)
    say()
    say(f"{wrong} of {len(verdicts)} checks found something." if wrong else f"All {len(verdicts)} checks hold.")
    return 1 if wrong else 0


def verify(parts: Parts) -> list[Verdict]:
    """Run every check, those on the database and those on the analytics files, on one snapshot of SQL."""
    with parts.units.read() as unit:
        be_patient(unit.connection)
        verdicts = [Verdict(check.name, check.meaning, tuple(check.find(unit.connection))) for check in CHECKS]
    return [*verdicts, *_verify_sink(parts)]


def _verify_sink(parts: Parts) -> Iterator[Verdict]:
    """What the analytics side holds, against what SQL says was sent there."""
    gone: tuple[Finding, ...] = ()
    twice: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()
    for _ in range(TRIES):
        try:
            with parts.units.read() as unit:
                twice, missing = _ask_sink(parts, unit)
            gone = ()
            break
        except FilesGone as error:
            gone = ({"error": str(error)},)
    yield Verdict("sink_files_there", "A file of the analytics side that SQL lists cannot be read.", gone)
    yield Verdict("sink_keys_once", "The analytics side holds a fact twice (P2).", twice)
    yield Verdict("sink_keys_there", "A fact was sent, SQL says, and the analytics side does not hold it (P1).", missing)


def _ask_sink(parts: Parts, unit: Unit) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    be_patient(unit.connection)
    sent = sent_keys(unit.connection)
    with parts.reader.over(unit.batches.live_files()) as questions:
        return tuple(keys_twice(questions)), tuple(keys_missing(questions, sent))


def _print(verdict: Verdict) -> None:
    if not verdict.findings:
        say(f"ok     {verdict.name}")
        return
    say(f"WRONG  {verdict.name}: {len(verdict.findings)} found. {verdict.meaning}")
    for finding in verdict.findings[:SHOWN]:
        say("         " + ", ".join(f"{name} {value}" for name, value in finding.items()))
    if len(verdict.findings) > SHOWN:
        say(f"         and {len(verdict.findings) - SHOWN} more")
