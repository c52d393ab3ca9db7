"""A morning of four people at once, told in English and in Chinese.

Sofia, the supervisor, sends a notice that everybody has to confirm. Ana sells broadband at her desk: a call rings, she says the script,
checks who it is, and her offer is refused. Mei answers for complaints beside her; a compensation needs Sofia's word, which Mei waits for
while the customer is on hold, and she wants her break after this call. Sofia writes to Ana, looks at her desk, and sees the department's
answer to a ticket arrive there. Bruno is on the road, with a telephone of 390 × 844 points: Ana asks him first and hands him the customer,
script, refusal and notes included. Sofia takes the call over from him, because the customer asked for her. In the evening the shift report
has all of them.

At every state of a desk axe finds nothing, in light and in dark; `CUECARD_PICTURES=DIR` keeps a picture of each.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from adapters.database.tables.interactions import reservations
from adapters.database.tables.scripts import run_actions
from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from tests.browser.test_accessibility import wrong_on
from tests.web.floor import BORN
from workspace.commands.move_ticket import answer_ticket
from workspace.wiring.parts import Person, Submission, new_id

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"
"""If nothing stands out beyond the edge of the screen."""


@dataclass(frozen=True)
class Words:
    """What is written and read in one language."""

    language: str
    buyer: str
    griever: str
    notice: str
    coaching: str
    note: str
    subject: str
    answer: str
    story: str
    sorry: str
    cash: str
    report: str


ENGLISH = Words(
    "en",
    "Rosa Delgado",
    "Omar Haddad",
    "The router is sold out until Friday.",
    "Ask how many work at home.",
    "Wants an installer on Friday",
    "Charged twice",
    "Paid back on Monday",
    "The line dropped every evening",
    "very sorry",
    "20 USD",
    "Shift report",
)
CHINESE = Words(
    "zh",
    "王秀英",
    "李建国",
    "路由器周五前缺货。",
    "问一下家里有几个人办公。",
    "希望周五上门安装",
    "重复扣费",
    "周一已退款",
    "晚上总是断线",
    "实在对不起",
    "20 CNY",
    "班次报表",
)


@pytest.mark.skipif(not os.environ.get("CUECARD_LONG_STORIES"), reason="two minutes a language: `make story` tells it")
@pytest.mark.parametrize("words", [pytest.param(ENGLISH, id="en"), pytest.param(CHINESE, id="zh")])
def test_a_morning_of_four(floor: Shift, sit: Callable[..., Seat], words: Words) -> None:
    story = Story(floor, sit, words)
    story.everybody_comes_and_confirms_the_notice()
    story.ana_checks_who_calls_and_her_offer_is_refused()
    story.mei_asks_for_approval_and_wants_her_break()
    story.sofia_writes_watches_and_the_department_answers()
    story.ana_asks_bruno_and_hands_over()
    story.ana_wraps_up_and_mei_has_her_break()
    story.sofia_takes_over_from_bruno()
    story.the_evening()
    assert story.wrong == []


class Story:
    """The four, and what axe found so far."""

    def __init__(self, floor: Shift, sit: Callable[..., Seat], words: Words) -> None:
        self.floor, self.words = floor, words
        self.wrong: list[str] = []
        language, digit = words.language, "3" if words.language == "en" else "4"
        self.buyer, self.griever = f"+1415555016{digit}", f"+1415555018{digit}"
        named = {"language": language, "attributes": {}}
        floor.customer(words.buyer, self.buyer, surname=words.buyer.split()[-1], **named)
        floor.customer(words.griever, self.griever, surname=words.griever.split()[-1], **named)
        self.sofia = sit(
            f"sofia_four_{language}", "supervisor", home="/board", language=language, name="Sofia Four", extension=f"29{digit}1"
        )
        self.ana = sit(f"ana_four_{language}", language=language, name="Ana Four")
        self.mei = sit(f"mei_four_{language}", language=language, name="Mei Four")
        self.bruno = sit(f"bruno_four_{language}", language=language, name="Bruno Four", viewport=PHONE)

    def look(self, seat: Seat, state: str) -> None:
        """Let axe look at the screen as it is."""
        self.wrong += [f"{seat.login}: {each}" for each in wrong_on(seat, state)]

    def takes_its_time(self) -> None:
        """Let no ring and no question run out while axe looks: a busy machine is no failure."""
        with self.floor.parts.units.begin() as unit:
            later = unit.now + timedelta(hours=1)
            unit.connection.execute(reservations.update().where(reservations.c.state == "offered").values(expires_at=later))
            unit.connection.execute(run_actions.update().where(~run_actions.c.applied).values(deadline_at=later))

    def answers(self, seat: Seat, value: str, then: str, text: str = "") -> None:
        """Press the answer of that value."""
        seat.presses(f"button[name=answer][value={value}]", then, text)

    def fills(self, seat: Seat, then: str, **fields: str) -> None:
        """Fill the fields of the step and go on."""
        for name, value in fields.items():
            seat.page.fill(f"#panel-script [name=field-{name}]", value)
        seat.presses("button.primary", then)

    def everybody_comes_and_confirms_the_notice(self) -> None:
        sofia = self.sofia.page
        sofia.goto("/notices")
        sofia.fill(f"textarea[name=text_{self.words.language}]", self.words.notice)
        sofia.check("input[name=must_acknowledge]")
        sofia.click("#notice button[type=submit]")
        for seat in (self.ana, self.mei, self.bruno):
            notice = seat.page.locator("#panel-notices .notice", has_text=self.words.notice)
            expect(notice).to_have_count(1, timeout=PATIENCE)
            if seat is self.bruno:
                self.look(seat, "idle-notice")
                assert seat.page.evaluate(NARROW)
            notice.get_by_role("button").click()
            expect(notice).to_have_count(0, timeout=PATIENCE)
        sofia.reload()
        sofia.get_by_role("link", name=self.words.notice).click()
        sofia.wait_for_url(re.compile("/notices/.+"))
        for name in ("Ana Four", "Mei Four", "Bruno Four"):
            self.sofia.sees(f"main tr:has-text('{name}')", ":")
        sofia.goto("/board")
        self.look(self.ana, "idle")

    def ana_checks_who_calls_and_her_offer_is_refused(self) -> None:
        ana = self.ana
        ana.goes_ready()
        self.floor.telephone.rings(self.buyer)
        ana.page.wait_for_selector("#panel-bar.is-ringing", timeout=PATIENCE)
        self.takes_its_time()
        self.look(ana, "ringing")
        ana.answers()
        self.look(ana, "talking")
        ana.presses("button.primary", "ask")
        self.answers(ana, "yes", "form")
        self.fills(ana, "say", date_of_birth=BORN)
        ana.presses("button.primary", "ask")
        self.answers(ana, "slow", "offer")
        first = ana.page.locator("#panel-script .offer-name").inner_text()
        ana.page.click("#panel-script button[name=reason][value=price]")
        expect(ana.page.locator("#panel-script .offer-name")).not_to_have_text(first, timeout=PATIENCE)
        ana.page.fill("#panel-notes textarea", self.words.note)
        ana.sees("#panel-notes [data-stamp]", ":")
        self.look(ana, "offer")

    def mei_asks_for_approval_and_wants_her_break(self) -> None:
        mei = self.mei
        mei.goes_ready()
        self.floor.telephone.rings(self.griever, "complaints")
        mei.answers()
        mei.page.keyboard.press("Control+k")
        mei.page.wait_for_selector("#palette[open]", timeout=PATIENCE)
        self.look(mei, "palette")
        mei.page.keyboard.press("Escape")
        mei.page.keyboard.press("?")
        mei.page.wait_for_selector("dialog[open]", timeout=PATIENCE)
        self.look(mei, "help")
        mei.page.keyboard.press("Escape")
        mei.presses("button.primary", "say", self.words.sorry)
        mei.presses("button.primary", "ask")
        self.answers(mei, "network", "form")
        self.fills(mei, "ask", what_happened=self.words.story)
        self.answers(mei, "no", "form")
        self.fills(mei, "ask")
        self.answers(mei, "yes", "ask")
        self.answers(mei, "phone", "say", "T")
        mei.presses("button.primary", "ask")
        self.answers(mei, "money", "form")
        self.fills(mei, "do", gesture=self.words.cash)
        self.takes_its_time()
        mei.page.click("#control-hold button")
        mei.page.wait_for_selector("#panel-bar.is-held", timeout=PATIENCE)
        self.look(mei, "held-approval")
        mei.page.click("#presence summary")
        mei.page.click("#presence-not_ready-break button")
        mei.sees("#presence .pending")

        asked = self.sofia.page.locator("#panel-approvals article", has_text="Mei Four")
        expect(asked).to_contain_text(self.words.story, timeout=PATIENCE)
        self.look(self.sofia, "board-approval")
        asked.locator("button[name=granted][value=yes]").click()
        expect(asked).to_have_count(0, timeout=PATIENCE)
        mei.at("say")
        mei.page.click("#control-resume button")
        mei.page.wait_for_selector("#panel-bar.is-talking", timeout=PATIENCE)

    def sofia_writes_watches_and_the_department_answers(self) -> None:
        ana, sofia = self.ana, self.sofia.page
        row = sofia.locator("#panel-agents tbody tr", has_text="Ana Four")
        row.locator("button[hx-get$='/messages']").click()
        expect(sofia.locator("#coaching-text")).to_be_focused(timeout=PATIENCE)
        sofia.keyboard.type(self.words.coaching)
        sofia.click("#send-coaching button")
        message = ana.page.locator("#panel-notices .is-coaching")
        expect(message).to_contain_text(self.words.coaching, timeout=PATIENCE)
        self.look(ana, "coaching")
        message.get_by_role("button").click()
        expect(message).to_have_count(0, timeout=PATIENCE)

        ana.page.click("#panel-caller details[id^=ticket-] summary")
        ana.page.fill("#panel-caller input[name=subject]", self.words.subject)
        ana.page.click("#panel-caller form[id^=open-ticket] button[type=submit]")
        ana.sees("#panel-caller .is-ticket", self.words.subject)
        sofia.goto(f"/board/desks/{ana.person_id}")
        expect(sofia.locator(".mirror #panel-caller")).to_contain_text(self.words.subject, timeout=PATIENCE)
        self.look(self.sofia, "mirror")
        self.a_department_answers()
        ana.sees("#panel-caller .is-ticket .history-note", self.words.answer)
        expect(sofia.locator(".mirror #panel-caller")).to_contain_text(self.words.answer, timeout=PATIENCE)

    def a_department_answers(self) -> None:
        parts = self.floor.parts
        clerk = self.floor.person(f"bella_four_{self.words.language}", "department", name="Bella")
        with parts.units.begin() as unit:
            (ticket,) = unit.tickets.listed("open", department="", person_id=clerk, words=self.words.subject)[-1:]
            department = unit.departments.by_key(ticket["department"])
            assert department is not None
            unit.people.change(clerk, department_id=department["id"])
        bella = Person(clerk, "bella", "Bella", "", "department", None, None, None, "en", {})
        answer_ticket(parts, bella, ticket["id"], self.words.answer, close=False, submission=Submission(new_id().hex, clerk, "/test", ""))

    def ana_asks_bruno_and_hands_over(self) -> None:
        ana, bruno = self.ana, self.bruno
        bruno.goes_ready()
        offer = ana.page.locator("#panel-script .offer-name").inner_text()
        ana.page.keyboard.press("Alt+t")
        ask = ana.page.locator("#transfer-targets form[id^='transfer-warm-'] button", has_text="Bruno Four")
        expect(ask).to_be_visible(timeout=PATIENCE)
        self.look(ana, "transfer")
        ask.click()
        bruno.sees("#question", self.words.note)
        self.look(bruno, "asked")
        ana.page.click("#control-hand_over button", timeout=PATIENCE)
        bruno.page.wait_for_selector("#panel-bar.is-talking", timeout=PATIENCE)
        expect(bruno.page.locator("#panel-script .offer-name")).to_have_text(offer, timeout=PATIENCE)
        bruno.sees("#panel-notes .earlier-note", self.words.note)
        assert bruno.page.evaluate(NARROW)
        self.look(bruno, "phone-talking")

    def ana_wraps_up_and_mei_has_her_break(self) -> None:
        ana, mei = self.ana, self.mei
        expect(ana.page.locator("#panel-wrapup input[name=disposition]:checked")).to_have_value("transferred", timeout=PATIENCE)
        self.look(ana, "sent-on")
        ana.page.click("#wrap-up button.primary")
        ana.page.wait_for_selector("#presence.is-ready", timeout=PATIENCE)
        ana.page.click("#presence summary")
        ana.page.click("#presence-not_ready-meeting button")
        mei.hangs_up()
        mei.page.click("#panel-wrapup .chip:has([name=satisfaction][value='4'])")
        mei.page.click("#panel-wrapup .chip:has([name=disposition]) >> nth=0")
        self.look(mei, "wrap-up")
        mei.page.click("#wrap-up button.primary")
        mei.page.wait_for_selector("#presence.is-not_ready", timeout=PATIENCE)

    def sofia_takes_over_from_bruno(self) -> None:
        sofia, bruno = self.sofia, self.bruno
        sofia.page.goto("/board")
        row = sofia.page.locator("#panel-agents tbody tr", has_text="Bruno Four")
        expect(row.locator(".chain")).to_have_text("Ana Four → Bruno Four", timeout=PATIENCE)
        row.locator("a").click()
        sofia.page.click("#take-over button", timeout=PATIENCE)
        sofia.page.click("#confirm button[value=yes]")
        sofia.page.wait_for_url("**/desk", timeout=PATIENCE)
        sofia.page.wait_for_selector("#panel-bar.is-ringing", timeout=PATIENCE)
        self.takes_its_time()
        sofia.answers()
        bruno.sees("#panel-notices .is-taken_over", "Sofia Four")
        self.look(bruno, "taken-over")
        sofia.sees("#panel-notes .earlier-note", self.words.note)
        expect(sofia.page.locator("#panel-script .offer-name")).to_be_visible()
        self.look(sofia, "took-over")
        bruno.page.click("#wrap-up button.primary")
        bruno.page.wait_for_selector("#presence.is-ready", timeout=PATIENCE)
        sofia.hangs_up()
        sofia.page.click("#panel-wrapup .chip:has([value=info_only])")
        sofia.page.click("#wrap-up button.primary")
        sofia.page.wait_for_selector("#presence.is-not_ready", timeout=PATIENCE)

    def the_evening(self) -> None:
        ana, sofia = self.ana, self.sofia.page
        self.floor.web.kill()
        expect(ana.page.locator("#band-offline")).to_be_visible(timeout=PATIENCE)
        self.look(ana, "offline")
        self.floor.web.start()
        expect(ana.page.locator("#band-offline")).to_be_hidden(timeout=PATIENCE)
        sofia.goto("/shifts")
        expect(sofia.locator("h1")).to_have_text(self.words.report)
        for name in ("Ana Four", "Bruno Four", "Mei Four"):
            self.sofia.sees(f".shift-report tbody tr:has-text('{name}')", "1")
        self.look(self.sofia, "shift-report")
