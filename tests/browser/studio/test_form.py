"""The step form in a real browser: steps of every kind, and nothing typed is ever lost."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from scripts_dsl.editing.values import plain_of
from scripts_dsl.source.reader import read
from tests.browser.studio.conftest import KEY, passes_axe
from workspace.wiring.parts import Parts

pytestmark = pytest.mark.browser
UNFOLD = """
for (const each of document.querySelectorAll("#step-form details, #step-form [data-absent]")) { each.open = true; each.hidden = false; }
"""
PICTURES = os.environ.get("CUECARD_PICTURES", "")
"""A folder for pictures of each form, to look at."""


def step(parts: Parts, name: str) -> Any:
    """A step as the draft has it, in plain values; None where it is not there."""
    with parts.units.read() as unit:
        draft = unit.scripts.draft(KEY)
    root = read(draft["source"]).root if draft else None
    found = plain_of(root) if root is not None else {}
    assert isinstance(found, dict)
    steps = found.get("steps")
    return steps.get(name) if isinstance(steps, dict) else None


def becomes(page: Page, parts: Parts, name: str, is_so: Callable[[Any], object]) -> None:
    """Wait until the draft's step is like that."""
    for _ in range(300):
        found = step(parts, name)
        if found is not None and is_so(found):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{name} is {step(parts, name)}")


def choose(page: Page, name: str) -> Locator:
    """Choose a step in the outline; its form."""
    page.locator(f"#outline li[data-step='{name}'] button").click()
    form = page.locator(f"#step-form[data-step='{name}']")
    expect(form).to_be_visible()
    return form


def picks(page: Page, box: Locator, typed: str, entry: str) -> None:
    """Open a menu that one can search, type into it and click an entry."""
    box.click()
    box.fill(typed)
    page.locator("#form-choices .form-choice", has_text=re.compile(f"^{re.escape(entry)}")).first.click()


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"form-{name}.png"))


class Held:
    """Requests to addresses that end like this, kept from the server as long as they are held."""

    def __init__(self, page: Page, ending: str) -> None:
        self._page, self._is_held = page, False
        self._waiting: list[Route] = []
        page.route(re.compile(f"{ending}$"), lambda route: self._waiting.append(route) if self._is_held else route.continue_())

    def hold(self) -> None:
        """Let none through from now on."""
        self._is_held = True

    def wait(self) -> None:
        """Wait until one is held."""
        while not self._waiting:
            self._page.wait_for_timeout(20)

    def release(self) -> None:
        """Let those through that came, once there is one, and all that come."""
        self.wait()
        self._is_held = False
        for route in self._waiting:
            route.continue_()


def test_steps_of_each_kind_are_built_by_mouse(page: Page, parts: Parts) -> None:
    form = choose(page, "confirm")
    picks(page, form.get_by_role("combobox", name="Then go to"), "Anything else", "Question")
    becomes(page, parts, "confirm", lambda found: found["next"] == "anything_else")
    assert step(parts, "anything_else")["answers"] == {
        "yes": {"label": {"zh": "是", "en": "Yes"}, "next": "wrap"},
        "no": {"label": {"zh": "否", "en": "No"}, "next": "wrap"},
    }
    form.get_by_role("button", name="Open the step").first.click()
    form = page.locator("#step-form[data-step=anything_else]")

    # both languages beside each other, with a value put in
    form.get_by_label("EN Ask").fill("Anything else, ")
    form.locator("[data-insert-into='f-steps-anything_else-ask-en']").click()
    page.locator("#form-finder").fill("salut")
    page.locator("#form-choices .form-choice").first.click()
    form.get_by_label("中文 Ask").fill("还有别的吗？")
    form.get_by_label("中文 Ask").blur()
    becomes(
        page, parts, "anything_else", lambda found: found["ask"] == {"zh": "还有别的吗？", "en": "Anything else, ${customer.salutation}"}
    )

    # a third answer, moved to the top by its button
    form.get_by_role("button", name="Add an answer").click()
    form.locator("[data-asked='label.en']").fill("A form")
    form.locator("[data-asked='label.zh']").fill("填表")
    picks(page, form.locator("[data-asked=next]"), "details", "Form")
    form.get_by_role("button", name="Add", exact=True).click()
    becomes(page, parts, "anything_else", lambda found: list(found["answers"]) == ["yes", "no", "a_form"])
    moved = form.locator("#f-steps-anything_else-answers-a_form-item")
    for order in (["yes", "a_form", "no"], ["a_form", "yes", "no"]):
        moved.locator("[data-up]").click()
        becomes(page, parts, "anything_else", lambda found, order=order: list(found["answers"]) == order)
        expect(form.locator(".look-answers .form-item").nth(order.index("a_form"))).to_have_attribute("data-name", re.compile("form"))

    # a form with a date, and a choice of its own
    assert step(parts, "anything_else")["answers"]["a_form"]["next"] == "details"
    form = choose(page, "details")
    form.locator("#f-steps-details-form-0-label-en").fill("Day")
    form.locator("#f-steps-details-form-0-label-zh").fill("日期")
    form.locator("#f-steps-details-form-0-type").select_option("date")
    form.get_by_label("Must be filled in").check()
    becomes(page, parts, "details", lambda found: found["form"][0].get("required") == "true" and found["form"][0]["type"] == "date")
    picture(page, "details")

    # a decision, its condition made from menus
    picks(page, form.get_by_role("combobox", name="Then go to"), "who", "Decision")
    becomes(page, parts, "who", lambda found: found["branch"][1] == {"else": "wrap"})
    form = choose(page, "who")
    picks(page, form.locator("#f-steps-who-branch-0-when-rows-0-left"), "tier", "Customer · Tier")
    becomes(page, parts, "who", lambda found: found["branch"][0]["when"] == 'customer.tier == "standard"')
    form.locator("#f-steps-who-branch-0-when-rows-0-value").select_option("gold")
    becomes(page, parts, "who", lambda found: found["branch"][0]["when"] == 'customer.tier == "gold"')
    form.locator("#f-steps-who-branch-0-when-rows-add").click()
    picks(page, form.locator("#f-steps-who-branch-0-when-rows-1-left"), "speed", "Plan · Mbps")
    becomes(page, parts, "who", lambda found: found["branch"][0]["when"].endswith(" && plan.speed > 0"))
    form.locator("#f-steps-who-branch-0-when-rows-1-operator").select_option("<=")
    form.locator("#f-steps-who-branch-0-when-rows-1-value").fill("300")
    form.locator("#f-steps-who-branch-0-when-rows-1-value").blur()
    form.locator("#f-steps-who-branch-0-when-rows-combine").select_option("any")
    becomes(page, parts, "who", lambda found: found["branch"][0]["when"] == 'customer.tier == "gold" || plan.speed <= 300')
    picture(page, "who")

    # an action with its parameters and what follows a failure
    picks(page, form.locator("#f-steps-who-branch-0-next"), "book", "Action")
    becomes(page, parts, "who", lambda found: found["branch"][0]["next"] == "book")
    form = choose(page, "book")
    form.get_by_label("Action", exact=True).select_option("callback.book")
    form.get_by_label("When", exact=True).fill("${callback_at}")
    form.locator("#f-steps-book-save_as-reveal").click()
    form.get_by_label("Keep the result in").fill("booking")
    form.get_by_label("Keep the result in").blur()
    becomes(page, parts, "book", lambda found: found.get("save_as") == "booking" and found["with"] == {"at": "${callback_at}"})
    form.get_by_role("button", name="If it fails, go to").click()
    picks(page, form.locator("#f-steps-book-on_error"), "wrap", "Wrap")
    becomes(page, parts, "book", lambda found: found.get("on_error") == "wrap")
    form.get_by_text("More", exact=True).click()
    form.get_by_label("Send it").select_option("true")
    becomes(page, parts, "book", lambda found: found.get("once") == "true")
    picture(page, "book")

    # codes in another order, and one more
    form = choose(page, "wrap")
    form.get_by_label("Codes to choose from: add one").select_option("complaint")
    becomes(page, parts, "wrap", lambda found: found["wrapup"]["dispositions"][-1] == "complaint")
    form.get_by_role("button", name="Take away: moved").click()
    becomes(page, parts, "wrap", lambda found: "moved" not in found["wrapup"]["dispositions"])

    # all of it goes back step by step
    page.locator("#studio-undo").click()
    becomes(page, parts, "wrap", lambda found: "moved" in found["wrapup"]["dispositions"])
    form = choose(page, "confirm")
    said = form.get_by_label("EN Say")
    before = said.input_value()
    said.fill("Typed with an end of line.\n")
    said.blur()
    becomes(page, parts, "confirm", lambda found: found["say"]["en"] == "Typed with an end of line.")
    page.locator("#studio-undo").click()
    expect(said).to_have_value(before)


def test_nothing_typed_is_lost(page: Page, parts: Parts) -> None:
    form = choose(page, "confirm")
    box = form.get_by_label("EN Say")
    page.context.set_offline(True)
    box.fill("Typed while the server was away.")
    form.get_by_label("中文 Say").focus()
    expect(page.locator("#saved")).to_contain_text("server is away")
    expect(box).to_have_value("Typed while the server was away.")
    form.get_by_label("中文 Say").fill("断网时输入。")
    page.context.set_offline(False)
    becomes(page, parts, "confirm", lambda found: found["say"] == {"zh": "断网时输入。", "en": "Typed while the server was away."})

    # what is refused stays in its field, with the reason beside it
    form.get_by_text("More", exact=True).click()
    name = form.get_by_label("Name of this step")
    name.fill("Not A Name")
    name.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("cannot be a name")
    expect(name).to_have_value("Not A Name")
    name.fill("confirmed")
    name.press("Enter")
    expect(page.locator("#step-form[data-step=confirmed]")).to_be_visible()
    becomes(page, parts, "place_order", lambda found: found["next"] == "confirmed")


def test_a_form_drawn_while_an_edit_is_on_its_way_takes_nothing_back(page: Page, parts: Parts) -> None:
    def when_is(words: str) -> Callable[[Any], bool]:
        return lambda found: bool(found["branch"][0]["when"] == words)

    form, rows = choose(page, "pick_offer"), "#f-steps-pick_offer-branch-0-when-rows"
    drawings, edits = Held(page, "/steps/pick_offer"), Held(page, "/edits")
    drawings.hold()
    form.locator(f"{rows}-1-operator").select_option("<=")
    becomes(page, parts, "pick_offer", when_is('has(plan.speed) && plan.speed <= 300 && pain == "slow"'))
    edits.hold()
    form.locator(f"{rows}-1-value").fill("500")
    form.locator(f"{rows}-1-value").blur()
    edits.wait()
    # what is drawn now is older than the 500
    drawings.release()
    expect(form.locator("[data-condition-text]").first).to_have_attribute("value", re.compile("<= 300"))
    form.locator(f"{rows}-combine").select_option("any")
    edits.release()
    becomes(page, parts, "pick_offer", when_is('has(plan.speed) || plan.speed <= 500 || pain == "slow"'))


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_forms_of_every_kind_can_be_used_by_everybody(seat: Callable[..., Page], language: str, scheme: str) -> None:
    page = seat(f"sofia_{language}", language, color_scheme=scheme)
    page.goto(f"/scripts/{KEY}")
    expect(page.locator("#studio-yaml .cm-content")).to_be_visible()
    for name in ("greet", "verify", "reason", "pick_offer", "best_offer", "read_back", "place_order", "move_form", "wrap"):
        choose(page, name)
        page.evaluate(UNFOLD)
        picture(page, f"{language}-{name}")
        passes_axe(page)
    page.locator("[data-settings]").click()
    expect(page.locator("#step-form[data-step='']")).to_be_visible()
    page.evaluate(UNFOLD)
    picture(page, f"{language}-settings")
    passes_axe(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    picture(page, f"{language}-narrow")
