"""What the person at the table does, as a move of the run."""

from collections.abc import Callable, Mapping

from flows.runs import moves
from flows.runs.moves import Move
from flows.runs.step_view import FieldView, StepView
from flows.script_tests.player import Player, result_of
from flows.script_tests.seeing import words_of
from flows.script_tests.walking import as_typed
from scripts_dsl.catalogue.builtins import DECLINE_REASONS
from workspace.terminal.play_outside import AskingWorld
from workspace.terminal.play_screen import options_of
from workspace.terminal.play_table import Table, place_in

EMPTY = "-"


class Hand:
    """Turns what is typed into moves."""

    def __init__(self, player: Player, world: AskingWorld, table: Table) -> None:
        self._player = player
        self._world = world
        self._table = table
        self._letters: Mapping[str, Callable[[StepView], Move | None]] = {
            "": self._go_on,
            "b": lambda shown: moves.Back(),
            "o": self._objection,
            "x": self._exit,
            "j": self._jump,
            "l": self._language,
            "w": lambda shown: moves.GoToWrapUp(),
            "c": self._close,
            "y": lambda shown: moves.Consent(given=True) if shown.lines else None,
            "n": lambda shown: moves.Consent(given=False) if shown.lines else None,
        }

    def move(self, typed: str, shown: StepView) -> Move | None:
        """The move; None where what was typed says nothing here."""
        letter = self._letters.get(typed)
        return self._number(typed, shown) if letter is None else letter(shown)

    def _go_on(self, shown: StepView) -> Move | None:
        """Enter: what comes of an action, the form, or just on."""
        if shown.action is not None:
            awaited = self._player.run.awaited
            answered = None if awaited is None else self._world.asked(awaited.action, awaited.parameters)
            return None if awaited is None or answered is None else result_of(awaited.key, answered)
        if shown.kind == "form" and not shown.can_continue:
            return moves.SubmitForm(self._filled(shown))
        return moves.Continue() if shown.can_continue else None

    def _number(self, typed: str, shown: StepView) -> Move | None:
        """A number: an answer, an outcome, a line read, a disposition."""
        if shown.scale is not None:
            return moves.Answer(typed)
        place = place_in(typed, options_of(shown))
        if place is None:
            return None
        if shown.answers:
            return moves.Answer(shown.answers[place].value)
        if shown.offer is not None:
            return self._response(shown.offer.outcomes[place])
        if shown.lines:
            return moves.Tick(shown.lines[place].id)
        return moves.WrapUp(shown.dispositions[place], self._filled(shown))

    def _response(self, response: str) -> Move:
        reasons = DECLINE_REASONS.choices if response == "declined" else ()
        labels = [each.label(self._table.language) for each in reasons]
        place = self._table.choose(self._table.word("reason"), labels, may_be_none=True) if labels else None
        return moves.RespondToOffer(response, None if place is None else reasons[place].value)

    def _objection(self, shown: StepView) -> Move | None:
        labels = [words_of(each.label) for each in shown.objections]
        place = self._table.choose("o", labels, may_be_none=True) if labels else None
        return None if place is None else moves.OpenObjection(shown.objections[place].id)

    def _close(self, shown: StepView) -> Move | None:
        if shown.action is not None:
            return moves.CancelAction()
        return moves.LeaveObjection() if any(each.open for each in shown.objections) else None

    def _exit(self, shown: StepView) -> Move | None:
        labels = [words_of(each.label) or each.name for each in shown.exits]
        place = self._table.choose("x", labels, may_be_none=True) if labels else None
        return None if place is None else moves.TakeExit(shown.exits[place].name)

    def _jump(self, shown: StepView) -> Move | None:
        places = [each for each in shown.path if not each.current]
        place = self._table.choose("j", [f"{each.step}: {each.title}" for each in places], may_be_none=True) if places else None
        return None if place is None else moves.Jump(places[place].visit)

    def _language(self, shown: StepView) -> Move | None:
        place = self._table.choose("l", list(shown.languages), may_be_none=True)
        return None if place is None else moves.ChangeLanguage(shown.languages[place])

    # Forms

    def _filled(self, shown: StepView) -> dict[str, object]:
        """The fields one after the other, each beginning with what stands in it."""
        return {field.name: self._field(field) for field in shown.fields}

    def _field(self, field: FieldView) -> object:
        stands = as_typed(field)
        self._table.tell(" · ".join(each for each in (words_of(field.label), field.type, words_of(field.help)) if each))
        for number, option in enumerate(field.options, 1):
            self._table.tell(f"  {number} {option.label}")
        hint = f" ({self._table.word('several')})" if field.type == "multichoice" else ""
        former = "" if stands in (None, "", []) else f" [{stands}; {self._table.word('empty')}]"
        typed = self._table.ask(f"{field.name}{'*' if field.required else ''}{hint}{former}")
        if typed == EMPTY:
            return ""
        if not typed:
            return stands
        if not field.options:
            return [typed] if field.type == "files" else typed
        values = [option.value for option in field.options]
        chosen = [values[place] if (place := place_in(each, values)) is not None else each for each in typed.split()]
        return chosen if field.type == "multichoice" else chosen[0]
