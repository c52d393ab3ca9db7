"""What the outside did on a walk, as the mocks and offers of a test."""

from collections.abc import Mapping

from flows.offers.chosen_offer import ChosenOffer
from flows.publishing.bundle import Bundle
from flows.runs.events import ActionReused
from flows.runs.moves import ActionResult, Move, OfferChosen
from flows.runs.run import Asked, Run
from flows.runs.turn import Turn
from flows.runs.wants import ChooseOffer
from flows.script_tests.emitting import Word, plain
from flows.script_tests.mocked import asked_for, asks_way, is_mock
from flows.script_tests.written_lines import place_of
from flows.steps.do import EARLIER
from scripts_dsl.testing.outside import SLOT
from scripts_dsl.types import Words

_OK, _NONE, _YES = Word("ok"), Word("none"), Word("yes")
_WAIT: Mapping[str, object] = {"wait": _YES}


class WrittenOutside:
    """The outside of a walk being written down.

    `asked` are the names of all actions that were asked for, in order.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.asked: list[str] = []
        self._actions: dict[str, list[object]] = {}
        self._scripts: dict[str, list[dict[str, object]]] = {}
        self._fresh: tuple[str, int] | None = None
        self._named: dict[str, list[object]] = {}
        self._slots: dict[str, list[object]] = {}
        self._terms: dict[str, dict[str, object]] = {}

    def told(self, before: Turn, made: Move, after: Turn) -> bool:
        """Whether a move was the outside's immediate answer, which is written among mocks and offers; otherwise it is a line."""
        if isinstance(made, OfferChosen):
            want = next(each for each in before.wants if isinstance(each, ChooseOffer))
            self._chosen(want, made.offer)
            return True
        if not isinstance(made, ActionResult):
            return False
        asked = next(each for each in after.run.asked if each.key == made.key)
        if is_mock(asked.action):
            self._returned(asked)
            return True
        if self._fresh is None or before.run.awaited is None or before.run.awaited.key != made.key:
            return False
        action, position = self._fresh
        self._actions[action][position] = self.answer(asked, made)
        return True

    def after(self, made: Move | None, turn: Turn) -> None:
        """Note what a turn has newly asked for."""
        self._fresh = None
        for want in turn.wants:
            if not isinstance(want, ChooseOffer) and not is_mock(want.action):
                self._ask(want.action, _WAIT)
                self._fresh = (want.action, len(self._actions[want.action]) - 1)
        for event in turn.events:
            if isinstance(event, ActionReused) and event.key.startswith(EARLIER):
                # Another run of the interaction had asked it; by itself this walk asks anew and hears the same.
                asked = next(each for each in turn.run.asked if each.key == event.key)
                error = asked.error if asked.state != "asked" else "timeout"
                self._ask(asked.action, self.answer(asked, ActionResult(asked.key, error=error)))

    def line(self, before: Run, made: Move, after: Run) -> dict[str, object] | None:
        """An answer that did not come at once, as a line; None for what is no answer of the outside."""
        if not isinstance(made, ActionResult):
            return None
        asked = next(each for each in after.asked if each.key == made.key)
        at = place_of(before, self._bundle)
        if before.awaited is None or before.awaited.key != made.key:
            return {"at": at, "late": {asked.action: self.answer(asked, made)}}
        return {"at": at, "error": made.error} if made.error is not None else {"at": at, "result": self.answer(asked, made)}

    def answer(self, asked: Asked, made: ActionResult) -> object:
        """An answer of the outside as a mock; of a result what the run could read."""
        if made.error is not None:
            return {"error": made.error}
        signature = self._bundle.catalogue.actions.get(asked.action)
        result: object = _OK if signature is None or signature.result is None else plain(asked.result)
        return {"result": result, "confirmation_needed": _YES} if made.confirmation_needed else result

    def mocks(self) -> dict[str, object]:
        """The mocks of the test: a list where several answers differ."""
        found: dict[str, object] = {}
        for name, answers in self._actions.items():
            signature = self._bundle.catalogue.actions.get(name)
            needless = signature is not None and signature.result is None and all(each == _OK for each in answers)
            if not needless:
                found[name] = _shortened(answers)
        return found | {name: _shortened(returned) for name, returned in self._scripts.items()}

    def offers(self) -> dict[str, object]:
        """The offers of the test."""
        slots = {SLOT + name: _shortened(keys) for name, keys in self._slots.items()}
        return {**slots, **self._terms, **{name: _shortened(self._with_terms(name, each)) for name, each in self._named.items()}}

    def _with_terms(self, name: str, answers: list[object]) -> list[object]:
        """What there was for a named offer; a slot that had it too needs its terms, which stand last and are never come to."""
        told = any(isinstance(each, dict) for each in answers)
        return answers if told or name not in self._terms else [*answers, self._terms[name]]

    def _ask(self, action: str, answer: object) -> None:
        self.asked.append(action)
        self._actions.setdefault(action, []).append(answer)

    def _returned(self, asked: Asked) -> None:
        """What a mocked sub-script was told."""
        script, name = asked_for(asked.action)
        told = self._scripts.setdefault(script, [])
        if asks_way(asked.action):
            told.append({"way": asked.result, "gives": {}})
        elif asked.result is not None:
            gives = told[-1]["gives"]
            if isinstance(gives, dict):
                gives[name] = plain(asked.result)

    def _chosen(self, want: ChooseOffer, offer: ChosenOffer | None) -> None:
        """What offer there was for a step."""
        if want.offer is not None:
            self._named.setdefault(want.offer, []).append(_NONE if offer is None else _terms(offer))
            return
        self._slots.setdefault(want.slot or "", []).append(_NONE if offer is None else offer.key)
        if offer is not None:
            self._terms.setdefault(offer.key, _terms(offer))


def _shortened(answers: list[object] | list[dict[str, object]]) -> object:
    """One answer instead of a list of it, as the last one repeats; a list that is a result stays in a list."""
    kept = list(answers)
    while len(kept) > 1 and kept[-1] == kept[-2]:
        kept.pop()
    return kept[0] if len(kept) == 1 and not isinstance(kept[0], list) else kept


def _terms(offer: ChosenOffer) -> dict[str, object]:
    """An offer as a test describes it."""
    words = {"name": offer.names, "treatment": offer.treatment, "why": offer.why}
    values = {each: getattr(offer, each) or None for each in ("kind", "price", "term", "cooling_off", "valid_until")}
    return {
        **{name: _words(each) for name, each in words.items() if each},
        **{name: plain(value) for name, value in values.items() if value is not None},
    }


def _words(words: Words) -> object:
    """A text once where it is the same in every language."""
    return next(iter(words.values())) if len(set(words.values())) == 1 and len(words) > 1 else dict(words)
