"""Ways on drawn for simulated customers: as often as they were taken before, evenly where nothing is known."""

from collections.abc import Sequence
from random import Random  # noqa: TID251 - the type of the dice that are handed in

from flows.simulation.plan import History


class Drawing:
    """Draws ways on by dice and history."""

    def __init__(self, dice: Random, history: History) -> None:
        self._dice = dice
        self._history = history
        self._known = {place for place, _ in history}

    def draw(self, place: str, ways: Sequence[str]) -> str:
        """One of the ways on that are open at a step."""
        drawn = self.recorded(place, ways)
        return self._dice.choice(ways) if drawn is None else drawn

    def recorded(self, place: str, ways: Sequence[str]) -> str | None:
        """One of the ways by how often each was taken; None where none of them ever was."""
        if place not in self._known:
            return None
        counts = [self._history.get((place, way), 0.0) for way in ways]
        return self._dice.choices(ways, counts)[0] if sum(counts) > 0 else None
