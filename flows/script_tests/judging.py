"""What a test expects at its end, held against what happened."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from flows.runs.run import Run
from flows.runs.wants import AskAction
from flows.script_tests.emitting import flow, plain
from flows.script_tests.failure import NOTHING, Failure, failure
from flows.script_tests.player import Player
from scripts_dsl.source.nodes import TextNode
from scripts_dsl.testing import Expected, ExpectedAction
from scripts_dsl.types import ValueType
from scripts_dsl.values import BadValueError, read_value


def judge(expected: Expected, player: Player) -> list[Failure]:
    """Everything that is otherwise at the end than a test expects."""
    return list(_Judging(player).failures(expected))


class _Judging:
    """The end of one walk under judgement."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._run: Run = player.run
        self._script = player.bundle.script

    def failures(self, expected: Expected) -> Iterator[Failure]:
        """All failures, in the order of the expectations."""
        if expected.actions is not None:
            yield from self._actions(expected, expected.actions)
        yield from (failure("never", each.at, wanted=each.text) for each in expected.never if self._happened(each.text))
        if expected.path is not None:
            yield from self._path(expected, expected.path)
        if expected.way_out is not None and self._run.returned != expected.way_out.text:
            yield failure("return", expected.way_out.at, wanted=expected.way_out.text, found=self._run.returned or NOTHING)
        for name, wanted in {**expected.gives, **expected.variables}.items():
            yield from self._value(expected, name, wanted, self._run.value(name), self._script.scope[name])
        for offer, node in expected.offers.items():
            found = self._became(offer)
            if node.text not in found:
                yield failure("value", node.at, name=offer, wanted=node.text, found=found[-1] if found else NOTHING)

    def _actions(self, expected: Expected, wanted: tuple[ExpectedAction, ...]) -> Iterator[Failure]:
        asked = self._player.asked
        if [each.action for each in asked] != [each.name for each in wanted]:
            names = ", ".join(each.name for each in wanted) or NOTHING
            yield failure("actions", expected.at, wanted=names, found=", ".join(each.action for each in asked) or NOTHING)
            return
        for each, real in zip(wanted, asked, strict=True):
            yield from self._parameters(each, real)

    def _parameters(self, wanted: ExpectedAction, asked: AskAction) -> Iterator[Failure]:
        signature = self._player.bundle.catalogue.actions[wanted.name]
        for name, raw in wanted.parameters.items():
            if not self._is(raw, asked.parameters.get(name), signature.parameters[name].type):
                found = _shown(asked.parameters.get(name))
                yield failure("parameter", wanted.at, action=wanted.name, name=name, wanted=_shown(raw), found=found)

    def _happened(self, name: str) -> bool:
        """Whether an action was asked for, or a step come to."""
        if "." in name:
            return any(each.action == name for each in self._player.asked)
        folder, _, step = name.rpartition("/")
        script = folder or self._script.name
        # A bare name that this script does not have is a step of a sub-script.
        anywhere = not folder and step not in self._script.steps
        return any(arrival.step == step and (anywhere or self._run.frames[arrival.frame].script == script) for arrival in self._run.path)

    def _path(self, expected: Expected, wanted: tuple[TextNode, ...]) -> Iterator[Failure]:
        own = self._script.name
        with_subscripts = any("/" in each.text.removeprefix(f"{own}/") for each in wanted)
        came = [(self._run.frames[arrival.frame].script, arrival.step) for arrival in self._run.path]
        if with_subscripts:
            names = [step if script == own else f"{script}/{step}" for script, step in came if script not in self._player.mocked]
        else:
            names = [step for script, step in came if script == own]
        if [each.text.removeprefix(f"{own}/") for each in wanted] != names:
            yield failure("path", expected.at, wanted=", ".join(each.text for each in wanted), found=", ".join(names))

    def _value(self, expected: Expected, name: str, wanted: object, found: object, type_: ValueType) -> Iterator[Failure]:
        if not self._is(wanted, found, type_):
            yield failure("value", expected.at, name=name, wanted=_shown(wanted), found=_shown(found))

    def _is(self, raw: object, found: object, type_: ValueType) -> bool:
        """Whether a value is the one written in the test; of a record only the fields that are written count."""
        try:
            wanted = read_value(raw, type_, ZoneInfo(self._run.zone), self._run.currency)
        except BadValueError:
            return False
        return _agrees(wanted, found)

    def _became(self, offer: str) -> list[str]:
        """What was answered to the last presentation of an offer, and what became of it."""
        last = next((each for each in reversed(self._run.offers) if each.offer.key == offer), None)
        return [] if last is None else [each for each in (last.response, last.settled) if each is not None]


def _agrees(wanted: object, found: object) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(_agrees(value, found.get(name)) for name, value in wanted.items())
    return wanted == found


def _shown(value: object) -> object:
    """A value in a message."""
    return NOTHING if value is None else value if isinstance(value, str) else flow(plain(value))
