"""Walking a call at the desk: what the page shows, its buttons pressed, and the worker's part done when we say so."""

from typing import Any
from uuid import UUID

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.telephony.call_event import CallEventKind
from tests.web.conftest import Visitor
from tests.web.floor import BORN, BROADBAND_NUMBER, Phone, add_account, add_customer
from workspace.commands.ask_action import ask_action, open_actions
from workspace.wiring.parts import Parts

EXTENSION = "1009"


class Walk:
    """One agent's way through a call."""

    def __init__(self, parts: Parts, agent: Visitor, phone: Phone) -> None:
        self.parts = parts
        self.agent = agent
        self.phone = phone
        self.customer_id: UUID | None = None
        self.account = ""

    def rings(self, call_id: str = "c1", number: str | None = "+14155550123", dialled: str = BROADBAND_NUMBER) -> "Walk":
        """A customer rings who has a line of 100 Mbps."""
        if self.customer_id is None:
            self.customer_id = add_customer(self.parts)
            self.account = add_account(self.parts, self.customer_id)
        self.phone.rings(call_id, number, dialled)
        return self

    def talks(self, call_id: str = "c1", **more: Any) -> "Walk":
        """The customer rings and is put through."""
        self.rings(call_id, **more)
        self.phone.connects(call_id, EXTENSION)
        return self

    @property
    def interaction(self) -> UUID:
        """The open interaction."""
        with self.parts.units.read() as unit:
            return unit.interactions.open_of(self.agent.person_id)[-1].id

    @property
    def run(self) -> dict[str, Any]:
        """The run on the screen, as stored."""
        with self.parts.units.read() as unit:
            run = unit.runs.current(self.interaction)
        assert run is not None
        return run

    @property
    def step(self) -> str:
        """The step where the run stands."""
        return str(self.run["step_key"])

    def page(self) -> LexborHTMLParser:
        """The desk as it is now."""
        answer = self.agent.get("/desk")
        assert answer.status_code == 200, answer.text
        return LexborHTMLParser(answer.text)

    def find(self, selector: str) -> LexborNode:
        """The first element of the page that fits."""
        found = self.page().css_first(selector)
        assert found is not None, selector
        return found

    def send(self, noun: str, key: str = "", **fields: object) -> Any:
        """Send a form of the run at its present turn; returns the response."""
        run = self.run
        return self.agent.desk(f"/runs/{run['id']}/{noun}", {"turn": run["turn"], **fields}, key=key)

    def press(self, noun: str, **fields: object) -> LexborHTMLParser:
        """Send a form of the run that is taken; returns the panels it answered."""
        answer = self.send(noun, **fields)
        assert answer.status_code == 200, answer.text
        return LexborHTMLParser(answer.text)

    def ask(self, noun: str, key: str = "", **fields: object) -> Any:
        """Send a form of the interaction; returns the response."""
        return self.agent.desk(f"/interactions/{self.interaction}/{noun}", fields, key=key)

    def do_actions(self) -> None:
        """Let the worker ask what is asked for."""
        for action_id in open_actions(self.parts):
            ask_action(self.parts, action_id)

    def to_reason(self) -> "Walk":
        """Greet, check who it is, load the plan."""
        self.press("answers")
        self.press("answers", answer="yes")
        self.press("answers", fields="1", **{"field-date_of_birth": BORN})
        self.do_actions()
        self.press("answers")
        self.do_actions()
        assert self.step == "reason", self.step
        return self

    def to_offer(self) -> "Walk":
        """Up to the offer that the author named for a slow line."""
        self.to_reason().press("answers", answer="slow")
        assert self.step == "offer_1000m", self.step
        return self

    def to_consent(self) -> "Walk":
        """Accept, and tick every line."""
        self.to_offer().press("offer-responses", response="accepted")
        for line in ("price", "cooling_off"):
            self.press("ticks", line=line)
        return self

    def closes(self, code: str) -> Any:
        """Send the wrap-up."""
        return self.ask("wrap-up", disposition=code)


def confirm(walk: Walk, kind: CallEventKind, command: str, **more: object) -> None:
    """Let the switch do what the open command asks."""
    with walk.parts.units.begin() as unit:
        row = unit.interactions.open_of(walk.agent.person_id)[-1]
        asked = next(each for each in unit.switch.take() if each["kind"] == command)
    walk.phone.tell(row["call_id"], kind, extension=EXTENSION, command_id=str(asked["id"]), **more)
