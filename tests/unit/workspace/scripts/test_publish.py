"""Sofia publishes: the next call takes the new version, whoever is concerned is told, and what is wrong stays a draft."""

from collections.abc import Callable

import pytest

from adapters.database.tables.outbound import campaign_shares, campaigns
from adapters.ids import new_id
from flows.errors import ConflictError, InvalidError, NotFoundError, StaleError
from flows.publishing.frozen import sha256_of
from tests.unit.workspace.scripts.office import CALLING, INNER, OUTER, SCRIPT, Press, Write
from workspace.commands.create_draft import create_draft
from workspace.commands.publish import publish
from workspace.commands.roll_back import roll_back
from workspace.commands.save_draft import save_draft
from workspace.scripts.publishing import check
from workspace.seeding.shipped_library import library_texts, publish_library
from workspace.studio.wishes import Terms
from workspace.wiring.parts import AlreadyDone, Parts, Person


@pytest.mark.usefixtures("codes")
class TestPublishing:
    """With the disposition codes of an installation."""

    def test_the_draft_becomes_the_live_version_and_is_gone(self, parts: Parts, sofia: Person, write: Write) -> None:
        write("hello", SCRIPT)
        assert publish(parts, sofia, "hello", Terms("first words")).number == 1
        with parts.units.read() as unit:
            live = unit.scripts.live("hello")
            assert live is not None
            assert (live["version"], live["sha256"], live["title_zh"]) == (1, sha256_of(SCRIPT), "问候")
            assert unit.scripts.draft("hello") is None
            assert unit.scripts.versions("hello")[0]["published_by"] == "Sofia"
            published = [row for row in unit.audit.of("script:hello") if row["verb"] == "script_published"]
            assert published[0]["payload"]["note"] == "first words"

    def test_a_draft_with_errors_is_not_published(self, parts: Parts, sofia: Person, write: Write) -> None:
        write("hello", SCRIPT.replace("next: wrap", "next: wrp"))
        with pytest.raises(InvalidError, match="problems"):
            publish(parts, sofia, "hello")
        with parts.units.read() as unit:
            assert unit.scripts.live("hello") is None
            assert unit.scripts.draft("hello") is not None

    def test_warnings_need_a_note(self, parts: Parts, sofia: Person, write: Write) -> None:
        write("hello", SCRIPT.replace(", zh: 您好。", ""))
        with pytest.raises(InvalidError) as refused:
            publish(parts, sofia, "hello")
        assert refused.value.fields == {"note": "required"}
        assert publish(parts, sofia, "hello", Terms("Chinese comes later")).number == 1

    def test_the_audit_keeps_what_a_step_ignores_and_why(self, parts: Parts, sofia: Person, write: Write) -> None:
        lonely = "  lonely:\n    lint: {ignore: [S021], why: comes next month}\n    say: {en: Hello, zh: 您好。}\n    next: wrap\n"
        write("hello", SCRIPT.replace("steps:\n", f"steps:\n{lonely}"))
        publish(parts, sofia, "hello")
        with parts.units.read() as unit:
            (published,) = [row for row in unit.audit.of("script:hello") if row["verb"] == "script_published"]
        (ignored,) = published["payload"]["ignored"]
        assert (ignored["code"], ignored["step"], ignored["why"]) == ("S021", "lonely", "comes next month")

    def test_only_what_was_looked_at_is_published(self, parts: Parts, sofia: Person, simon: Person, write: Write) -> None:
        seen = write("hello", SCRIPT)
        save_draft(parts, simon, "hello", SCRIPT + "# Simon was here\n", based_on=seen)
        with pytest.raises(StaleError, match="draft_changed"):
            publish(parts, sofia, "hello", sha256=seen)
        with pytest.raises(StaleError, match="version_published"):
            publish(parts, sofia, "hello", live_version=4)

    def test_the_button_pressed_twice_publishes_once(self, parts: Parts, sofia: Person, write: Write, press: Press) -> None:
        write("hello", SCRIPT)
        pressed = press(sofia)
        publish(parts, sofia, "hello", submission=pressed)
        with pytest.raises(AlreadyDone) as again:
            publish(parts, sofia, "hello", submission=pressed)
        assert again.value.answer == {"version": 1}
        with parts.units.read() as unit:
            assert len(unit.scripts.versions("hello")) == 1

    def test_a_key_nobody_wrote_to_is_not_there(self, parts: Parts, sofia: Person) -> None:
        with pytest.raises(NotFoundError):
            publish(parts, sofia, "nothing")

    def test_sub_scripts_of_sub_scripts_are_frozen_and_stay_so(self, parts: Parts, sofia: Person, write: Write) -> None:
        for key, source in (("lib/inner", INNER), ("lib/outer", OUTER), ("hello", CALLING)):
            write(key, source)
            publish(parts, sofia, key)
        changed = INNER.replace("One moment.", "A moment please.")
        write("lib/inner", changed)
        publish(parts, sofia, "lib/inner")
        with parts.units.read() as unit:
            live = unit.scripts.live("hello")
            assert live is not None
            assert live["parts"]["scripts"] == {"lib/inner": INNER, "lib/outer": OUTER}
        assert publish(parts, sofia, "hello", Terms("takes the new sub-script")).number == 2
        with parts.units.read() as unit:
            live = unit.scripts.live("hello")
            assert live is not None
            assert live["parts"]["scripts"]["lib/inner"] == changed
        with pytest.raises(ConflictError, match="nothing_changed"):
            publish(parts, sofia, "hello")

    def test_our_agents_are_told_and_vendors_of_its_campaigns_only(
        self, parts: Parts, sofia: Person, hire: Callable[..., Person], write: Write
    ) -> None:
        ana, bruno = hire("ana", "agent"), hire("bruno", "agent")
        inside, outside = hire("vera", "agent", vendor="Calls & Co"), hire("charlie", "agent", vendor="Other Calls")
        campaign = new_id()
        with parts.units.begin() as unit:
            names = {"name_en": "Spring", "name_zh": "春季", "seller": "us", "caller_number": "+18005550100"}
            unit.connection.execute(campaigns.insert(), {"id": campaign, "key": "spring", "script_key": "hello", "rules": {}, **names})
            until = unit.now.replace(year=2999)
            share = {"id": new_id(), "campaign_id": campaign, "vendor_id": inside.vendor_id, "share": 0.5, "expires_at": until}
            unit.connection.execute(campaign_shares.insert(), share)
        write("hello", SCRIPT)
        publish(parts, sofia, "hello", Terms("first words"))
        with parts.units.read() as unit:
            told = {each.login: [notice["text_en"] for notice in unit.notices.open_for(each)] for each in (ana, bruno, inside, outside)}
            versions = unit.desks.versions([ana.id, inside.id, outside.id])
        assert told == {
            "ana": ["Script Hello: v1 published: first words"],
            "bruno": ["Script Hello: v1 published: first words"],
            "vera": ["Script Hello: v1 published: first words"],
            "charlie": [],
        }
        assert versions == {ana.id: 1, inside.id: 1}

    def test_a_roll_back_publishes_the_old_text_as_a_new_version(self, parts: Parts, sofia: Person, write: Write, press: Press) -> None:
        write("hello", SCRIPT)
        publish(parts, sofia, "hello")
        write("hello", SCRIPT.replace("Hello.", "Good day."))
        publish(parts, sofia, "hello")
        pressed = press(sofia)
        assert roll_back(parts, sofia, "hello", 1, submission=pressed) == 3
        with pytest.raises(AlreadyDone):
            roll_back(parts, sofia, "hello", 1, submission=pressed)
        with parts.units.read() as unit:
            live = unit.scripts.live("hello")
            assert live is not None
            assert (live["version"], live["source"], live["rolled_back_to"]) == (3, SCRIPT, 1)
        with pytest.raises(ConflictError, match="is_live"):
            roll_back(parts, sofia, "hello", 3)
        with pytest.raises(NotFoundError):
            roll_back(parts, sofia, "hello", 9)

    def test_a_version_that_no_longer_passes_is_not_rolled_back_to(self, parts: Parts, sofia: Person, write: Write) -> None:
        for source in (INNER, INNER.replace("return: ok", "return: fine")):
            write("lib/inner", source)
            publish(parts, sofia, "lib/inner")
            if source == INNER:
                write("hello", CALLING.replace("outer", "inner"))
                publish(parts, sofia, "hello")
                write("hello", SCRIPT)
                publish(parts, sofia, "hello")
        with pytest.raises(InvalidError, match="problems"):
            roll_back(parts, sofia, "hello", 1)

    def test_the_shipped_library_is_published_once_and_offers_go_first(self, parts: Parts) -> None:
        published = publish_library(parts)
        assert set(published) == set(library_texts())
        assert published.index("offers/fibre_1000m") < published.index("lib/verify_identity") < published.index("broadband_inbound")
        assert publish_library(parts) == []
        with parts.units.read() as unit:
            live = unit.scripts.live("broadband_inbound")
            assert live is not None
            assert "lib/verify_identity" in live["parts"]["scripts"]
            assert live["published_by"] is None

    @pytest.mark.parametrize("key", ["fresh", "lib/fresh", "offers/fresh"])
    def test_a_blank_text_has_no_problems(self, parts: Parts, sofia: Person, press: Press, key: str) -> None:
        create_draft(parts, sofia, key, submission=press(sofia))
        with parts.units.read() as unit:
            draft = unit.scripts.draft(key)
            assert draft is not None
            assert check(unit, key, draft["source"]).problems == ()
