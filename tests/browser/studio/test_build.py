"""Sofia builds a script of twelve steps in two languages from nothing to live, once with the mouse and once with the keyboard alone."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scripts_dsl.editing.values import plain_of
from scripts_dsl.source.reader import read
from tests.browser.studio.hands import Hands, Keyboard, Mouse
from tests.web.floor import add_account, add_customer
from workspace.scripts.publishing import check
from workspace.wiring.parts import Parts

pytestmark = pytest.mark.browser
KEY = "wifi_check"
TITLE = {"en": "Wi-Fi check", "zh": "Wi-Fi 检测"}


@dataclass(frozen=True)
class Way:
    """Where a way of a step leads: to a step that is there, or to a new one of a kind, made on the spot."""

    place: str
    to: str
    kind: str = ""
    behind: str = ""
    """The button that brings the way forward."""


@dataclass(frozen=True)
class Step:
    """A step as its form is filled in: places are the ends of the ids of its fields."""

    id: str
    words: Mapping[str, tuple[str, str]]
    """English and Chinese, by the place of both."""
    ways: Sequence[Way] = ()
    menus: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What is put into a line from the menu of values: what is typed there, and the entry taken."""


SAY = "Say"
STEPS = (
    Step("greet", {"say": ("Good day, this is Wi-Fi care.", "您好，这里是 Wi-Fi 服务。")}, [Way("next", "what", "Question")]),
    Step(
        "what",
        {
            "ask": ("What can I do for you?", "请问有什么可以帮您？"),
            "answers-yes-label": ("The Wi-Fi is slow", "Wi-Fi 很慢"),
            "answers-no-label": ("Nothing any more", "没有问题了"),
        },
        [Way("answers-yes-next", "lights", "Question"), Way("answers-no-next", "goodbye", SAY)],
    ),
    Step(
        "lights",
        {
            "ask": ("What colour is the light?", "灯是什么颜色？"),
            "answers-yes-label": ("Green", "绿色"),
            "answers-no-label": ("Red", "红色"),
        },
        [Way("answers-yes-next", "restart", SAY), Way("answers-no-next", "fault", SAY)],
    ),
    Step(
        "restart",
        {"say": ("Please pull the plug and wait ten seconds.", "请拔下电源，等十秒。")},
        [Way("next", "better", "Question")],
    ),
    Step(
        "better",
        {"ask": ("Is it faster now?", "现在快了吗？")},
        [Way("answers-yes-next", "router", "Offer"), Way("answers-no-next", "fault")],
    ),
    Step(
        "router",
        {},
        [Way("outcomes-accepted", "order", "Read-back"), Way("outcomes-declined", "goodbye"), Way("outcomes-later", "callback")],
        menus={"offer": "Gigabit fibre · up-sell"},
    ),
    Step(
        "order",
        {"read_back-0-text": ("You order gigabit fibre. Is that right?", "您订购千兆光纤，对吗？")},
        [Way("consent-given", "place", "Action"), Way("consent-refused", "goodbye")],
    ),
    Step(
        "place",
        {},
        [Way("next", "goodbye"), Way("on_error", "callback", behind="If it fails, go to")],
        menus={"do": "Place the order"},
        values={"with-account": ("account", "Customer · Account"), "with-offer": ("offer", "Offer · Offer")},
    ),
    Step("fault", {"say": ("Your line has a fault. We mend it today.", "线路有故障，今天修好。")}, [Way("next", "goodbye")]),
    Step(
        "callback",
        {},
        [Way("returns-booked", "goodbye"), Way("returns-failed", "goodbye")],
        menus={"call": "Book a callback"},
        lines={"with-about": "The slow Wi-Fi"},
    ),
    Step("goodbye", {"say": ("Thank you for calling.", "感谢您的来电。")}),
)
"""Each step once there is a way to it; the blank script has the first one, and the wrap-up that is the twelfth."""
LATER = (("No time now", "现在没空"), "callback", "Sub-script")
"""The answer that is added to the first question, where it leads, and the kind of that."""
OBJECTION = (("Too expensive", "太贵了"), ("It is less than a coffee a week.", "每周不到一杯咖啡钱。"))
SOLD = ("Said, go on", "The Wi-Fi is slow", "Green", "Said, go on", "Yes", "Objection", "Accepts", "Tick", "Yes, agrees", "Said, go on")
CALLED_BACK = ("Said, go on", "No time now", "When", "Said, go on", "Said, go on")


class Builder:
    """Sofia, with one pair of hands."""

    def __init__(self, hands: Hands, tomorrow: str) -> None:
        self.hands = hands
        self.page = hands.page
        self.tomorrow = tomorrow

    def begins(self) -> None:
        """A blank script with a title in both languages."""
        self.hands.pick(self.page.locator("input[name=start][value=blank]"))
        self.hands.write(self.page.locator("#field-title_en"), TITLE["en"])
        self.hands.write(self.page.locator("#field-name"), KEY)
        self.hands.press(self.page.get_by_role("button", name="Begin"))
        expect(self.page.locator("#studio-yaml .cm-content")).to_be_visible()
        self.hands.press(self.page.locator("[data-settings]"))
        self.stands_at("")
        self.hands.write(self.page.locator("#f-title-zh"), TITLE["zh"])

    def writes(self, step: Step) -> None:
        """One step: what is chosen, what is said, where its ways lead."""
        self.hands.open(step.id)
        self.stands_at(step.id)
        at = f"#f-steps-{step.id}-"
        for place, entry in step.menus.items():
            menu = self.page.locator(at + place)
            self.hands.choose(menu, entry)
            expect(menu.locator("option:checked")).to_have_text(entry)
            expect(self.page.locator(f"#step-form [id='{menu.get_attribute('id')}'][data-applied]")).to_be_attached()
        for place, words in step.words.items():
            for language, said in zip(("en", "zh"), words, strict=True):
                self.hands.write(self.page.locator(f"{at}{place}-{language}"), said)
        for place, typed in step.lines.items():
            self.hands.write(self.page.locator(at + place), typed)
        for place, (typed, entry) in step.values.items():
            self.hands.press(self.page.locator(f"[data-insert-into='f-steps-{step.id}-{place}']"))
            self.hands.find(self.page.locator("#form-finder"), typed, entry)
        for way in step.ways:
            self.leads(at + way.place, way)
        if "do" in step.menus:  # an order is not sent twice, and keeps what was accepted: the form says so, and mends it
            fixes = self.page.locator("#step-form").get_by_role("button", name="Fix", exact=True)
            for left in (1, 0):
                expect(fixes).to_have_count(left + 1)
                self.hands.press(fixes.first)
                expect(fixes).to_have_count(left)

    def leads(self, place: str, way: Way) -> None:
        """A way to a step, and the form drawn anew with it."""
        if way.behind:
            self.hands.press(self.page.locator("#step-form").get_by_role("button", name=way.behind))
        self.hands.find(self.page.locator(place), way.to, way.kind or way.to.capitalize())
        expect(self.page.locator(f".form-way:has({place}) [data-go={way.to}]")).to_be_visible()

    def adds_the_callback(self) -> None:
        """A third answer with a new step, moved to the top."""
        words, to, kind = LATER
        self.hands.open("what")
        self.stands_at("what")
        new = self.page.locator("#step-form [data-new]")
        self.hands.press(new.locator("[data-open-new]"))
        for language, said in zip(("en", "zh"), words, strict=True):
            self.hands.write(new.locator(f"[data-asked='label.{language}']"), said)
        self.hands.find(new.locator("[data-asked=next]"), to, kind)
        self.hands.press(new.locator("[data-make-new]"))
        grips = self.page.locator("#step-form .look-answers [data-grip]")
        expect(grips).to_have_count(3)
        self.hands.to_the_top(grips.nth(2), self.page.locator("#step-form .look-answers .form-item").first, 2)
        expect(self.page.locator("#step-form .look-answers .form-item").first).to_have_id(re.compile("no_time_now"))

    def answers_a_doubt(self) -> None:
        """An objection in the settings, open at the offer."""
        self.hands.press(self.page.locator("[data-settings]"))
        self.stands_at("")
        new = self.page.locator("[data-new]", has_text="Add an objection")
        self.hands.press(new.locator("[data-open-new]"))
        for key, words in zip(("label", "say"), OBJECTION, strict=True):
            for language, said in zip(("en", "zh"), words, strict=True):
                self.hands.write(new.locator(f"[data-asked$='{key}.{language}']"), said)
        self.hands.press(new.locator("[data-make-new]"))
        expect(self.page.locator("#f-objections-too_expensive-say-en")).to_have_value(OBJECTION[1][0])
        self.hands.open("router")
        self.stands_at("router")
        self.hands.press(self.page.locator("#f-steps-router-objections-reveal"))
        self.hands.choose(self.page.locator("#f-steps-router-objections"), OBJECTION[0][0])
        expect(self.page.locator("#f-steps-router-objections-chip-0")).to_contain_text(OBJECTION[0][0])

    def walks(self, buttons: Sequence[str], name: str) -> None:
        """A call clicked through in the preview, and kept as a test."""
        panel = self.page.locator("#panel-script")
        self.hands.press(self.page.locator("#preview-restart"))
        expect(self.page.locator(".walk-step")).to_have_count(1)
        shown = self.page.locator("#preview-panel")
        for button in buttons:
            made = int(shown.get_attribute("data-made") or 0)
            match button:
                case "Objection":
                    self.hands.press(panel.locator(".objections button"))
                case "Tick":
                    self.hands.press(panel.get_by_role("button", name="Tick when read"))
                case "When":
                    self.hands.set_time(panel.locator("input[type=datetime-local]"), self.tomorrow, "0300PM")
                    self.hands.press(panel.get_by_role("button", name="Go on"))
                case _:
                    self.hands.press(panel.get_by_role("button", name=button))
            expect(shown).to_have_attribute("data-made", str(made + 1))
        expect(self.page.locator("#preview-panel")).to_have_attribute("data-step", "wrap")
        self.hands.press(self.page.locator("#preview-keep"))
        self.hands.write(self.page.locator("#walk-name"), name)
        self.hands.press(self.page.get_by_role("button", name="Save test"))
        expect(self.page.locator("#walk-told")).to_contain_text(f"green: “{name}”")

    def publishes(self) -> None:
        """Live for everybody, with a note."""
        self.hands.press(self.page.locator("#open-publish"))
        expect(self.page.locator("#publish-tests [data-tests=green]")).to_be_visible()
        self.hands.write(self.page.locator("#field-note"), "A new script for slow Wi-Fi.")
        self.hands.press(self.page.locator("#publish-now"))
        self.page.wait_for_url("**done=published**")

    def stands_at(self, step: str) -> None:
        """Wait until the form is that of the step, or of the settings."""
        expect(self.page.locator(f"#step-form[data-step='{step}'] #form-body")).to_be_visible()


def at(found: Any, place: str) -> Any:
    """What stands at the place of a form's field."""
    for part in place.split("-"):
        found = found[int(part) if part.isdigit() else part]
    return found


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_twelve_steps_are_built_tested_and_published(seat: Callable[..., Page], parts: Parts, hands: Callable[[Page], Hands]) -> None:
    add_account(parts, add_customer(parts, "Maria Delgado", "+14155550100"))
    page = seat("sofia")
    page.goto("/scripts/new")
    sofia = Builder(hands(page), f"{parts.clock.now() + timedelta(days=1):%m%d%Y}")
    sofia.begins()
    first, second, *others = STEPS
    sofia.writes(first)
    sofia.writes(second)
    sofia.adds_the_callback()
    for step in others:
        sofia.writes(step)
    sofia.answers_a_doubt()
    expect(page.locator("#studio-problems")).to_contain_text("Errors: 0")
    sofia.walks(SOLD, "sold after a doubt")
    sofia.walks(CALLED_BACK, "called back")
    sofia.publishes()

    with parts.units.read() as unit:
        live, tests = unit.scripts.live(KEY), unit.scripts.tests(KEY)
        assert live is not None
        told = [(each.code, each.line) for each in check(unit, KEY, live["source"]).problems if each.severity != "I"]
        assert told == [], live["source"]
    script: Any = plain_of(read(live["source"]).root)
    assert script["title"] == TITLE
    assert set(script["steps"]) == {*(step.id for step in STEPS), "wrap"}
    for step in STEPS:
        for place, (english, chinese) in step.words.items():
            assert at(script["steps"][step.id], place) == {"en": english, "zh": chinese}
        for way in step.ways:
            assert at(script["steps"][step.id], way.place) == way.to
    assert list(script["steps"]["what"]["answers"]) == ["no_time_now", "yes", "no"]
    doubt = script["objections"]["too_expensive"]
    assert [tuple(doubt[key].values()) for key in ("label", "say")] == [*OBJECTION]
    assert script["steps"]["router"]["objections"] == ["too_expensive"]
    assert tests is not None
    assert [each["name"] for each in plain_of(read(tests["source"]).root)["tests"]] == ["sold after a doubt", "called back"]
