"""From a walk that was made to the test that repeats it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.publishing.bundle import Bundle
from flows.runs.moves import Move
from flows.runs.run import Asked, Run
from flows.runs.turn import Turn, move, start
from flows.runs.variables import record_variables
from flows.script_tests.emitting import Word, flow, plain
from flows.script_tests.written_lines import line_of, may_join
from flows.script_tests.written_outside import WrittenOutside
from scripts_dsl.testing import ScriptTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A walk as it was made: what the run was started with, and every move since, those of the outside included.

    `given` are records by variable or record name, typed or as JSON · `earlier` what other runs of the interaction had asked for ·
    `beside` is what the file that the test will stand in says for all of its tests: what the walk did not have is taken back.
    """

    bundle: Bundle
    now: datetime
    language: str
    moves: Sequence[Move]
    given: Mapping[str, object] = field(default_factory=dict)
    zone: str = "UTC"
    currency: str = "USD"
    parameters: Mapping[str, object] = field(default_factory=dict)
    earlier: Sequence[Asked] = ()
    beside: ScriptTest | None = None


def write_file(walked: Walked, name: str) -> str:
    """A test file with the one test that repeats the walk. Raises MoveRefused when the moves do not fit the script."""
    own_name = walked.bundle.script.name.rpartition("/")[2]
    return f"script: {own_name}\ntests:\n{write_test(walked, name)}"


def write_test(walked: Walked, name: str, indent: str = "  ") -> str:
    """The test as an item of the list `tests`; everything that it needs stands in it. Raises MoveRefused."""
    writing = _Writing(walked)
    writing.walk()
    return "".join(f"{indent}{mark}{line}\n" for mark, line in _marked(writing.lines_of_test(name)))


class _Writing:
    """A walk being made again, and written down."""

    def __init__(self, walked: Walked) -> None:
        self._walked = walked
        self._bundle = walked.bundle
        self._outside = WrittenOutside(walked.bundle)
        self._steps: list[dict[str, object]] = []
        self._given: Mapping[str, object] = {}
        self._run: Run | None = None

    def walk(self) -> None:
        """Make every move again."""
        walked = self._walked
        turn = start(
            self._bundle,
            walked.given,
            now=walked.now,
            language=walked.language,
            zone=walked.zone,
            currency=walked.currency,
            parameters=walked.parameters,
            earlier=walked.earlier,
        )
        self._given = turn.run.given
        self._outside.after(None, turn)
        for made in walked.moves:
            turn = self._make(turn, made)
        self._run = turn.run

    def _make(self, before: Turn, made: Move) -> Turn:
        """Make one move and write it down."""
        after = move(before.run, self._bundle, made, now=self._walked.now)
        told = self._outside.told(before, made, after)
        if not told:
            line = self._outside.line(before.run, made, after.run)
            if line is None:
                line = line_of(before.run, self._bundle, made, after.run, self._walked.now)
            if self._steps and may_join(self._steps[-1], line):
                self._steps[-1] = joined(self._steps[-1], line)
            else:
                self._steps.append(line)
        self._outside.after(made, after)
        return after

    def lines_of_test(self, name: str) -> Iterable[str]:
        """The test, line by line."""
        walked, run = self._walked, self._run
        if run is None:
            raise AssertionError("the walk was not made")
        yield f"name: {flow(name)}"
        yield f"lang: {walked.language if walked.language in self._bundle.script.languages else self._bundle.script.languages[0]}"
        yield f"now: {_local(walked.now, walked.zone)}"
        if walked.zone != "UTC" or walked.beside is not None:
            yield f"zone: {walked.zone}"
        if walked.currency != "USD" or walked.beside is not None:
            yield f"currency: {walked.currency}"
        given = {self._name_of(name): value for name, value in _plain(self._given).items()}
        yield from _block("given", {**given, **_taken_back(walked.beside, given)})
        yield from _block("params", _plain(walked.parameters))
        yield from _block("offers", self._outside.offers())
        yield from _block("mocks", {**_really_walked(walked.beside), **self._outside.mocks()})
        yield "steps:" if self._steps else "steps: []"
        yield from (f"  - {flow(each)}" for each in self._steps)
        yield "expect:"
        yield f"  actions: {flow(self._outside.asked)}"
        yield f"  path: {flow(_own_path(run, self._bundle))}"
        if run.returned is not None:
            yield f"  return: {flow(run.returned)}"

    def _name_of(self, record: str) -> str:
        """The script's own name for a record, where it has just one."""
        names = record_variables(self._bundle.script, record)
        return names[0] if len(names) == 1 else record


def _taken_back(beside: ScriptTest | None, given: Mapping[str, object]) -> dict[str, object]:
    """What the walk began with, without what the file gives beside it."""
    found: dict[str, object] = {}
    for name, shared in beside.given.items() if beside is not None else ():
        own = given.get(name)
        if isinstance(own, Mapping) and isinstance(shared, Mapping):
            found[name] = {**own, **dict.fromkeys(field for field in shared if field not in own)}
        elif own is None:
            found[name] = dict.fromkeys(shared) if isinstance(shared, Mapping) else None
    return found


def _really_walked(beside: ScriptTest | None) -> dict[str, object]:
    """The sub-scripts that the file mocks: the walk went through them."""
    return {name: {"walk": Word("yes")} for name, told in beside.outside.scripts.items() if told} if beside is not None else {}


def joined(one: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    """Two lines in one: what is ticked is gathered."""
    ticks = [*_list(one.get("tick")), *_list(other.get("tick"))]
    return {**one, **other, "tick": ticks} if ticks else {**one, **other}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _marked(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The lines with the mark of a list item before the first one."""
    for number, line in enumerate(lines):
        yield ("  " if number else "- "), line


def _block(key: str, values: Mapping[str, object]) -> Iterable[str]:
    """A key with one line for each of its values; nothing where there are none."""
    if values:
        yield f"{key}:"
        yield from (f"  {flow(name)}: {flow(value)}" for name, value in values.items())


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Typed values as tests write them, missing ones left out."""
    return {name: written for name, value in values.items() if (written := plain(value)) is not None}


def _own_path(run: Run, bundle: Bundle) -> list[str]:
    """The steps of the script itself that were come to."""
    return [arrival.step for arrival in run.path if run.frames[arrival.frame].script == bundle.script.name]


def _local(now: datetime, zone: str) -> str:
    """The time on the customer's clock, with its offset where the clock shows it twice."""
    at_home = now.astimezone(ZoneInfo(zone))
    plain = at_home.replace(tzinfo=None)
    same = plain.replace(tzinfo=ZoneInfo(zone)) == now
    return (plain if same else now).isoformat()
