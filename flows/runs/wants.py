"""What a run asks of the outside after a turn; the answer is the next move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from scripts_dsl.script import Once


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAction:
    """Ask the outside for data or an action; answered by ActionResult with the same `key`.

    `key` names this one asking in the run · `once_key` is the same for every asking of this step, also in another run of the
    interaction · `parameters` are typed values, unset ones left out.
    """

    key: str
    once_key: str
    script: str
    step: str
    visit: int
    action: str
    parameters: Mapping[str, object]
    timeout: timedelta
    once: Once


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseOffer:
    """Choose the offer of a step: the named one, or the best of the slot; answered by OfferChosen in the same transaction.

    `answered` are the offers this run may not show again in a slot.
    """

    script: str
    step: str
    offer: str | None
    slot: str | None
    answered: tuple[str, ...]


Want = AskAction | ChooseOffer
