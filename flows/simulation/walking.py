"""A simulation: one script walked by the live engine with many customers whose answers are drawn, to see what it will do before it does."""

from collections.abc import Callable
from datetime import timedelta
from random import Random  # noqa: TID251 - the type of the dice that are handed in

from flows.runs import moves, turn
from flows.runs.limits import VISITS
from flows.runs.refusals import MoveRefused
from flows.runs.run import Run
from flows.runs.turn import Turn
from flows.runs.wants import AskAction, Want
from flows.simulation.agent import SimulatedAgent, Stop, seconds_of_action
from flows.simulation.drawing import Drawing
from flows.simulation.outside import SimulatedOutside
from flows.simulation.plan import Plan
from flows.simulation.tally import Tally
from flows.simulation.values import MadeUp

MOST_MOVES = 10 * VISITS
"""Moves after which a call is given up; the engine's own limits end every call long before."""
TOLD_EVERY = 500
"""Calls between two tellings of how far it is."""


def simulate(plan: Plan, calls: int, dice: Random, tell: Callable[[int], None] | None = None) -> Tally:
    """Walk that many calls, customers in turn; the same plan and dice give the same counts. `tell` takes how many calls are done."""
    simulation = Simulation(plan, dice)
    for number in range(calls):
        simulation.call(number)
        if tell is not None and (number + 1) % TOLD_EVERY == 0:
            tell(number + 1)
    return simulation.tally


class Simulation:
    """The calls of one plan, and what was counted of them so far."""

    def __init__(self, plan: Plan, dice: Random) -> None:
        drawing = Drawing(dice, plan.history)
        self.tally = Tally(plan.bundle)
        self._plan = plan
        self._dice = dice
        self._values = MadeUp(dice, plan.currency)
        self._agent = SimulatedAgent(plan, dice, drawing)
        self._outside = SimulatedOutside(plan, dice, drawing)

    def call(self, number: int) -> None:
        """Walk one call to its end and count it."""
        call = _Call(self._plan, self.tally, self._agent, self._outside)
        call.start(number, self._parameters())
        call.walk()

    def _parameters(self) -> dict[str, object]:
        """Parameters of a sub-script that is simulated alone."""
        wanted = self._plan.bundle.script.parameters.values()
        return {each.name: self._values.of_type(each.type, self._plan.began_at) for each in wanted}


class _Call:
    """One call being walked: the run, the seconds so far, the steps where the agent stood."""

    run: Run

    def __init__(self, plan: Plan, tally: Tally, agent: SimulatedAgent, outside: SimulatedOutside) -> None:
        self._plan = plan
        self._tally = tally
        self._agent = agent
        self._outside = outside
        self._now = plan.began_at
        self._seconds = 0.0
        self._seen = 0

    def start(self, number: int, parameters: dict[str, object]) -> None:
        """Begin with the customer whose turn it is."""
        customer = self._plan.customers[number % len(self._plan.customers)] if self._plan.customers else None
        given = {"desk.agent": dict(self._plan.agent), **({"crm.customer": customer.record} if customer else {})}
        language = customer.language if customer else ""
        zone = customer.zone if customer else "UTC"
        script = self._plan.bundle
        begun = turn.start(script, given, now=self._now, language=language, zone=zone, currency=self._plan.currency, parameters=parameters)
        self._took(begun)

    def walk(self) -> None:
        """Make moves until the run is over."""
        for _ in range(MOST_MOVES):
            if self.run.status == "done":
                break
            if self.run.status == "waiting":
                self._take(self._answer(self._wants[-1]))
                continue
            stop = Stop(self.run, self._plan.bundle, self._now)
            self._seen += 1
            self._spend(self._agent.seconds_at(stop))
            if not self._at(stop):
                break
        if self.run.status == "done":
            stop = Stop(self.run, self._plan.bundle, self._now)
            self._tally.leave(stop.place, "end")
        self._tally.call(self.run, self._seen, self._seconds, self._end())

    def _at(self, stop: Stop) -> bool:
        """Do what is done at a step; False where nothing could be."""
        todo = self._agent.moves_at(stop)
        if not todo:
            return self._stuck(stop)
        for made in todo:
            if isinstance(made, moves.OpenObjection):
                self._spend(self._agent.seconds_of_objection(stop, made.objection))
            self._noting(stop, made)
            try:
                self._take(made)
            except MoveRefused:
                return self._stuck(stop)
            if self.run.arrival != stop.run.arrival:
                break
        return True

    def _noting(self, stop: Stop, made: moves.Move) -> None:
        """Count how a step is left where no way of its own leads on."""
        if isinstance(made, moves.HungUp | moves.TakeExit):
            exits = made.exit if isinstance(made, moves.TakeExit) else "hung_up"
            self._tally.leave(stop.place, f"exit.{exits}")
        elif isinstance(made, moves.Continue) and self.run.objection is not None:
            self._tally.leave(stop.place, f"objection.{self.run.objection}")

    def _stuck(self, stop: Stop) -> bool:
        """No move fits: the agent closes early, as agents do."""
        self._tally.leave(stop.place, "stuck")
        try:
            self._take(moves.GoToWrapUp())
        except MoveRefused:
            return False
        return True

    def _answer(self, want: Want) -> moves.Move:
        if not isinstance(want, AskAction):
            return self._outside.choose(self.run, want, self._now)
        answer = self._outside.act(want, self._now)
        self._spend(seconds_of_action(answer.error, want.timeout))
        return answer

    def _take(self, made: moves.Move) -> None:
        self._took(turn.move(self.run, self._plan.bundle, made, now=self._now))

    def _took(self, result: Turn) -> None:
        self.run = result.run
        self._wants = result.wants
        self._tally.ways(result.ways)
        self._tally.events(result.events)

    def _spend(self, seconds: float) -> None:
        self._seconds += seconds
        self._now += timedelta(seconds=seconds)

    def _end(self) -> str:
        """How the call ended, in one word."""
        run = self.run
        if run.status != "done":
            return "stuck"
        if run.stopped is not None:
            return "stopped"
        if run.returned is not None:
            return f"return.{run.returned}"
        return f"exit.{run.left_by}" if run.left_by else "hung_up" if run.hung_up else "wrapped_up"
