"""Previewing: a text that is being written, walked as the agent with a sample customer, in memory; nothing is stored, sent or dialled.

The browser keeps the moves and sends them all each time: they are made anew from where it began, so the walk follows every change of the
text and of the live variables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.connectors.ports import ActionFailed, Bss
from flows.customers.customer import CustomerOnDesk
from flows.offers.chosen_offer import ChosenOffer
from flows.offers.decision import Decision
from flows.offers.offer import BEST, Offer
from flows.offers.policy import Rest
from flows.offers.ranking import Dice, Recommendation, Situation, decide, decide_named
from flows.publishing.bundle import Bundle
from flows.publishing.frozen import thaw
from flows.routing.presence import offline
from flows.runs import moves as moved
from flows.runs import turn as turns
from flows.runs.refusals import FieldsWrongError, MoveRefused
from flows.runs.run import Run
from flows.runs.turn import Turn
from flows.runs.variables import given_by_record, starting_values
from flows.runs.view import view
from flows.runs.wants import AskAction, ChooseOffer
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.money import Money
from scripts_dsl.script import DoStep
from scripts_dsl.types import EnumType, ListType, RecordType, ValueType, present
from workspace.desk.state import DeskState, OpenRun
from workspace.screens.desk_script import ScriptPanel
from workspace.screens.show_script import show_run
from workspace.scripts.bundles import Published, offer_catalogue
from workspace.scripts.publishing import Checked
from workspace.scripts.records import ORDERS_SHOWN_FOR, known_zone, typed_customer
from workspace.studio.live_variables import Changes
from workspace.transactions.runs import CURRENCY
from workspace.translations import Language
from workspace.wiring.parts import Person, Unit, new_id

MOST_MOVES = 300
"""Moves a preview follows; nobody walks further by hand."""
NO_DICE = Dice(1.0, 0.0)
PREVIEW_ID = UUID(int=0)


@dataclass(frozen=True)
class Sample:
    """Who the preview is played with: the customer, what is recommended to them, what rests, and the live offers."""

    now: datetime
    customer: CustomerOnDesk | None
    agent: Mapping[str, Any]
    recommendations: Mapping[str, Recommendation]
    rests: Mapping[str, Rest]
    offers: Mapping[str, Offer]
    catalogue: str
    record: Mapping[str, object]
    """The customer as conditions read them."""

    @property
    def zone(self) -> str:
        """The customer's IANA zone."""
        return known_zone(self.customer.customer.zone if self.customer else None)

    @property
    def given(self) -> dict[str, Any]:
        """The records that a script reads."""
        known = {"crm.customer": self.customer.for_script()} if self.customer else {}
        return {**known, "desk.agent": dict(self.agent)}


@dataclass(frozen=True)
class Walked:
    """Where the moves led: the run, how many of them could be made, and what was wrong with the fields of the last one.

    `given` is what the run began with, `language` the one it began in, `whole` every move, those of the outside included.
    """

    run: Run
    made: int
    given: Mapping[str, object]
    language: str
    whole: tuple[moved.Move, ...]
    wrong: FieldsWrongError | None = None
    typed: Mapping[str, object] = field(default_factory=dict)


def sample_of(unit: Unit, person: Person, customer_id: UUID | None) -> Sample:
    """Everything the preview needs from the database, read at once; an unknown customer is none."""
    customer = unit.customers.on_desk(customer_id, unit.now - ORDERS_SHOWN_FOR) if customer_id else None
    known = customer.customer.id if customer else None
    catalogue = offer_catalogue(unit)
    zone = known_zone(customer.customer.zone if customer else None)
    recommended, rests = unit.offers.standing_for(known)
    return Sample(
        now=unit.now,
        customer=customer,
        agent={"badge": person.badge, "name": person.name},
        recommendations=recommended,
        rests=rests,
        offers=catalogue.offers,
        catalogue=catalogue.version,
        record=typed_customer(unit, {"crm.customer": customer.for_script()}, zone) if customer else {},
    )


def bundle_of(key: str, source: str, checked: Checked) -> Bundle | None:
    """The text as a script that can be walked; None while it has errors."""
    return None if checked.errors else thaw("preview", key, source, checked.parts)


def walk(
    bundle: Bundle,
    sample: Sample,
    moves: Sequence[moved.Move],
    language: str,
    bss: Bss,
    *,
    outside_is_down: bool = False,
    from_step: str = "",
    changes: Changes | None = None,
) -> Walked:
    """Start the script and make the moves, as far as they still fit. Actions that write are only played; those that read are asked.

    `from_step` begins at a step of the main script, with what the steps before it would have looked up; the start where it has no such
    step · `changes` stand in for what the sample customer and other systems say.
    """
    begins = bundle.script.steps.get(from_step)
    player = _Player(bundle, sample, bss, outside_is_down, changes)
    given: Mapping[str, object] = sample.given
    if begins is not None:
        bundle = replace(bundle, script=replace(bundle.script, start=begins.id))
        player = _Player(bundle, sample, bss, outside_is_down, changes)
        given = {**given, **player.looked_up(before=begins.id, language=language)}
    if changes is not None:
        given = changes.given(given, from_a_step=begins is not None)
    started = turns.start(bundle, given, now=sample.now, language=language, zone=sample.zone, currency=CURRENCY)
    run = player.settle(started)

    def walked(made: int, wrong: FieldsWrongError | None = None, typed: Mapping[str, object] | None = None) -> Walked:
        return Walked(run, made, given, started.run.language, tuple(player.made), wrong, typed or {})

    for number, made in enumerate(moves[:MOST_MOVES]):
        try:
            run = player.move(run, made)
        except FieldsWrongError as wrong:
            return walked(number, wrong, made.fields if isinstance(made, moved.SubmitForm) else {})
        except MoveRefused:
            return walked(number)
    return walked(min(len(moves), MOST_MOVES))


def show_walk(walked: Walked, bundle: Bundle, sample: Sample, person: Person, language: Language, *, version: int) -> ScriptPanel:
    """The script panel as the agent would see it; `version` is the number it would be published under."""
    seen = view(walked.run, bundle, now=sample.now, language=language)
    script = Published(PREVIEW_ID, bundle.script.name, version, bundle)
    open_run = OpenRun({"id": "preview"}, walked.run, script, seen, {})
    state = DeskState(sample.now, person, language, 0, offline(person.id, sample.now), customer=sample.customer, run=open_run)
    return ScriptPanel("preview", show_run(open_run, state, walked.wrong, walked.typed))


def weigh(sample: Sample, offer: Offer | None = None) -> Decision:
    """All live offers weighed for the sample customer, the best first; `offer` stands in for the live one of its key.

    One that is not ranked is weighed alone, as where a script names it.
    """
    situation = situation_of(sample, sample.record, None)
    if offer is not None and not offer.ranked:
        return decide_named(offer, situation, catalogue=sample.catalogue)
    offers = {**sample.offers, **({offer.key: offer} if offer else {})}
    return decide(offers.values(), situation, NO_DICE, catalogue=sample.catalogue, epsilon=0.0)


def situation_of(
    sample: Sample, customer: Mapping[str, object], plan: object, *, slot: str = BEST, answered: Sequence[str] = ()
) -> Situation:
    """What a decision about the sample customer looks at."""
    return Situation(
        environment=Environment({"customer": customer, "plan": plan}, sample.now, ZoneInfo(sample.zone)),
        slot=slot,
        recommendations=sample.recommendations,
        rests=sample.rests,
        answered=answered,
        personalised=not customer.get("no_personalised_marketing", False),
    )


class _Player:
    """Plays the outside of one walk: offers are really chosen, reads really asked, writes answered with a sample.

    `made` is every move of the walk, the answers of the outside included.
    """

    def __init__(self, bundle: Bundle, sample: Sample, bss: Bss, is_down: bool, changes: Changes | None) -> None:
        self.made: list[moved.Move] = []
        self._bundle = bundle
        self._sample = sample
        self._bss = bss
        self._is_down = is_down
        self._changes = changes

    def move(self, run: Run, made: moved.Move) -> Run:
        """The run after a move and everything that it makes the outside do. Raises MoveRefused."""
        result = turns.move(run, self._bundle, made, now=self._sample.now)
        self.made.append(made)
        return self.settle(result)

    def settle(self, result: Turn) -> Run:
        """The run after everything that the turn wants was played."""
        run = result.run
        for want in result.wants:
            run = self.move(run, self._choose(run, want) if isinstance(want, ChooseOffer) else self._act(run, want))
        return run

    def looked_up(self, *, before: str, language: str) -> dict[str, object]:
        """What the steps that come before a step would have read from other systems, by the variable that keeps it."""
        found: dict[str, object] = {}
        script, zone = self._bundle.script, ZoneInfo(self._sample.zone)
        records, _ = given_by_record(self._bundle, self._sample.given, zone, CURRENCY)
        values, _ = starting_values(script, records, {}, zone, CURRENCY, main=True)
        environment = Environment(values, self._sample.now, zone)
        order = list(script.steps)
        for step in (script.steps[each] for each in order[: order.index(before)]):
            if not isinstance(step, DoStep) or step.save_as is None or self._is_down or not self._is_asked(step.action):
                continue
            passed = {
                each.name: each.value.evaluate(environment)
                if isinstance(each.value, Expression)
                else each.value.text(environment, language, missing="")
                for each in step.arguments
            }
            try:
                found[step.save_as] = self._bss.ask(step.action, passed, new_id(), step.timeout)
            except ActionFailed:
                continue
        return found

    def _choose(self, run: Run, want: ChooseOffer) -> moved.OfferChosen:
        customer = run.given.get("crm.customer")
        record = customer if isinstance(customer, Mapping) else {}
        situation = situation_of(self._sample, record, run.value("plan"), slot=want.slot or BEST, answered=want.answered)
        named = self._sample.offers.get(want.offer) if want.offer else None
        if want.offer and named is None:
            return moved.OfferChosen(None)
        if named is not None:
            decision = decide_named(named, situation, catalogue=self._sample.catalogue)
        else:
            decision = decide(self._sample.offers.values(), situation, NO_DICE, catalogue=self._sample.catalogue, epsilon=0.0)
        return moved.OfferChosen(self._chosen(decision, situation))

    def _chosen(self, decision: Decision, situation: Situation) -> ChosenOffer | None:
        if decision.chosen is None:
            return None
        offer = self._sample.offers[decision.chosen]
        channel = self._bundle.script.channel
        return offer.chosen(
            "inbound" if channel == "any" else channel,
            situation.environment,
            personalised=decision.personalised,
            why=decision.reason,
            decision="preview",
        )

    def _act(self, run: Run, want: AskAction) -> moved.ActionResult:
        signature = self._bundle.catalogue.actions.get(want.action)
        if self._is_down:
            return moved.ActionResult(want.key, error="down" if signature and "down" in signature.error_kinds else "timeout")
        if not self._is_asked(want.action):
            result = sample_value(signature.result, self._sample.now) if signature and signature.result else None
            return moved.ActionResult(want.key, result=self._changed(run, result))
        try:
            result = self._bss.ask(want.action, want.parameters, new_id(), want.timeout)
        except ActionFailed as failed:
            return moved.ActionResult(want.key, error=failed.kind.value)
        return moved.ActionResult(want.key, result=self._changed(run, result))

    def _is_asked(self, action: str) -> bool:
        """Whether another system is really asked: it only reads."""
        signature = self._bundle.catalogue.actions.get(action)
        return signature is not None and not (signature.writes or signature.verifies or signature.built_in)

    def _changed(self, run: Run, result: object) -> object:
        """An answer with the live variables that somebody changed."""
        step = self._bundle.script.steps.get(run.step) if run.frame.script == self._bundle.script.name else None
        return self._changes.answered(step.save_as, result) if self._changes is not None and isinstance(step, DoStep) else result


def sample_value(type_: ValueType, now: datetime) -> object:
    """A value of a type, for actions that are only played."""
    match present(type_):
        case RecordType() as record:
            return {name: sample_value(each.type, now) for name, each in record.fields.items()}
        case ListType() as several:
            return (sample_value(several.item, now),)
        case EnumType() as choices:
            return choices.values[0]
        case scalar:
            return _SCALARS.get(str(scalar), lambda _: "PREVIEW-1")(now)


_SCALARS: Mapping[str, Any] = {
    "number": lambda _: Decimal(1),
    "money": lambda _: Money(Decimal(10), CURRENCY),
    "yesno": lambda _: True,
    "date": lambda now: now.date() + timedelta(days=1),
    "time": lambda now: now.time().replace(microsecond=0),
    "datetime": lambda now: now + timedelta(days=1),
    "files": lambda _: (),
}
