"""Sofia publishes, Simon approves: the dialog, the one list of changes, and a whole activity let live together."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from adapters.database.tables.routing import dispositions
from flows.dispositions import DISPOSITIONS
from tests.unit.workspace.scripts.office import SCRIPT
from workspace.commands.publish_due import publish_due
from workspace.wiring.parts import Parts

DIALOG = {"x-part": "dialog"}


@pytest.fixture(autouse=True)
def codes(parts: Parts) -> None:
    """The disposition codes of an installation."""
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": code, "label_en": code, "label_zh": code} for code, *_ in DISPOSITIONS])


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    return visit("sofia", role="supervisor")


@pytest.fixture
def simon(visit: Callable[..., Any]) -> Any:
    return visit("simon", role="supervisor")


@pytest.fixture
def alex(visit: Callable[..., Any]) -> Any:
    return visit("alex", role="admin")


def page(answer: Any) -> HTMLParser:
    return HTMLParser(answer.text)


def write(sofia: Any, parts: Parts, source: str, key: str = "hello") -> str:
    """Put a text into the draft of a key, new or known; returns its sha256."""
    with parts.units.read() as unit:
        known = unit.scripts.draft(key) or unit.scripts.live(key)
    if known is None:
        assert sofia.post("/scripts", {"name": key}).status_code == 303
        with parts.units.read() as unit:
            known = unit.scripts.draft(key)
    assert known is not None
    answer = sofia.post(f"/scripts/{key}/drafts", {"source": source, "based_on": known["sha256"]}, accept="application/json")
    sha256: str = answer.json()["sha256"]
    return sha256


def publish(sofia: Any, sha256: str, **fields: object) -> Any:
    return sofia.post("/scripts/hello/publications", {"sha256": sha256, "live_version": "0", "note": "", **fields}, **DIALOG)


def live(parts: Parts, key: str = "hello") -> dict[str, Any] | None:
    with parts.units.read() as unit:
        return unit.scripts.live(key)


def tomorrow(parts: Parts) -> str:
    """This time tomorrow, as it is typed."""
    with parts.units.read() as unit:
        return (unit.now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


class TestDialog:
    """What is to be known before the button, and what the button does."""

    def test_errors_lead_to_their_step_and_there_is_no_button(self, sofia: Any, parts: Parts) -> None:
        write(sofia, parts, SCRIPT.replace("next: wrap", "next: wrp"))
        shown = page(sofia.get("/scripts/hello/publications/new", **DIALOG))
        assert shown.css_first("#publish-errors a").attributes["data-step"] == "greet"
        assert shown.css_first("#publish-now") is None
        assert shown.css_first("html .top") is None

    def test_warnings_need_a_note(self, sofia: Any, parts: Parts) -> None:
        sha256 = write(sofia, parts, SCRIPT.replace(", zh: 您好。", ""))
        refused = publish(sofia, sha256)
        assert refused.status_code == 422
        assert page(refused).css_first("#publish-warnings a") is not None
        assert page(refused).css_first("#field-note").attributes["aria-invalid"] == "true"
        assert publish(sofia, sha256, note="Chinese comes later").json() == {"to": "/scripts/hello?done=published&version=1"}

    def test_red_tests_stop_it(self, sofia: Any, parts: Parts) -> None:
        sha256 = write(sofia, parts, SCRIPT)
        assert page(sofia.get("/scripts/hello/publications/tests")).css_first("[data-tests]").attributes["data-tests"] == "none"
        tests = "script: hello\ntests:\n  - name: Never\n    steps:\n      - expect: {step: nowhere}\n"
        assert sofia.post("/scripts/hello/tests", {"source": tests, "based_on": ""}, accept="application/json").status_code == 200
        assert page(sofia.get("/scripts/hello/publications/tests")).css_first("[data-tests]").attributes["data-tests"] == "red"
        assert publish(sofia, sha256).status_code == 422
        assert live(parts) is None

    def test_a_discarded_draft_says_what_is_on_its_way_and_may_take_it_back(self, sofia: Any, simon: Any, parts: Parts) -> None:
        def open_change() -> dict[str, Any] | None:
            with parts.units.read() as unit:
                return unit.changes.open_of("script", "hello")

        publish(sofia, write(sofia, parts, SCRIPT))
        assert page(sofia.get("/scripts/hello")).css_first("#discard [name=cancelling]") is None
        publish(sofia, write(sofia, parts, SCRIPT + "# two\n"), live_version="1", timing="at", at=tomorrow(parts))
        asked = open_change()
        assert asked is not None
        dialog = page(simon.get("/scripts/hello")).css_first("#discard")
        assert "goes live on" in dialog.css_first(".callout").text()
        assert dialog.css_first("[name=cancelling]").attributes["value"] == str(asked["id"])
        left = sofia.post("/scripts/hello/discards", {"sha256": write(sofia, parts, SCRIPT + "# three\n")})
        assert left.headers["location"] == "/scripts/hello?done=discarded_open"
        assert "goes its way" in page(sofia.get(left.headers["location"])).css_first(".studio-notices").text()
        fields = {"sha256": write(sofia, parts, SCRIPT + "# four\n"), "cancelling": str(asked["id"])}
        assert sofia.post("/scripts/other/discards", fields).status_code == 404
        assert open_change() is not None
        assert sofia.post("/scripts/hello/discards", fields).headers["location"] == "/scripts/hello?done=discarded"
        assert open_change() is None
        fields["sha256"] = write(sofia, parts, SCRIPT + "# five\n")
        assert sofia.post("/scripts/hello/discards", fields).status_code == 409

    def test_without_the_dialog_it_is_a_page(self, sofia: Any, parts: Parts) -> None:
        sha256 = write(sofia, parts, SCRIPT)
        assert page(sofia.get("/scripts/hello/publications/new")).css_first("main #publish-form") is not None
        answer = sofia.post("/scripts/hello/publications", {"sha256": sha256, "live_version": "0", "note": ""})
        assert answer.headers["location"] == "/scripts/hello?done=published&version=1"

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"timing": "at"}, "at"),
            ({"timing": "at", "at": "2001-01-01T10:00"}, "at"),
            ({"timing": "at", "at": "soon"}, "at"),
            ({"audience": "teams"}, "teams"),
            ({"audience": "teams", "team": "x"}, "team"),
            ({"note": "x" * 600}, "note"),
        ],
    )
    def test_what_is_typed_wrong_is_told_and_kept(self, sofia: Any, parts: Parts, fields: dict[str, str], field: str) -> None:
        refused = publish(sofia, write(sofia, parts, SCRIPT), **fields)
        assert refused.status_code == 422
        assert page(refused).css_first("[role=alert]") is not None
        assert live(parts) is None

    def test_two_versions_are_compared_and_one_is_told_to_those_it_concerns(
        self, sofia: Any, parts: Parts, visit: Callable[..., Any]
    ) -> None:
        ana = visit("ana")
        publish(sofia, write(sofia, parts, SCRIPT))
        sha256 = write(sofia, parts, SCRIPT.replace("Hello., zh", "Good day., zh"))
        publish(sofia, sha256, live_version="1", must_read="on")
        both = page(sofia.get("/scripts/hello/comparisons?from=1&to=2"))
        assert "Good day." in both.css_first("[data-after]").text()
        assert both.css_first("#changes li") is not None
        assert sofia.get("/scripts/hello/comparisons?from=1&to=9").status_code == 404
        assert sofia.get("/scripts/hello/comparisons?from=x&to=1").status_code == 404
        desk = page(ana.get("/desk"))
        notice = desk.css("#panel-notices .notice")[0]
        assert notice.css_first("details[open] li") is not None
        notice_id = (notice.attributes["id"] or "").removeprefix("notice-")
        assert ana.desk(f"/notices/{notice_id}/acknowledgements").status_code == 200
        readers = page(sofia.get(f"/notices/{notice_id}")).css("tbody tr")
        assert [row.css("td")[0].text() for row in readers] == ["Ana"]
        assert "1" in page(sofia.get("/scripts/hello/versions")).css_first(f"a[href='/notices/{notice_id}']").text()


class TestApproval:
    """Where an administrator wants a second person."""

    @pytest.fixture(autouse=True)
    def rule(self, alex: Any) -> None:
        assert alex.post("/approval-rules", {"kind": ["script", "disposition"]}).status_code == 303
        assert alex.post("/approval-rules", {"kind": "everything"}).status_code == 422
        ticked = page(alex.get("/approval-rules")).css("input[name=kind][checked]")
        assert [each.attributes["value"] for each in ticked] == ["script", "disposition"]

    def test_it_waits_with_a_badge_until_the_other_approves(self, sofia: Any, simon: Any, parts: Parts) -> None:
        asked = publish(sofia, write(sofia, parts, SCRIPT), note="first words")
        assert asked.json()["to"].startswith("/scripts/hello?done=waiting")
        html = {"accept": "text/html"}
        assert page(sofia.get("/changes", **html)).css_first(".nav-badge") is None
        listed = page(simon.get("/changes", **html))
        assert listed.css_first(".nav-badge span").text() == "1"
        at = listed.css_first("#waiting .change-line a").attributes["href"]
        assert page(sofia.get(at)).css_first("#approve") is None
        assert sofia.post(f"{at}/approvals").status_code == 403
        assert live(parts) is None
        assert page(simon.get(at)).css_first("#approve") is not None
        assert simon.post(f"{at}/approvals").status_code == 303
        assert simon.post(f"{at}/approvals").status_code == 409
        row = page(sofia.get("/scripts/hello/versions")).css_first("tbody tr")
        assert "Simon" in row.css("td")[1].text()

    def test_a_refusal_says_why(self, sofia: Any, simon: Any, parts: Parts) -> None:
        publish(sofia, write(sofia, parts, SCRIPT))
        at = page(simon.get("/changes")).css_first("#waiting .change-line a").attributes["href"]
        assert simon.post(f"{at}/refusals", {"reason": " "}).status_code == 422
        assert simon.post(f"{at}/refusals", {"reason": "Too short"}).status_code == 303
        assert "Too short" in page(sofia.get(at)).css_first("main").text()
        assert live(parts) is None

    def test_a_code_is_asked_for_from_its_form(self, sofia: Any, simon: Any, parts: Parts) -> None:
        form = {"label_en": "Sold!", "label_zh": "成交", "kind": "success", "position": "1", "active": "on"}
        assert sofia.post("/dispositions/sold", form).headers["location"] == "/changes?done=waiting"
        refused = sofia.post("/dispositions/sold", form)
        assert refused.status_code == 409
        assert page(refused).css_first("[role=alert]") is not None
        at = page(simon.get("/changes")).css_first("#waiting .change-line a").attributes["href"]
        assert page(simon.get(at)).css_first(".field-changes .differs") is not None
        simon.post(f"{at}/approvals")
        history = page(sofia.get("/changes/history?kind=disposition&of=sold"))
        assert history.css_first("#back-form-0") is not None
        assert sofia.post("/changes/history", {"kind": "disposition", "of": "sold", "number": "0"}).status_code == 303
        with parts.units.read() as unit:
            assert unit.administration.get("disposition", "sold")["label_en"] == "sold"  # type: ignore[index]


def test_a_time_is_kept_shown_and_cancelled(sofia: Any, parts: Parts) -> None:
    asked = publish(sofia, write(sofia, parts, SCRIPT), timing="at", at=tomorrow(parts))
    assert asked.json()["to"].startswith("/scripts/hello?done=scheduled")
    at = page(sofia.get("/changes")).css_first("#scheduled .change-line a").attributes["href"]
    assert publish_due(parts) == 0
    assert page(sofia.get("/scripts/hello/publications/new", **DIALOG)).css_first(f"a[href='{at}']") is not None
    assert sofia.post(f"{at}/cancellations").status_code == 303
    assert sofia.post(f"{at}/cancellations").status_code == 409
    assert page(sofia.get("/changes")).css_first("#scheduled .change-line") is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_empty_in_both_languages(visit: Callable[..., Any], language: str) -> None:
    someone = visit("someone", role="supervisor", language=language)
    for path in ("/changes", "/activities/new", "/changes/history?kind=card&of=nothing"):
        assert someone.get(path).status_code == 200
    for path in ("/changes/x", f"/changes/{UUID(int=1)}", f"/activities/{UUID(int=1)}", "/changes/history?kind=script&of=a"):
        assert someone.get(path).status_code == 404


class TestActivity:
    """From nothing to live in one sitting."""

    def choose(self, sofia: Any, at: str, part: str, **fields: object) -> None:
        answer = sofia.post(f"{at}/parts", {"part": part, **fields})
        assert answer.status_code == 303, [part, *(each.text(strip=True) for each in page(answer).css(".error, [role=alert]"))]

    def begun(self, sofia: Any, direction: str) -> str:
        at: str = sofia.post("/activities", {"name": "Moving house", "direction": direction}).headers["location"]
        return at

    def test_an_inbound_activity_goes_live_together(self, sofia: Any, parts: Parts, visit: Callable[..., Any]) -> None:
        ana, at = visit("ana"), self.begun(sofia, "inbound")
        assert page(sofia.get(at)).css_first("#go-live-form") is None
        assert sofia.post(f"{at}/publications").status_code == 422
        self.choose(sofia, at, "script", make="on", short_name="moving_house")
        with parts.units.read() as unit:
            begun = unit.scripts.draft("moving_house")
        assert begun is not None
        source = SCRIPT.replace("script: hello", "script: moving_house").replace("[sold, cut_off]", "[sold, moved_house]")
        write(sofia, parts, source, "moving_house")
        self.choose(sofia, at, "offer")
        self.choose(
            sofia,
            at,
            "line",
            direction="inbound",
            make="on",
            short_name="moving",
            name_en="Moving",
            name_zh="搬家",
            number="+1 800 555 0177",
        )
        self.choose(sofia, at, "people", make="on", short_name="moving", name_en="Moving", name_zh="搬家", person=str(ana.person_id))
        self.choose(sofia, at, "notice", notice_en="We help people move now", must_read="on")
        lacking = page(sofia.get(at))
        assert lacking.css_first("#part-script").attributes["data-state"] == "blocked"
        assert lacking.css_first("#part-codes").attributes["data-state"] == "todo"
        self.choose(sofia, at, "codes", make="on", code="moved_house", label_en="Moved", label_zh="已搬家", kind="success")
        ready = page(sofia.get(at))
        assert [each.attributes["data-state"] for each in ready.css(".step-card")] == ["done"] * 6
        with parts.units.read() as unit:
            assert unit.scripts.live("moving_house") is None
            assert unit.script_use.script_of("queue", "moving") == ""
        assert sofia.post(f"{at}/publications", {"timing": "now"}).status_code == 303
        with parts.units.read() as unit:
            queue = next(row for row in unit.administration.all("queue") if row["key"] == "moving")
            assert unit.scripts.live("moving_house") is not None
            assert (queue["active"], unit.script_use.script_of("queue", "moving")) == (True, "moving_house")
            assert unit.script_use.script_of("number", "+18005550177") == "moving_house"
            assert unit.people.skills_of(ana.person_id) == {"moving": 1}
        assert "We help people move now" in page(ana.get("/desk")).css_first("#panel-notices").text()
        assert sofia.post(f"{at}/publications", {"timing": "now"}).status_code == 409

    def test_an_outbound_one_makes_its_campaign_and_a_second_person_approves_all_of_it(
        self, sofia: Any, simon: Any, alex: Any, parts: Parts, visit: Callable[..., Any]
    ) -> None:
        alex.post("/approval-rules", {"kind": "script"})
        ana, at = visit("ana"), self.begun(sofia, "outbound")
        write(sofia, parts, SCRIPT.replace("channel: inbound", "channel: any"))
        self.choose(sofia, at, "script", script="hello")
        for part in ("offer", "codes", "notice"):
            self.choose(sofia, at, part)
        wrong = sofia.post(
            f"{at}/parts", {"part": "line", "direction": "outbound", "short_name": "Spring", "purpose": "marketing", "region": "US"}
        )
        assert wrong.status_code == 422
        campaign = {"short_name": "spring", "name_en": "Spring", "name_zh": "春季", "purpose": "marketing", "region": "US"}
        self.choose(sofia, at, "line", direction="outbound", caller_number="+1 415 555 2671", **campaign)
        self.choose(sofia, at, "people", person=str(ana.person_id))
        asked = sofia.post(f"{at}/publications", {"timing": "now"})
        assert asked.status_code == 303, page(asked).css_first("#go-live").text()
        assert asked.headers["location"].endswith("done=waiting")
        write(sofia, parts, SCRIPT.replace("channel: inbound", "channel: any") + "# written on\n")
        change = page(simon.get("/changes")).css_first("#waiting .change-line a").attributes["href"]
        assert simon.post(f"{change}/approvals").status_code == 303
        version = live(parts)
        assert version is not None
        assert "written on" not in version["source"]
        assert version["approved_by"] == simon.person_id
        assert "Spring" in sofia.get("/campaigns").text
