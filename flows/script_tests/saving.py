"""A call saved as a test: its stored moves, made discreet, written as the test that repeats them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flows.publishing.bundle import Bundle
from flows.runs.moves import ChangeLanguage, HungUp, Move, SubmitForm, WrapUp, move_from_json
from flows.runs.plain import decode_fields
from flows.runs.refusals import MoveRefused
from flows.runs.run import Asked, Run
from flows.runs.turn import move, start
from flows.script_tests.discretion import Discretion
from flows.script_tests.emitting import flow
from flows.script_tests.running import run_tests
from flows.script_tests.writing import Walked, write_test
from scripts_dsl.source.nodes import ListNode
from scripts_dsl.source.reader import read
from scripts_dsl.testing import ScriptTest

START, RESUME = "start", "resume"
"""Kinds of the stored first turn: a run begun, and one taken up where another was cut off."""


class NotRepeatableError(Exception):
    """The call cannot be told as a test: what happened depends on something that a test does not know, or may not keep."""


class UnsuitableFileError(Exception):
    """The test file has no list of tests, one under the other, to add to."""


@dataclass(frozen=True, slots=True)
class StoredMove:
    """One move of a run as its history keeps it."""

    kind: str
    payload: Mapping[str, Any]
    at: datetime


def save_call(
    bundle: Bundle,
    stored: Sequence[StoredMove],
    *,
    name: str,
    language: str,
    currency: str = "USD",
    earlier: Sequence[Asked] = (),
    beside: ScriptTest | None = None,
) -> str:
    """The test, as an item of the list `tests`, that repeats a call; it is green on the script of the bundle.

    `stored` is the whole history, from the turn 0 on; of a run that was taken up again first that of the one before, see resumed ·
    `language` that of the run as it stands · `currency` of amounts that come without one · `earlier` what other runs of the
    interaction had asked for · `beside` what the file it is for says for all of its tests. Raises NotRepeatableError.
    """
    if not stored or stored[0].kind != START:
        raise NotRepeatableError
    moves = [move_from_json(each.kind, each.payload) for each in stored[1:]]
    walked = Walked(
        bundle=bundle,
        now=stored[0].at,
        language=_first_language(bundle, moves, language),
        moves=moves,
        given=decode_fields(stored[0].payload["given"]),
        zone=stored[0].payload["zone"],
        currency=currency,
        earlier=earlier,
        beside=beside,
    )
    return save_walk(walked, name)


def save_walk(walked: Walked, name: str) -> str:
    """The test, as an item of the list `tests`, that repeats a walk, discreet and green. Raises NotRepeatableError."""
    try:
        steps = _path(walked)
        text = _discreet(walked, name, steps, frozenset())
        if text is None:
            text = _discreet(walked, name, steps, _decisive(walked, steps))
    except MoveRefused as refusal:
        raise NotRepeatableError from refusal
    if text is None:
        raise NotRepeatableError
    return text


def resumed(cut_off: Sequence[StoredMove], after: Sequence[StoredMove]) -> list[StoredMove]:
    """The history of a run that took up another one: that one's until the line was cut, then its own."""
    until = next((number for number, each in enumerate(cut_off) if each.kind == HungUp.kind), len(cut_off))
    return [*cut_off[:until], *(each for each in after if each.kind != RESUME)]


def with_test(text: str | None, script: str, test: str) -> str:
    """The test file with one test more at its end; a new one for None. Raises UnsuitableFileError."""
    if text is None or not text.strip():
        return f"script: {flow(script)}\ntests:\n{test}"
    root = read(text).root
    tests = root.get("tests") if root is not None else None
    if not isinstance(tests, ListNode) or tests.flow or not tests.items:
        raise UnsuitableFileError
    newline = "\r\n" if "\r\n" in text else "\n"
    first = text.splitlines()[tests.items[0].at.line - 1]
    indent = first[: len(first) - len(first.lstrip())]
    after = text.find("\n", tests.items[-1].at.end)
    before, rest = (text + newline, "") if after < 0 else (text[: after + 1], text[after + 1 :])
    lines = [indent + line.removeprefix("  ") for line in test.splitlines()]
    return before + newline + newline.join(lines) + newline + rest


def _decisive(walked: Walked, steps: Sequence[tuple[str, str]]) -> Set[str]:
    """The fields that the way hangs on: made up, what was typed into them would lead elsewhere."""
    fields = {name for made in walked.moves if isinstance(made, SubmitForm | WrapUp) for name in made.fields}
    for name in sorted(fields):
        if _leads_alike(walked, steps, fields - {name}):
            fields = fields - {name}
    return fields


def _leads_alike(walked: Walked, steps: Sequence[tuple[str, str]], stays: Set[str]) -> bool:
    try:
        return _path(_changed(walked, Discretion(walked.bundle, walked.language, stays))) == steps
    except MoveRefused:
        return False


def _discreet(walked: Walked, name: str, steps: Sequence[tuple[str, str]], stays: Set[str]) -> str | None:
    """The test of the walk made discreet, None where it leads elsewhere then, or names somebody all the same."""
    discretion = Discretion(walked.bundle, walked.language, stays)
    try:
        changed = _changed(walked, discretion)
        text = write_test(changed, name)
        same = _path(changed) == steps
    except MoveRefused:
        return None
    # the first line is the name that a person gave it
    if discretion.names_somebody(text.partition("\n")[2]):
        return None
    report = run_tests(walked.bundle.script, with_test(None, walked.bundle.script.name, text), walked.bundle.catalogue)
    return text if same and report.is_green else None


def _changed(walked: Walked, discretion: Discretion) -> Walked:
    """The walk with everything replaced that would name somebody."""
    earlier = [discretion.asked(each) for each in walked.earlier]
    changed = replace(walked, given=discretion.given(walked.given), earlier=earlier, moves=())
    run = _begun(changed)
    moves: list[Move] = []
    for made in walked.moves:
        moves.append(discretion.move(run, made))
        run = move(run, walked.bundle, moves[-1], now=walked.now).run
    return replace(changed, moves=moves)


def _begun(walked: Walked) -> Run:
    return start(
        walked.bundle,
        walked.given,
        now=walked.now,
        language=walked.language,
        zone=walked.zone,
        currency=walked.currency,
        earlier=walked.earlier,
    ).run


def _path(walked: Walked) -> list[tuple[str, str]]:
    """The steps that the walk comes to, each with its script. Raises MoveRefused."""
    run = _begun(walked)
    for made in walked.moves:
        run = move(run, walked.bundle, made, now=walked.now).run
    return [(run.frames[arrival.frame].script, arrival.step) for arrival in run.path]


def _first_language(bundle: Bundle, moves: Sequence[Move], language: str) -> str:
    """The language the call began in: it is not stored, but where it was changed it had been another one."""
    changed = next((made.language for made in moves if isinstance(made, ChangeLanguage)), None)
    others = [each for each in bundle.script.languages if each != changed]
    return language if changed is None or not others else others[0]
