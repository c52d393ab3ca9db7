"""The outside of a simulated call: systems that answer or fail, and offers weighed as in a live call."""

from collections.abc import Mapping
from datetime import datetime
from random import Random  # noqa: TID251 - the type of the dice that are handed in
from zoneinfo import ZoneInfo

from flows.offers.offer import BEST
from flows.offers.ranking import Dice, Situation, decide, decide_named
from flows.runs.moves import ActionResult, OfferChosen
from flows.runs.run import Run
from flows.runs.wants import AskAction, ChooseOffer
from flows.simulation.drawing import Drawing
from flows.simulation.plan import Plan, place_of
from flows.simulation.values import MadeUp
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.script import DoStep

_NEVER_ITSELF = "cancelled"
"""The error kind that only an agent can make."""


class SimulatedOutside:
    """Answers what runs want of the outside."""

    def __init__(self, plan: Plan, dice: Random, drawing: Drawing) -> None:
        self._plan = plan
        self._dice = dice
        self._drawing = drawing
        self._values = MadeUp(dice, plan.currency)
        channel = plan.bundle.script.channel
        self.channel = "inbound" if channel == "any" else channel

    def act(self, want: AskAction, now: datetime) -> ActionResult:
        """What a system answers: a value made up, or a failure."""
        signature = self._plan.bundle.catalogue.actions.get(want.action)
        kinds = sorted(signature.error_kinds - {_NEVER_ITSELF}) if signature is not None else ["timeout"]
        failed = self._recorded(want, kinds) if self._plan.history else None
        if failed is None:
            failed = self._dice.choice(kinds) if self._dice.random() < self._plan.rates.failures else ""
        if failed:
            return ActionResult(want.key, error=failed)
        result = None if signature is None or signature.result is None else self._values.of_type(signature.result, now)
        return ActionResult(want.key, result)

    def _recorded(self, want: AskAction, kinds: list[str]) -> str | None:
        """The error kind of a way drawn from the history, empty for a success; None where nothing was recorded of the step."""
        step = self._plan.bundle.script_named(want.script).steps[want.step]
        if not isinstance(step, DoStep):
            return None
        place = place_of(self._plan.bundle.script.name, want.script, want.step)
        ways = {"next": "", **{way.name: kind for kind, way in step.errors.items()}}
        drawn = self._drawing.recorded(place, list(ways))
        if drawn is None or not ways[drawn]:
            return None if drawn is None else ""
        other = [kind for kind in kinds if kind not in step.errors] or kinds
        return ways[drawn] if ways[drawn] in kinds else self._dice.choice(other)

    def choose(self, run: Run, want: ChooseOffer, now: datetime) -> OfferChosen:
        """The offer that the ranking chooses for this customer."""
        offers = self._plan.offers
        situation = self._situation(run, want, now)
        if want.offer is not None:
            named = offers.get(want.offer)
            chosen = None if named is None else decide_named(named, situation, catalogue="").chosen
        else:
            dice = Dice(self._dice.random(), self._dice.random())
            chosen = decide(offers.values(), situation, dice, catalogue="", epsilon=self._plan.explored).chosen
        if chosen is None:
            return OfferChosen(None)
        offer = offers[chosen]
        return OfferChosen(offer.chosen(self.channel, situation.environment, personalised=situation.personalised, why={}))

    def _situation(self, run: Run, want: ChooseOffer, now: datetime) -> Situation:
        record = run.given.get("crm.customer")
        customer = record if isinstance(record, Mapping) else {}
        presented: dict[str, int] = {}
        for each in run.offers:
            presented[each.offer.key] = presented.get(each.offer.key, 0) + 1
        return Situation(
            environment=Environment({"customer": customer, "plan": run.value("plan")}, now, ZoneInfo(run.zone)),
            slot=want.slot or BEST,
            presented=presented,
            answered=want.answered,
            personalised=not customer.get("no_personalised_marketing", False),
        )
