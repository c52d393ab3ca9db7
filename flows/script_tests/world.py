"""The outside as a test describes it: answers to actions, ways out of mocked sub-scripts, offers, each list used in order."""

from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo
from typing import TypeVar

from flows.offers.chosen_offer import ChosenOffer
from flows.runs.wants import AskAction, ChooseOffer
from flows.script_tests.mocked import asked_for, asks_way
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.catalogue.builtins import OFFER
from scripts_dsl.testing import Answered, Outside, Returned, Terms
from scripts_dsl.values import read_value

_Item = TypeVar("_Item")


class UntoldError(Exception):
    """The test does not say what offer there is; `name` is the offer or slot/NAME."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class World:
    """The outside of one walk; knows how often it was asked for what."""

    def __init__(self, outside: Outside, catalogue: Catalogue, zone: tzinfo, currency: str) -> None:
        self._outside = outside
        self._catalogue = catalogue
        self._zone = zone
        self._currency = currency
        self._asked: Counter[str] = Counter()
        self._returned: Returned | None = None

    def answer(self, want: AskAction) -> Answered | None:
        """What comes of an action; None: the agent waits for it."""
        action = want.action
        told = self._outside.actions.get(action)
        if told is None:
            signature = self._catalogue.actions.get(action)
            return Answered("done") if signature is not None and signature.result is None else None
        answered = self._next(action, told)
        return None if answered.kind == "wait" else answered

    def mocked(self, action: str) -> object:
        """What a mocked sub-script is told: its way out first, then what it gives."""
        script, name = asked_for(action)
        if asks_way(action) or self._returned is None:
            self._returned = self._next(script, self._outside.scripts[script])
            return self._returned.way
        return self._returned.gives.get(name)

    def offer(self, want: ChooseOffer) -> ChosenOffer | None:
        """The offer there is for a step, None for none. Raises UntoldError."""
        if want.offer is not None:
            told = self._outside.offers.get(want.offer)
            if told is None:
                raise UntoldError(want.offer)
            terms = self._next(want.offer, told)
            return None if terms is None else self._chosen(want.offer, terms)
        slot = f"slot/{want.slot}"
        keys = self._outside.slots.get(want.slot or "")
        if keys is None:
            raise UntoldError(slot)
        key = self._next(slot, keys)
        described = next((each for each in self._outside.offers.get(key or "", ()) if each is not None), None)
        return None if key is None else self._chosen(key, described or Terms({}, {}, {}, {}))

    def _next(self, name: str, told: Sequence[_Item]) -> _Item:
        """The next of a list, the last one again and again."""
        position = self._asked[name]
        self._asked[name] += 1
        return told[min(position, len(told) - 1)]

    def _chosen(self, key: str, terms: Terms) -> ChosenOffer:
        values = {name: read_value(raw, OFFER.fields[name].type, self._zone, self._currency) for name, raw in terms.values.items()}
        present = {name: value for name, value in values.items() if value is not None}
        return ChosenOffer(key=key, names=terms.names, treatment=terms.treatment, why=terms.why, **present)  # type: ignore[arg-type]
