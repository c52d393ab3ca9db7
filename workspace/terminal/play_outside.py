"""The outside of a script that is played by hand: what the given file does not say, the person is asked."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from flows.offers.chosen_offer import ChosenOffer, words_in
from flows.offers.offer import Offer
from flows.publishing.bundle import Bundle
from flows.runs.wants import AskAction, ChooseOffer
from flows.script_tests.player import Player
from flows.script_tests.world import UntoldError, World
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.testing import Answered, Outside
from scripts_dsl.testing.loader import load_answer
from scripts_dsl.values import to_json
from workspace.terminal.play_table import LeftError, Table


class AskingWorld(World):
    """A world that asks the person at the table for what nobody told it."""

    def __init__(
        self, outside: Outside, bundle: Bundle, offers: Mapping[str, Offer], table: Table, *, zone: tzinfo, currency: str, now: datetime
    ) -> None:
        super().__init__(outside, bundle.catalogue, zone, currency)
        self._told = outside
        self._bundle = bundle
        self._offers = offers
        self._table = table
        self._zone_of_customer = zone
        self._now = now
        self.player: Player | None = None

    def answer(self, want: AskAction) -> Answered | None:
        """What comes of an action; None: the agent waits for it."""
        if want.action in self._told.actions:
            return super().answer(want)
        try:
            return self.asked(want.action, want.parameters)
        except LeftError:  # the walk ends here, waiting
            return None

    def asked(self, action: str, parameters: Mapping[str, object]) -> Answered | None:
        """What the person says comes of an action, None where nothing yet."""
        table = self._table
        sent = ", ".join(f"{name}: {to_json(value)}" for name, value in parameters.items())
        table.tell(f"{action} {table.word('asked')}" + (f" ({sent})" if sent else ""))
        errors = " | ".join(sorted(self._bundle.catalogue.actions[action].error_kinds))
        while True:
            typed = table.ask(table.word("result", errors=errors))
            if not typed:
                return None
            answered, problems = load_answer(typed, action, self._bundle.script, self._bundle.catalogue)
            if answered is not None:
                return None if answered.kind == "wait" else answered
            for problem in problems:
                table.tell(f"{problem.code} {problem.message(table.language)} {problem.hint_in(table.language)}".rstrip())

    def offer(self, want: ChooseOffer) -> ChosenOffer | None:
        """The offer there is for a step: the given one, the named one of the catalogue, or for a slot what the person chooses."""
        try:
            return super().offer(want)
        except UntoldError:
            if want.offer is not None:
                named = self._offers.get(want.offer)
                return None if named is None else self._frozen(named)
        fitting = [each for each in self._offers.values() if each.fills(want.slot or "") and each.key not in want.answered]
        names = [f"{each.key} {words_in(each.names, self._table.language)}" for each in fitting]
        try:
            place = self._table.choose(self._table.word("offer"), [*names, self._table.word("no_offer")])
        except LeftError:  # the walk ends here, without an offer
            place = None
        return None if place is None or place == len(fitting) else self._frozen(fitting[place])

    def _frozen(self, offer: Offer) -> ChosenOffer:
        """The offer in words for the customer of the walk."""
        run = self.player.run if self.player is not None else None
        plan = None if run is None else run.value("plan")
        customer = {} if run is None else run.given.get("crm.customer", {})
        environment = Environment({"customer": customer, "plan": plan}, self._now, self._zone_of_customer)
        why = {language: phrase.text(environment, language) for language, phrase in offer.reason.items()}
        channel = self._bundle.script.channel
        return offer.chosen("inbound" if channel == "any" else channel, environment, personalised=True, why=why)
