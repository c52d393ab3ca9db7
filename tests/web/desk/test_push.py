"""A push equals a reload, and so does an action's own answer: for every action of the desk (docs/desk.md)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows.telephony.call_event import CallEventKind
from tests.outbound import add_campaign, add_task, daytime_zone
from tests.web.conftest import Visitor
from tests.web.desk.panels import panels_in
from tests.web.desk.walking import Walk
from tests.web.floor import BORN, Phone, add_card, add_customer, somebody
from tests.web.test_tasks import person_of
from workspace.commands.move_ticket import answer_ticket
from workspace.commands.route_waiting import route_waiting
from workspace.desk.keys import DELIVERED
from workspace.desk.screen import DeskSource
from workspace.knowledge import CardTexts
from workspace.realtime.protocol import Shown
from workspace.realtime.sources import Rendered
from workspace.render import Stamp, finish, push_html
from workspace.settings import load
from workspace.wiring.parts import Clock, Parts, Person, Submission, assemble, new_id


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    """Parts whose clock hardly moves: "a minute ago" is the same in both windows."""
    settings = load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True)
    made = assemble(settings, clock=Slow(), pool_size=4)
    yield made
    made.engine.dispose()


class Slow(Clock):
    """A clock that moves by a millisecond each time it is asked, from the beginning of a minute."""

    def __init__(self) -> None:
        self._at = super().now().replace(second=0, microsecond=0)

    def now(self) -> datetime:
        """A moment later."""
        self._at += timedelta(milliseconds=1)
        return self._at


class Window:
    """A desk's window: the page as it was loaded, and what the socket would push to it since."""

    def __init__(self, parts: Parts, visitor: Visitor) -> None:
        self._parts = parts
        self._visitor = visitor
        # The socket knows the person as they were when it was opened.
        with parts.units.begin() as unit:
            found = unit.sessions.find(visitor.client.cookies["cuecard_session"])
        assert found is not None
        self._person: Person = found
        self._shown = Shown()
        self.panels = panels_in(self._visitor.get("/desk").text)
        rendered = self._render()
        self._shown.differing(rendered.version, rendered.panels)

    def _render(self) -> Rendered:
        return DeskSource().render(self._parts, self._person, "en")

    @property
    def version(self) -> int:
        """The version on the screen."""
        return self._shown.version

    def pushed(self) -> list[str]:
        """Take the push; the names of the panels that came."""
        rendered = self._render()
        changed = self._shown.differing(rendered.version, rendered.panels)
        fragments = panels_in(finish(push_html(changed, "en"), Stamp("nonce", self._person.csrf)))
        self.panels |= fragments
        return list(fragments)


@dataclass(frozen=True)
class Action:
    """One action of the desk: how to get where it can be done, and doing it."""

    name: str
    before: Callable[[Walk], object]
    act: Callable[[Walk], object]


def drop_and_ring_back(walk: Walk) -> None:
    walk.talks().to_reason()
    walk.phone.customer_hangs_up("c1")
    walk.closes("cut_off")
    walk.phone.rings("c2")
    walk.phone.connects("c2", "1009")


def resume(walk: Walk) -> object:
    return walk.ask("runs", resume=walk.find('form[id^="resume-"] input[name=resume]').attributes["value"])


def a_notice(walk: Walk) -> None:
    with walk.parts.units.begin() as unit:
        words = {"text_en": "Line down", "text_zh": "线路故障"}
        unit.notices.add(id=new_id(), kind="announcement", must_acknowledge=True, audience={"everyone": True}, **words)
        unit.desks.touch(walk.agent.person_id)


def acknowledge(walk: Walk) -> object:
    path = walk.find('#panel-notices form[hx-post$="/acknowledgements"]').attributes["hx-post"]
    return walk.agent.desk(path)


def hang_up_first(walk: Walk) -> None:
    walk.talks()
    walk.phone.customer_hangs_up("c1")


def set_preferences(walk: Walk) -> object:
    return walk.agent.desk("/settings", {"sound": "on"})


def set_keys(walk: Walk) -> object:
    return walk.agent.desk("/keys", {**{key: key for key in DELIVERED}, "?": "F1", "digits": "alt"})


def open_a_ticket(walk: Walk) -> object:
    return walk.ask("tickets", about="billing/", subject="Charged twice", details="in October")


def talks_about_a_ticket(walk: Walk) -> None:
    walk.talks()
    open_a_ticket(walk)


def answer_the_ticket(walk: Walk) -> object:
    """Sofia answers while Ana talks with the customer."""
    sofia = somebody(walk.parts, "sofia", "supervisor")
    with walk.parts.units.read() as unit:
        (ticket,) = unit.tickets.listed("open", department="billing", person_id=sofia.id)
    answer_ticket(walk.parts, sofia, ticket["id"], "It is paid back", submission=Submission("k1", sofia.id, "/tickets", ""))
    return walk.agent.get("/desk/panels")


def publish_the_card(walk: Walk) -> object:
    """A supervisor publishes the card that Ana's step names."""
    with walk.parts.units.begin() as unit:
        add_card(unit, "broadband_speed", CardTexts("Slow lines", "网速慢", "Ask for the router.", "先问路由器。"))
    return walk.agent.get("/desk/panels")


def asks_for_transfer(walk: Walk) -> None:
    walk.talks().to_reason()
    walk.ask("transfers", to="queue:service")


def send_on(walk: Walk) -> object:
    walk.phone.tell("c1", CallEventKind.TRANSFERRED, extension="1009", transferred_to="service")
    return walk.agent.get("/desk/panels")


def a_due_task(walk: Walk) -> None:
    """A task of Ana's campaign, which offers its tasks of itself."""
    now = walk.parts.clock.now()
    add_task(walk.parts, add_campaign(walk.parts, person_of(walk.agent), distribution="push"), zone=daytime_zone(now))


def is_offered(walk: Walk) -> object:
    route_waiting(walk.parts)
    return walk.agent.get("/desk/panels")


def an_offered_task(walk: Walk) -> None:
    a_due_task(walk)
    route_waiting(walk.parts)


def press_of_the_bar(walk: Walk, form: str) -> object:
    return walk.agent.desk(walk.find(f"#panel-bar #{form}").attributes["action"])


ACTIONS = (
    Action("task on offer", a_due_task, is_offered),
    Action("task taken", an_offered_task, lambda walk: press_of_the_bar(walk, "take-task")),
    Action("task turned down", an_offered_task, lambda walk: press_of_the_bar(walk, "leave-task")),
    Action("ticket", Walk.talks, open_a_ticket),
    Action("answer of a ticket", talks_about_a_ticket, answer_the_ticket),
    Action("card of the step", lambda walk: walk.talks().to_reason(), publish_the_card),
    Action("presence", lambda walk: None, lambda walk: walk.agent.desk("/presence", {"state": "not_ready", "reason": "break"})),
    Action("pending presence", Walk.talks, lambda walk: walk.agent.desk("/presence", {"state": "not_ready", "reason": "break"})),
    Action("settings", lambda walk: None, set_preferences),
    Action(
        "keys", lambda walk: None, lambda walk: walk.agent.desk("/keys", {**{key: key for key in DELIVERED}, "?": "F1", "digits": "alt"})
    ),
    Action("answer", Walk.rings, lambda walk: walk.ask("answer")),
    Action("rejection", Walk.rings, lambda walk: walk.ask("rejection")),
    Action("call command", Walk.talks, lambda walk: walk.ask("call-commands", command="hold")),
    Action("transfer", Walk.talks, lambda walk: walk.ask("transfers", to="queue:service")),
    Action("transferred", asks_for_transfer, send_on),
    Action("customer", Walk.talks, lambda walk: walk.ask("customer", customer=add_customer(walk.parts, "Pedro Gomez", "+14155550177"))),
    Action("other script", Walk.talks, lambda walk: walk.ask("runs", script="plan_inquiry")),
    Action("resumed run", drop_and_ring_back, resume),
    Action("answer of say", Walk.talks, lambda walk: walk.send("answers")),
    Action("answer of ask", lambda walk: walk.talks().to_reason(), lambda walk: walk.send("answers", answer="slow")),
    Action(
        "form",
        lambda walk: (walk.talks().press("answers"), walk.press("answers", answer="yes")),
        lambda walk: walk.send("answers", fields="1", **{"field-date_of_birth": BORN}),
    ),
    Action(
        "tick", lambda walk: walk.talks().to_offer().press("offer-responses", response="accepted"), lambda w: w.send("ticks", line="price")
    ),
    Action("consent", lambda walk: walk.talks().to_consent(), lambda walk: walk.send("consents", consent="given")),
    Action(
        "offer response",
        lambda walk: walk.talks().to_offer(),
        lambda walk: walk.send("offer-responses", response="declined", reason="price"),
    ),
    Action("objection", lambda walk: walk.talks().to_offer(), lambda walk: walk.send("objections", objection="too_expensive")),
    Action("back", lambda walk: walk.talks().press("answers"), lambda walk: walk.send("back")),
    Action("jump", lambda walk: walk.talks().to_reason(), lambda walk: walk.send("jumps", visit="0")),
    Action("exit", Walk.talks, lambda walk: walk.send("exits", exit="do_not_call")),
    Action(
        "cancellation",
        lambda walk: walk.talks().to_consent().press("consents", consent="given"),
        lambda walk: walk.send("cancellations"),
    ),
    Action("language of the call", Walk.talks, lambda walk: walk.send("language", language="zh")),
    Action(
        "offer response beside",
        Walk.talks,
        lambda walk: walk.ask("offer-responses", offer="fibre_1000m", response="declined", reason="price"),
    ),
    Action("notes", Walk.talks, lambda walk: walk.ask("notes", text="wants it quicker")),
    Action(
        "draft",
        lambda walk: (walk.talks().press("answers"), walk.press("answers", answer="yes")),
        lambda walk: walk.send("drafts", **{"field-date_of_birth": "19"}),
    ),
    Action("wrap-up during the call", Walk.talks, lambda walk: walk.closes("info_only")),
    Action("wrap-up", hang_up_first, lambda walk: walk.closes("cut_off")),
    Action("more time", hang_up_first, lambda walk: walk.ask("wrap-up-extensions")),
    Action("acknowledgement", a_notice, acknowledge),
)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_a_push_and_the_answer_equal_a_reload(parts: Parts, ana: Visitor, phone: Phone, walk: Walk, action: Action) -> None:
    action.before(walk)
    window = Window(parts, ana)
    before, version = dict(window.panels), window.version
    answer = action.act(walk)
    assert answer.status_code in (200, 204), answer.text  # type: ignore[attr-defined]
    window.pushed()
    fresh = panels_in(ana.get("/desk").text)
    assert fresh != before, "nothing changed: the action shows nothing"
    assert window.version > version, "the version was not raised: a lost push would not be repaired"
    assert window.panels == fresh
    if answer.status_code == 200:  # type: ignore[attr-defined]
        assert panels_in(answer.text) == fresh  # type: ignore[attr-defined]
