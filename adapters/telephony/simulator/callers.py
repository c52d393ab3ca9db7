"""Who rings: numbers to draw from, by what our records will make of them."""

from collections.abc import Collection
from dataclasses import dataclass

from adapters.telephony.simulator.settings import CallerMix
from adapters.telephony.simulator.times import Chance, one_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """The numbers of one customer each (`known`), of several (`shared`) and of none (`unknown`)."""

    known: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def draw(self, chance: Chance, mix: CallerMix, engaged: Collection[str | None]) -> str | None:
        """The number of the next caller, None for withheld: also when there is nobody else, or all of a sort are `engaged` on a call."""
        sorts = ((self.known, mix.known), (self.shared, mix.shared), (self.unknown, mix.unknown))
        choices = [(numbers, weight) for numbers, weight in sorts if numbers and weight > 0]
        if mix.withheld > 0 or not choices:
            choices.append(((), mix.withheld or 1))
        free = [number for number in one_of(chance, choices) if number not in engaged]
        return one_of(chance, [(number, 1) for number in free]) if free else None
