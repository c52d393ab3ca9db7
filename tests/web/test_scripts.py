"""Sofia writes and publishes scripts in the browser; others may not, and nothing hostile is stored."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from adapters.database.tables.routing import dialled_numbers, queues
from adapters.ids import new_id
from flows.customers.customer import BillingRecord, CustomerRecord
from flows.publishing.frozen import sha256_of
from scripts_dsl.money import Money
from tests.web.floor import add_customer, make_library
from workspace.wiring.parts import Parts

KEY = "broadband_inbound"
PLACING = """\
script: broadband_inbound
spec: 1
languages: [en]
channel: inbound
start: greet
vars:
  customer: crm.customer
  ticket: desk.ticket?
steps:
  greet:
    say: {en: "Hello ${customer.name}."}
    next: open
  open:
    do: ticket.open
    with: {department: billing, subject: A question}
    save_as: ticket
    once: true
    next: told
    on_error: sorry
  told:
    say: {en: "Your ticket is ${ticket.id}."}
    next: wrap
  sorry:
    say: {en: "Sorry, I write it down."}
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}
"""
JSON = {"accept": "application/json"}


@pytest.fixture
def library(parts: Parts) -> None:
    """The shipped scripts, published."""
    make_library(parts)


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    return visit("sofia", role="supervisor")


def live(parts: Parts, key: str = KEY) -> dict[str, Any]:
    """The live version of a key."""
    with parts.units.read() as unit:
        found = unit.scripts.live(key)
    assert found is not None
    return found


def draft(parts: Parts, key: str = KEY) -> dict[str, Any] | None:
    """The draft of a key."""
    with parts.units.read() as unit:
        return unit.scripts.draft(key)


def write(sofia: Any, parts: Parts, source: str, key: str = KEY) -> Any:
    """Save a draft as the editor does, on what stands."""
    standing = draft(parts, key) or live(parts, key)
    address = f"/{key}" if key.startswith("offers/") else f"/scripts/{key}"
    return sofia.post(f"{address}/drafts", {"source": source, "based_on": standing["sha256"]}, **JSON)


def texts(page: Any, selector: str) -> list[str]:
    """What the elements say."""
    return [node.text(strip=True) for node in HTMLParser(page.text).css(selector)]


@pytest.mark.usefixtures("library")
class TestPages:
    """With the shipped library published."""

    def test_the_list_names_each_script_with_its_version(self, sofia: Any) -> None:
        page = sofia.get("/scripts")
        assert page.status_code == 200
        assert KEY in texts(page, "th code")
        assert "lib/verify_identity" in texts(page, "th code")

    @pytest.mark.parametrize("path", ["/scripts", "/offers", f"/scripts/{KEY}", "/scripts/lib/callback", "/offers/fibre_1000m"])
    def test_pages_open_in_both_languages(self, visit: Callable[..., Any], path: str) -> None:
        for language, html in (("en", "en"), ("zh", "zh-Hans")):
            page = visit(f"sofia_{language}", role="supervisor", language=language).get(path)
            assert page.status_code == 200
            lang = HTMLParser(page.text).css_first("html").attributes["lang"]
            assert lang is not None
            assert lang.startswith(html[:2])

    def test_the_editor_of_an_offer_shows_the_text_and_its_fields(self, sofia: Any, parts: Parts) -> None:
        page = sofia.get("/offers/fibre_1000m")
        tree, standing = HTMLParser(page.text), live(parts, "offers/fibre_1000m")
        assert tree.css_first("#source").text().lstrip("\n") == standing["source"]
        assert "price" in texts(page, ".outline-name")
        assert tree.css_first("#editor").attributes["data-sha256"] == standing["sha256"]

    @pytest.mark.parametrize("path", ["/scripts/nothing", "/scripts/Nothing", "/scripts/lib/nothing", "/offers/nothing", "/scripts/a/b/c"])
    def test_a_key_that_is_not_there_is_not_found(self, sofia: Any, path: str) -> None:
        assert sofia.get(path).status_code == 404
        assert sofia.get(f"{path}/versions").status_code == 404

    def test_versions_show_their_texts(self, sofia: Any, parts: Parts) -> None:
        assert texts(sofia.get(f"/scripts/{KEY}/versions"), "tbody th") == ["v1live"]
        page = sofia.get(f"/scripts/{KEY}/versions/1")
        assert HTMLParser(page.text).css_first("pre").text() == live(parts)["source"]
        for number in ("9", "99999999999999999999"):
            assert sofia.get(f"/scripts/{KEY}/versions/{number}").status_code == 404


@pytest.mark.usefixtures("library")
class TestRights:
    """Only supervisors write scripts."""

    @pytest.mark.parametrize("role", ["agent", "analyst", "vendor", "admin"])
    def test_other_roles_are_refused_everywhere(self, visit: Callable[..., Any], parts: Parts, role: str) -> None:
        charlie = visit("charlie", role=role)
        for path in ("/scripts", "/offers", f"/scripts/{KEY}", f"/scripts/{KEY}/versions", f"/scripts/{KEY}/drafts", "/sample-customers"):
            assert charlie.get(path).status_code == 403
        for path in ("/scripts", "/offers", "/script-assignments", *(f"/scripts/{KEY}/{noun}" for noun in NOUNS)):
            assert charlie.post(path, {"source": "x", "sha256": live(parts)["sha256"]}).status_code == 403
        assert draft(parts) is None

    def test_actions_take_their_own_method_only(self, sofia: Any) -> None:
        for noun in NOUNS:
            assert sofia.client.put(f"/scripts/{KEY}/{noun}", headers={"origin": "http://testserver"}).status_code == 405


NOUNS = ("drafts", "checks", "previews", "publications", "discards", "rollbacks")


@pytest.mark.usefixtures("library")
class TestWriting:
    """Drafts are kept as they are typed."""

    def test_a_draft_with_any_problem_is_kept(self, sofia: Any, parts: Parts) -> None:
        answer = write(sofia, parts, "script: [\n")
        assert answer.status_code == 200
        kept = draft(parts)
        assert kept is not None
        assert (kept["source"], kept["sha256"]) == ("script: [\n", answer.json()["sha256"])

    def test_the_same_save_twice_is_one_save(self, sofia: Any, parts: Parts) -> None:
        body = {"source": "script: a\n", "based_on": live(parts)["sha256"]}
        first, again = (sofia.post(f"/scripts/{KEY}/drafts", body, **JSON) for _ in range(2))
        assert first.json() == again.json()

    def test_a_stale_save_is_refused_and_both_texts_stay(self, visit: Callable[..., Any], sofia: Any, parts: Parts) -> None:
        simon = visit("simon", role="supervisor")
        base = live(parts)["sha256"]
        assert simon.post(f"/scripts/{KEY}/drafts", {"source": "simon: 1\n", "based_on": base}, **JSON).status_code == 200
        refused = sofia.post(f"/scripts/{KEY}/drafts", {"source": "sofia: 1\n", "based_on": base}, **JSON)
        assert (refused.status_code, refused.json()["code"]) == (409, "stale")
        theirs = sofia.get(f"/scripts/{KEY}/drafts").json()
        assert (theirs["source"], theirs["by"]) == ("simon: 1\n", "Simon")
        [kept] = sofia.get(f"/scripts/{KEY}/asides").json()["asides"]
        assert (kept["source"], kept["by"]) == ("sofia: 1\n", "Sofia")

    @pytest.mark.parametrize("source", ["a" * 5_000_000, "script: \x00", "script: \ud800"])
    @pytest.mark.parametrize("noun", ["drafts", "checks", "previews"])
    def test_what_cannot_be_stored_is_refused(self, sofia: Any, parts: Parts, source: str, noun: str) -> None:
        body = json.dumps(source).strip('"') if "\ud800" in source else source
        if "\ud800" in source:
            # A lone surrogate cannot be sent as UTF-8; as CESU bytes it can be tried.
            content = b"csrf=" + sofia.csrf.encode() + b"&source=%ED%A0%80"
            headers = {"origin": "http://testserver", "content-type": "application/x-www-form-urlencoded", **JSON}
            answer = sofia.client.post(f"/scripts/{KEY}/{noun}", content=content, headers=headers)
        else:
            answer = sofia.post(f"/scripts/{KEY}/{noun}", {"source": body, "based_on": live(parts)["sha256"]}, **JSON)
        assert answer.status_code < 500
        if "\ud800" not in source:
            assert answer.status_code == 422
            assert draft(parts) is None

    def test_problems_come_in_the_persons_language_with_place_and_fix(self, visit: Callable[..., Any], parts: Parts) -> None:
        source = live(parts)["source"].replace("next: reason\n", "nxet: reason\n", 1)
        said = {}
        for language in ("en", "zh"):
            person = visit(f"sofia_{language}", role="supervisor", language=language)
            found = person.post(f"/scripts/{KEY}/checks", {"source": source}, **JSON).json()
            said[language] = found["problems"][0]["message"]
            assert found["errors"] > 0
            line = source.split("\n")[found["problems"][0]["line"] - 1]
            assert "nxet" in line or "load_plan" in line
            assert HTMLParser(found["outline"]).css_first(".mark.is-E") is not None
        assert said["en"] != said["zh"]
        assert draft(parts) is None

    def test_a_fix_mends_the_text_also_behind_wide_signs(self, sofia: Any) -> None:
        source = "script: a # 😀\nspec: 1\nstart: a\nsteps:\n  a:\n    say： hello\n"
        found = sofia.post(f"/scripts/{KEY}/checks", {"source": source}, **JSON).json()
        fix = next(each["fix"] for each in found["problems"] if each["code"] == "Y013")
        units = source.encode("utf-16-le")
        mended = units[: fix["from"] * 2].decode("utf-16-le") + fix["insert"] + units[fix["to"] * 2 :].decode("utf-16-le")
        assert "    say: hello\n" in mended


@pytest.mark.usefixtures("library")
class TestPublishing:
    """What is published is what the next call takes."""

    def test_a_draft_is_published_by_the_button_once(self, sofia: Any, parts: Parts) -> None:
        write(sofia, parts, live(parts)["source"] + "# changed\n")
        kept = draft(parts)
        assert kept is not None
        form = {"sha256": kept["sha256"], "live_version": "1", "note": "a comment", "warnings": "on"}
        answers = [sofia.post(f"/scripts/{KEY}/publications", form, key="pressed-twice") for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303]
        assert (live(parts)["version"], live(parts)["note"]) == (2, "a comment")
        page = sofia.get(answers[0].headers["location"])
        assert HTMLParser(page.text).css_first(".callout.tone-good") is not None

    def test_errors_keep_it_a_draft_and_the_page_says_so(self, sofia: Any, parts: Parts) -> None:
        write(sofia, parts, "script: a\n")
        kept = draft(parts)
        assert kept is not None
        answer = sofia.post(f"/scripts/{KEY}/publications", {"sha256": kept["sha256"], "live_version": "1", "note": "try"})
        assert answer.status_code == 422
        assert HTMLParser(answer.text).css_first("#publish-errors a").attributes["data-line"] is not None
        assert live(parts)["version"] == 1

    def test_a_roll_back_is_one_button(self, sofia: Any, parts: Parts) -> None:
        first = live(parts)["source"]
        write(sofia, parts, first + "# changed\n")
        sofia.post(f"/scripts/{KEY}/publications", {"sha256": sha256_of(first + "# changed\n"), "live_version": "1", "warnings": "on"})
        assert sofia.post(f"/scripts/{KEY}/rollbacks", {"version": "1"}).status_code == 303
        assert (live(parts)["version"], live(parts)["source"]) == (3, first)
        assert sofia.post(f"/scripts/{KEY}/rollbacks", {"version": "3"}).status_code == 409
        assert sofia.post(f"/scripts/{KEY}/rollbacks", {"version": "77"}).status_code == 404

    def test_an_old_version_is_withdrawn_with_a_reason_and_given_back(self, sofia: Any, parts: Parts) -> None:
        write(sofia, parts, live(parts)["source"] + "# changed\n")
        sofia.post(
            f"/scripts/{KEY}/publications", {"sha256": (draft(parts) or {})["sha256"], "live_version": "1", "note": "", "warnings": "on"}
        )
        form = {"version": "1", "step": "", "reason": "The price is wrong."}
        assert sofia.post(f"/scripts/{KEY}/withdrawals", form).status_code == 303
        assert texts(sofia.get(f"/scripts/{KEY}/versions"), "tbody th") == ["v2live", "v1withdrawn"]
        assert "The price is wrong." in texts(sofia.get(f"/scripts/{KEY}/versions/1"), ".callout.tone-warn")[0]
        assert sofia.post(f"/scripts/{KEY}/withdrawals", form).status_code == 409
        assert sofia.post(f"/scripts/{KEY}/rollbacks", {"version": "1"}).status_code == 409
        assert sofia.post(f"/scripts/{KEY}/restorations", {"version": "1", "step": ""}).status_code == 303
        assert sofia.post(f"/scripts/{KEY}/restorations", {"version": "1", "step": ""}).status_code == 404
        assert sofia.post(f"/scripts/{KEY}/rollbacks", {"version": "1"}).status_code == 303

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            ({"version": "1", "step": "", "reason": "It is live."}, 409),
            ({"version": "1", "step": "greet", "reason": " "}, 422),
            ({"version": "1", "step": "greet", "reason": "x" * 301}, 422),
            ({"version": "1", "step": "nowhere", "reason": "No such step."}, 422),
            ({"version": "9", "step": "greet", "reason": "No such version."}, 404),
            ({"version": "x", "step": "greet", "reason": "No number."}, 422),
        ],
    )
    def test_what_cannot_be_withdrawn_is_refused(self, sofia: Any, form: dict[str, str], status: int) -> None:
        assert sofia.post(f"/scripts/{KEY}/withdrawals", form).status_code == status

    def test_a_draft_is_thrown_away_only_as_it_was_seen(self, sofia: Any, parts: Parts) -> None:
        write(sofia, parts, "script: a\n")
        assert sofia.post(f"/scripts/{KEY}/discards", {"sha256": "0" * 64}).status_code == 409
        assert draft(parts) is not None
        assert sofia.post(f"/scripts/{KEY}/discards", {"sha256": sha256_of("script: a\n")}).status_code == 303
        assert draft(parts) is None
        assert sofia.post(f"/scripts/{KEY}/discards", {"sha256": sha256_of("script: a\n")}).status_code == 404

    @pytest.mark.parametrize(
        ("path", "folder", "key"), [("/scripts", "", "fresh"), ("/scripts", "lib", "lib/fresh"), ("/offers", "", "offers/fresh")]
    )
    def test_a_new_text_begins_blank_or_as_a_copy(self, sofia: Any, parts: Parts, path: str, folder: str, key: str) -> None:
        assert sofia.post(path, {"name": "fresh", "folder": folder}).status_code == 303
        assert draft(parts, key) is not None
        assert sofia.post(path, {"name": "fresh", "folder": folder}).status_code == 409

    def test_a_copy_carries_its_own_name(self, sofia: Any, parts: Parts) -> None:
        sofia.post("/scripts", {"name": "mine", "copy_of": KEY})
        copied = draft(parts, "mine")
        assert copied is not None
        assert copied["source"].startswith("script: mine ")
        assert sofia.post("/scripts", {"name": "other", "copy_of": "nothing"}).status_code == 404

    @pytest.mark.parametrize("name", ["", "A", "a b", "../x", "versions", "x" * 61, "é"])
    def test_a_name_that_is_none_is_refused(self, sofia: Any, name: str) -> None:
        assert sofia.post("/scripts", {"name": name}).status_code == 422


@pytest.mark.usefixtures("library")
class TestServing:
    """Which script opens where."""

    @pytest.fixture(autouse=True)
    def queue(self, parts: Parts) -> None:
        queue = new_id()
        with parts.units.begin() as unit:
            unit.connection.execute(
                queues.insert(), {"id": queue, "key": "sales", "name_en": "Sales", "name_zh": "销售", "script_key": None}
            )
            unit.connection.execute(dialled_numbers.insert(), {"number": "+18005550150", "queue_id": queue, "name": "Sales line"})

    def test_a_queue_and_a_number_open_with_what_was_set(self, sofia: Any, parts: Parts) -> None:
        assert sofia.post("/script-assignments", {"kind": "queue", "id": "sales", "script": KEY}).status_code == 303
        assert sofia.post("/script-assignments", {"kind": "number", "id": "+18005550150", "script": "plan_inquiry"}).status_code == 303
        with parts.units.read() as unit:
            assert {row["id"]: row["script_key"] for row in unit.script_use.all()} == {"sales": KEY, "+18005550150": "plan_inquiry"}
            assert [row["payload"] for row in unit.audit.of("queue:sales")] == [{"script": KEY}]
        assert sofia.post("/script-assignments", {"kind": "number", "id": "+18005550150", "script": ""}).status_code == 303

    @pytest.mark.parametrize(
        ("kind", "wanted", "script", "status"),
        [
            ("queue", "sales", "nothing", 422),
            ("queue", "sales", "lib/callback", 422),
            ("queue", "none", KEY, 404),
            ("team", "sales", KEY, 404),
        ],
    )
    def test_what_is_not_there_cannot_be_set(self, sofia: Any, kind: str, wanted: str, script: str, status: int) -> None:
        assert sofia.post("/script-assignments", {"kind": kind, "id": wanted, "script": script}).status_code == status


@pytest.mark.usefixtures("library")
class TestPreview:
    """The text as the agent would see it, played in memory."""

    def play(self, sofia: Any, parts: Parts, moves: list[dict[str, Any]], **fields: str) -> Any:
        return sofia.post(
            f"/scripts/{KEY}/previews", {"source": live(parts)["source"], "language": "en", "moves": json.dumps(moves), **fields}
        )

    def test_moves_lead_on_and_nothing_is_stored(self, sofia: Any, parts: Parts) -> None:
        start = HTMLParser(self.play(sofia, parts, []).text).css_first("#panel-script .step")
        page = self.play(sofia, parts, [{"noun": "answers", "fields": {}}])
        after = HTMLParser(page.text).css_first("#panel-script .step")
        assert start is not None
        assert after is not None
        assert start.text() != after.text()
        assert HTMLParser(page.text).css_first("[data-made]").attributes["data-made"] == "1"
        with parts.units.read() as unit:
            assert unit.runs.versions_in_use(KEY) == {}

    def test_customers_who_share_their_numbers_are_offered_as_samples_too(self, sofia: Any, parts: Parts) -> None:
        for name in ("Maria Delgado", "Juan Delgado"):
            add_customer(parts, name, number="+14155550123")
        options = HTMLParser(sofia.get("/sample-customers").text).css("option")
        assert [each.text().split(" · ")[0] for each in options] in (["Maria Delgado"], ["Juan Delgado"])

    def test_it_is_played_with_a_real_customer_and_changes_nothing_of_theirs(self, sofia: Any, parts: Parts) -> None:
        record = CustomerRecord("A-1", "Maria Delgado", billing=BillingRecord(None, "check", Money(Decimal(9), "USD")))
        with parts.units.begin() as unit:
            unit.customer_import.put([record], "test", [])
            unit.bss_import.put_accounts([(record, (), {})])
            customer = unit.customers.with_account("A-1")
        assert customer is not None
        options = HTMLParser(sofia.get("/sample-customers?q=maria").text).css("option")
        assert [each.attributes["value"] for each in options] == [str(customer.id)]
        form = {"source": PLACING, "customer": str(customer.id), "language": "en"}
        page = HTMLParser(sofia.post(f"/scripts/{KEY}/previews", form).text)
        assert "Maria Delgado" in page.css_first(".cue-words").text()
        answered = json.dumps([{"noun": "answers", "fields": {}}])
        page = HTMLParser(sofia.post(f"/scripts/{KEY}/previews", {**form, "moves": answered}).text)
        assert "PREVIEW-1" in page.css_first(".cue-words").text()
        page = HTMLParser(sofia.post(f"/scripts/{KEY}/previews", {**form, "moves": answered, "outside": "down"}).text)
        assert "Sorry" in page.css_first(".cue-words").text()
        with parts.units.read() as unit:
            assert unit.connection.exec_driver_sql("SELECT count(*) FROM tickets").scalar_one() == 0

    def test_moves_that_no_longer_fit_are_left_out(self, sofia: Any, parts: Parts) -> None:
        page = self.play(sofia, parts, [{"noun": "answers", "fields": {}}, {"noun": "answers", "fields": {"answer": ["nothing"]}}])
        assert page.status_code == 200
        assert HTMLParser(page.text).css_first("[data-made]").attributes["data-made"] == "1"

    @pytest.mark.parametrize(
        "moves", ["{", "7", '[{"noun": "dial", "fields": {}}]', '[{"noun": "jumps", "fields": {"visit": ["x"]}}]', "[" * 5000]
    )
    def test_moves_that_are_none_are_refused(self, sofia: Any, parts: Parts, moves: str) -> None:
        answer = sofia.post(f"/scripts/{KEY}/previews", {"source": live(parts)["source"], "moves": moves})
        assert answer.status_code == 422

    def test_a_text_with_errors_says_so(self, sofia: Any) -> None:
        page = sofia.post(f"/scripts/{KEY}/previews", {"source": "script: a\n"})
        assert page.status_code == 200
        assert HTMLParser(page.text).css_first("[role=status]") is not None

    def test_an_offer_that_only_a_script_names_is_tried_alone(self, sofia: Any, parts: Parts) -> None:
        page = sofia.post("/offers/keeper_rate/trials", {"source": live(parts, "offers/keeper_rate")["source"]})
        assert page.status_code == 200
        assert len(HTMLParser(page.text).css("tbody tr")) == 1

    def test_an_offer_is_tried_without_a_customer(self, sofia: Any, parts: Parts) -> None:
        page = sofia.post("/offers/fibre_1000m/trials", {"source": live(parts, "offers/fibre_1000m")["source"]})
        assert page.status_code == 200
        assert len(HTMLParser(page.text).css("tbody tr.is-this")) == 1
