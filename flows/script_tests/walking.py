"""One test walked line by line: look, do, and tell what was otherwise than expected."""

from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn
from zoneinfo import ZoneInfo

from flows.errors import Refusal
from flows.publishing.bundle import Bundle
from flows.runs import moves
from flows.runs.moves import Move
from flows.runs.refusals import ConsentNeedsTicksError, FieldsWrongError, MoveRefused
from flows.runs.step_view import FieldView, StepView
from flows.script_tests.failure import NOTHING, Failure, failure
from flows.script_tests.judging import judge
from flows.script_tests.player import Player, result_of
from flows.script_tests.refusal_words import words_of_refusal
from flows.script_tests.seeing import texts_of
from flows.script_tests.world import UntoldError, World
from scripts_dsl.source.nodes import TextNode
from scripts_dsl.testing import NONE, Answered, Line, Place, ScriptTest
from scripts_dsl.values import to_json

ALL = "all"
_ANY_REFUSAL = frozenset({"yes", "true"})


class _Stop(Exception):  # noqa: N818 - ends the test after a failure that leaves the run elsewhere
    """The rest of the test makes no sense; its failure is told."""


def walk(test: ScriptTest, bundle: Bundle) -> tuple[Player, tuple[Failure, ...]]:
    """The run after the test, and everything that failed, in order."""
    mocked = [name for name, returned in test.outside.scripts.items() if returned]
    world = World(test.outside, bundle.catalogue, ZoneInfo(test.zone), test.currency)
    walking = _Walking(Player(bundle, world, test.now, test.language, mocked))
    try:
        walking.begin(test)
        for line in test.lines:
            walking.line(line)
    except _Stop:
        return walking.player, tuple(walking.failures)
    if test.expected is not None:
        walking.failures += judge(test.expected, walking.player)
    return walking.player, tuple(walking.failures)


class _Walking:
    """A test under way."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.failures: list[Failure] = []

    def begin(self, test: ScriptTest) -> None:
        """Start the run."""
        try:
            self.player.start(test.given, zone=test.zone, currency=test.currency, parameters=test.parameters)
        except UntoldError as untold:
            self._stop("untold", Line(place=Place(frozenset(), "", test.at)), name=untold.name)

    def line(self, line: Line) -> None:
        """One line: it must stand where the line says; then look, then do."""
        run = self.player.run
        if run.step != line.place.step or run.frame.script not in line.place.scripts:
            self._stop("at", line, wanted=line.place.step, step=self._here(), why=self._why_here())
        shown = self.player.view()
        self._look(line, shown)
        try:
            for made in self._moves(line, shown):
                self.player.make(made)
        except UntoldError as untold:
            self._stop("untold", line, name=untold.name)
        except MoveRefused as refusal:
            self._judge_refusal(line, refusal)
            return
        if line.refused:
            self._stop("refused", line, move=line.move or "next", step=self._here())

    # What is looked at

    def _look(self, line: Line, shown: StepView) -> None:
        texts = texts_of(shown)
        screen = " / ".join(texts) or NOTHING
        for wanted in line.sees:
            if not any(_squeezed(wanted.text) in _squeezed(each) for each in texts):
                self._fail("sees", wanted, text=wanted.text, screen=screen)
        for unwanted in line.not_sees:
            found = next((each for each in texts if _squeezed(unwanted.text) in _squeezed(each)), None)
            if found is not None:
                self._fail("not_sees", unwanted, text=unwanted.text, screen=found)
        if line.offered is not None:
            offer = shown.offer.offer.key if shown.offer is not None else NONE
            if offer != line.offered.text:
                self._fail("offered", line.offered, wanted=line.offered.text, found=offer)
        if line.suggested is not None and (shown.suggested or NONE) != line.suggested.text:
            self._fail("suggested", line.suggested, wanted=line.suggested.text, found=shown.suggested or NONE)

    # What is done

    def _moves(self, line: Line, shown: StepView) -> Iterable[Move]:
        """The moves of a line, one after the other."""
        for tick in line.ticks:
            yield from (moves.Tick(each.id) for each in shown.lines) if tick.text == ALL else (moves.Tick(tick.text),)
        typed = self._typed(line, shown)
        if line.move is None:
            if not line.ticks:
                yield from self._going_on(shown)
        else:
            yield from self._made(line, typed)

    def _made(self, line: Line, typed: Mapping[str, object]) -> Iterable[Move]:
        """What a line does."""
        value = line.value
        simple = _SIMPLE.get(line.move or "")
        if simple is not None:
            yield simple(str(value))
            return
        match line.move, value:
            case "fill", _:
                yield moves.SubmitForm(typed)
            case "disposition", str():
                yield moves.WrapUp(value, typed)
            case "outcome", str():
                yield moves.RespondToOffer(value, line.reason)
            case "back", Place():
                yield from self._back(line, value)
            case "jump", Place():
                yield self._jump(line, value)
            case "result" | "error" | "approve", Answered():
                yield result_of(self._awaited(line), value)
            case "late", (str() as action, Answered() as answered):
                yield result_of(self._open(line, action), answered)
            case "link", Mapping():
                yield moves.LinkCustomer(value["given"], value["zone"])

    def _going_on(self, shown: StepView) -> Iterable[Move]:
        """What the agent does who just goes on: an open objection without a way of its own is closed first."""
        if not shown.can_continue:
            return
        if any(each.open and not each.leads_on for each in shown.objections):
            yield moves.LeaveObjection()
            if shown.kind not in ("say", "return", "suppress"):
                return
        yield moves.Continue()

    def _typed(self, line: Line, shown: StepView) -> dict[str, object]:
        """The form as the agent sends it: what the line fills in, beside what stood there."""
        if line.fields is None and line.move != "disposition":
            return {}
        stood = {field.name: raw for field in shown.fields if (raw := as_typed(field)) not in (None, "")}
        for name in line.fields or {}:
            if shown.fields and name not in {field.name for field in shown.fields} and not line.refused:
                self.failures.append(failure("field", line.place.at, field=name))
        return {**stood, **(line.fields or {})}

    def _back(self, line: Line, wanted: Place) -> Iterable[Move]:
        """Back, as often as it takes."""
        while True:
            if not self.player.view().can_go_back:
                self._stop("back", line, wanted=wanted.step, step=self._here())
            yield moves.Back()
            if self.player.run.step == wanted.step and self.player.run.frame.script in wanted.scripts:
                return

    def _jump(self, line: Line, wanted: Place) -> Move:
        """To the latest visit of a step, or to the one that is counted."""
        run = self.player.run
        visits = [
            number
            for number, arrival in enumerate(run.path)
            if arrival.step == wanted.step and run.frames[arrival.frame].script in wanted.scripts
        ]
        if not visits or (wanted.visit or 1) > len(visits):
            self._stop("jump", line, wanted=wanted.step)
        return moves.Jump(visits[-1] if wanted.visit is None else visits[wanted.visit - 1])

    def _awaited(self, line: Line) -> str:
        """The key of the action that the agent waits for."""
        awaited = self.player.run.awaited
        if awaited is None:
            self._stop("awaited", line)
        return awaited.key

    def _open(self, line: Line, action: str) -> str:
        """The key of the first asking of an action whose answer may still come."""
        awaited = (asked for asked in self.player.run.asked if asked.action == action and asked.arrival is not None)
        found = next((asked for asked in awaited if asked.state == "asked" or asked.error == "timeout"), None)
        if found is None:
            self._stop("late", line, action=action)
        return found.key

    # What went wrong

    def _judge_refusal(self, line: Line, refusal: MoveRefused) -> None:
        """A refusal fails the test unless the line wanted it, and for that reason."""
        names = _names_of(refusal)
        why = words_of_refusal(refusal)
        if not line.refused:
            self._stop("taken", line, move=line.move or "next", why=why)
        for wanted in line.refused:
            if wanted.text not in _ANY_REFUSAL and wanted.text != refusal.code and wanted.text not in names:
                self._fail("refused_for", wanted, wanted=wanted.text, why=why)

    def _here(self) -> str:
        """Where the run stands, with its script when that is another one."""
        run = self.player.run
        name = run.frame.script
        return run.step if name == self.player.bundle.script.name else f"{name}/{run.step}"

    def _why_here(self) -> dict[str, str]:
        run = self.player.run
        if run.awaited is not None:
            action = run.awaited.action
            return {"en": f", waiting for {action}: give it a mock", "zh": f"，在等待 {action}：请写模拟结果"}
        if run.stopped is not None:
            return {"en": f", the script could not go on ({run.stopped})", "zh": f"，话术无法继续（{run.stopped}）"}
        if run.status == "done":
            return {"en": ", the run has ended", "zh": "，话术已结束"}
        return {"en": "", "zh": ""}

    def _fail(self, kind: str, node: TextNode, **details: object) -> None:
        self.failures.append(failure(kind, node.at, **details))

    def _stop(self, kind: str, line: Line, **details: object) -> NoReturn:
        """Fail, and end the test."""
        self.failures.append(failure(kind, line.place.at, **details))
        raise _Stop


_SIMPLE: Mapping[str, Callable[[str], Move]] = {
    "answer": moves.Answer,
    "consent": lambda value: moves.Consent(given=value == "given"),
    "objection": moves.OpenObjection,
    "close_objection": lambda value: moves.LeaveObjection(),
    "exit": moves.TakeExit,
    "language": moves.ChangeLanguage,
    "wrap_up": lambda value: moves.GoToWrapUp(),
    "cancel": lambda value: moves.CancelAction(),
}
"""Moves that need nothing but their value."""


def as_typed(field: FieldView) -> object:
    """What a form sends for a field that is left as it stands."""
    return [str(each) for each in field.value] if isinstance(field.value, tuple) else to_json(field.value)


def _names_of(refusal: Refusal) -> list[str]:
    """What a refusal is about: fields, lines, or its detail."""
    if isinstance(refusal, FieldsWrongError):
        return [*refusal.errors, *(f"{name}: {error.code}" for name, error in refusal.errors.items())]
    if isinstance(refusal, ConsentNeedsTicksError):
        return list(refusal.lines)
    return []


def _squeezed(text: str) -> str:
    """A text with every stretch of white space as one space."""
    return " ".join(text.split())
