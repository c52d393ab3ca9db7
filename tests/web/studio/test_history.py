"""Sofia undoes and redoes, on this page and the next day; what cannot be redone any more is set aside."""

from collections.abc import Callable
from typing import Any

import pytest

from flows.publishing.frozen import sha256_of
from tests.web.studio.editing import JSON, KEY, SCRIPT, ask, begin, state
from workspace.wiring.parts import Parts, new_id

ADDRESS = f"/scripts/{KEY}"


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    return visit("sofia", role="supervisor")


@pytest.fixture
def draft(parts: Parts, sofia: Any) -> str:
    """A draft of Sofia's; its sha256."""
    return begin(parts, sofia)


def note(person: Any, number: int, based_on: str) -> Any:
    """Add a note to a new place, so that no edit continues the one before."""
    edit = {"op": "insert_entry", "path": ["vars"], "name": f"n{number}", "value": "text?"}
    made = ask(person, "edits", edit=edit, based_on=based_on)
    assert made.status_code == 200
    return made.json()


def test_edits_are_undone_and_redone_one_by_one(sofia: Any, draft: str) -> None:
    texts, told = [SCRIPT], {"sha256": draft}
    for number in range(4):
        told = note(sofia, number, told["sha256"])
        texts.append(told["source"])
    for text in reversed(texts[:-1]):
        told = ask(sofia, "undo", based_on=told["sha256"]).json()
        assert told["source"] == text
    assert told["undo"] is None
    assert told["redo"] == "add to the variables"
    for text in texts[1:]:
        told = ask(sofia, "redo", based_on=told["sha256"]).json()
        assert told["source"] == text
    assert (told["redo"], told["asides"]) == (None, 0)


def test_undoing_a_new_step_goes_back_to_where_it_was_made(sofia: Any, draft: str) -> None:
    new = {"op": "add_step", "id": "sure", "kind": "say", "next": "wrap", "after": "greet"}
    way = {"op": "set_field", "path": ["steps", "greet", "next"], "value": "sure"}
    made = ask(sofia, "edits", edit={"op": "batch", "ops": [new, way]}, based_on=draft).json()
    assert ask(sofia, "undo", based_on=made["sha256"]).json()["step"] == "greet"


def test_there_is_an_end_on_both_sides(sofia: Any, draft: str) -> None:
    for noun in ("undo", "redo"):
        refused = ask(sofia, noun, based_on=draft)
        assert (refused.status_code, refused.json()["code"]) == (409, f"nothing_to_{noun}")
        assert refused.json()["message"]


def test_undo_takes_back_what_the_page_shows_only(sofia: Any, draft: str) -> None:
    told = note(sofia, 1, draft)
    stale = ask(sofia, "undo", based_on=draft)
    assert (stale.status_code, stale.json()["code"], stale.json()["mine"]) == (409, "stale", None)
    assert stale.json()["sha256"] == told["sha256"]


def test_what_follows_an_undo_sets_aside_what_was_undone(sofia: Any, draft: str) -> None:
    once = note(sofia, 1, draft)
    twice = note(sofia, 2, once["sha256"])
    ask(sofia, "undo", based_on=twice["sha256"])
    back = ask(sofia, "undo", based_on=once["sha256"]).json()
    other = note(sofia, 3, back["sha256"])
    assert (other["redo"], other["asides"]) == (None, 1)
    [aside] = sofia.get(f"{ADDRESS}/asides").json()["asides"]
    assert (aside["source"], aside["reason"], aside["by"]) == (twice["source"], "undone", "Sofia")
    assert ask(sofia, "undo", based_on=other["sha256"]).json()["source"] == SCRIPT


def test_typing_on_is_one_entry(sofia: Any, draft: str) -> None:
    told = {"sha256": draft}
    for end in ("# a", "# ab", "# abc\n"):
        told = ask(sofia, "drafts", source=SCRIPT + end, based_on=told["sha256"]).json()
    assert (told["undo"], told["source"]) == ("type in the text", SCRIPT + "# abc\n")
    assert ask(sofia, "undo", based_on=told["sha256"]).json()["source"] == SCRIPT


def test_typing_into_one_field_is_one_entry_and_into_the_next_another(sofia: Any, draft: str) -> None:
    told = {"sha256": draft}
    for language, text in (("en", "H"), ("en", "Hi"), ("zh", "嗨")):
        edit = {"op": "set_text", "path": ["steps", "greet", "say"], "language": language, "text": text}
        told = ask(sofia, "edits", edit=edit, based_on=told["sha256"]).json()
    told = ask(sofia, "undo", based_on=told["sha256"]).json()
    assert 'say: {en: "Hi", zh: 您好，这里是 Cuecard。}' in told["source"]
    assert ask(sofia, "undo", based_on=told["sha256"]).json()["source"] == SCRIPT


def test_a_colleague_typing_in_between_is_another_entry(visit: Callable[..., Any], sofia: Any, draft: str) -> None:
    simon = visit("simon", role="supervisor")
    told = {"sha256": draft}
    for person, end in ((sofia, "# s"), (simon, "# si"), (sofia, "# sim")):
        told = ask(person, "drafts", source=SCRIPT + end, based_on=told["sha256"]).json()
    for end in ("# si", "# s", ""):
        told = ask(sofia, "undo", based_on=told["sha256"]).json()
        assert told["source"] == SCRIPT + end


def test_a_page_that_shows_a_text_in_the_middle_of_typing_can_be_edited(visit: Callable[..., Any], sofia: Any, draft: str) -> None:
    simon = visit("simon", role="supervisor")
    middle = ask(sofia, "drafts", source=SCRIPT + "# a", based_on=draft).json()
    ask(sofia, "drafts", source=SCRIPT + "# ab", based_on=middle["sha256"])
    edit = {"op": "set_text", "path": ["steps", "greet", "say"], "language": "en", "text": "Hi."}
    made = ask(simon, "edits", edit=edit, based_on=middle["sha256"])
    assert (made.status_code, made.json()["source"]) == (200, SCRIPT.replace("Hello, this is Cuecard.", "Hi.") + "# ab")


def test_typing_into_a_live_text_is_an_entry_of_its_own(sofia: Any, parts: Parts, draft: str) -> None:
    typed = ask(sofia, "drafts", source=SCRIPT + "# a\n", based_on=draft).json()
    live(parts, sofia, typed["source"])
    more = ask(sofia, "drafts", source=SCRIPT + "# ab\n", based_on=typed["sha256"]).json()
    assert ask(sofia, "undo", based_on=more["sha256"]).json()["source"] == typed["source"]


def test_saving_what_stands_is_no_entry(sofia: Any, draft: str) -> None:
    told = ask(sofia, "drafts", source=SCRIPT, based_on=draft).json()
    assert (told["sha256"], told["undo"]) == (draft, None)


@pytest.mark.usefixtures("draft")
def test_a_stale_text_is_refused_and_set_aside_once_while_its_writer_types_on(visit: Callable[..., Any], sofia: Any, draft: str) -> None:
    simon = visit("simon", role="supervisor")
    theirs = ask(simon, "drafts", source=SCRIPT + "# simon\n", based_on=draft).json()
    for end in ("# s", "# so", "# sofia\n"):
        refused = ask(sofia, "drafts", source=SCRIPT + end, based_on=draft)
        told = refused.json()
        assert (refused.status_code, told["code"], told["mine"], told["by"]) == (409, "stale", SCRIPT + end, "Simon")
        assert told["source"] == theirs["source"]
    [aside] = sofia.get(f"{ADDRESS}/asides").json()["asides"]
    assert (aside["id"], aside["source"], aside["by"]) == (told["aside"], SCRIPT + "# sofia\n", "Sofia")
    left = sofia.post(f"{ADDRESS}/asides/{aside['id']}/discards", **JSON)
    assert (left.status_code, left.json()["asides"]) == (200, [])
    assert sofia.post(f"{ADDRESS}/asides/{aside['id']}/discards", **JSON).status_code == 404
    assert state(sofia)["source"] == theirs["source"]


def test_discarding_can_be_undone_and_the_text_is_aside_as_well(sofia: Any, parts: Parts, draft: str) -> None:
    live(parts, sofia, SCRIPT)
    told = note(sofia, 1, state(sofia)["sha256"])
    assert sofia.post(f"{ADDRESS}/discards", {"sha256": told["sha256"]}).status_code == 303
    gone = state(sofia)
    assert (gone["source"], gone["is_draft"], gone["undo"], gone["asides"]) == (SCRIPT, False, "discard the draft", 1)
    back = ask(sofia, "undo", based_on=gone["sha256"]).json()
    assert (back["source"], back["is_draft"], back["redo"]) == (told["source"], True, "discard the draft")


def test_history_goes_on_over_a_publication(sofia: Any, parts: Parts, draft: str) -> None:
    told = note(sofia, 1, draft)
    live(parts, sofia, told["source"])
    published = state(sofia)
    assert (published["is_draft"], published["sha256"], published["undo"]) == (False, told["sha256"], "add to the variables")
    back = ask(sofia, "undo", based_on=published["sha256"]).json()
    assert (back["source"], back["is_draft"]) == (SCRIPT, True)
    again = ask(sofia, "redo", based_on=back["sha256"]).json()
    assert (again["source"], again["is_draft"]) == (told["source"], False), "the live text needs no draft"


def test_a_version_that_came_from_elsewhere_is_an_entry(sofia: Any, parts: Parts, draft: str) -> None:
    told = note(sofia, 1, draft)
    other = SCRIPT + "# from the library\n"
    live(parts, sofia, other)
    assert (state(sofia)["source"], state(sofia)["undo"]) == (other, None)
    edited = note(sofia, 2, sha256_of(other))
    for source, undo in ((other, "take version 1"), (told["source"], "add to the variables"), (SCRIPT, None)):
        edited = ask(sofia, "undo", based_on=edited["sha256"]).json()
        assert (edited["source"], edited["undo"]) == (source, undo)


def test_only_the_last_two_hundred_are_kept(sofia: Any, parts: Parts, draft: str) -> None:
    told = note(sofia, 1, draft)
    with parts.units.begin() as unit:
        for number in range(210):
            text = f"{told['source']}# {number}\n"
            unit.revisions.add(KEY, text, sha256_of(text), {"code": "typed"}, burst="", renames=[], by=sofia.person_id)
        unit.scripts.save_draft(KEY, "script", text, sha256_of(text), based_on=told["sha256"], person_id=sofia.person_id)
    note(sofia, 2, sha256_of(text))
    with parts.units.read() as unit:
        numbers = [entry["number"] for entry in unit.revisions.line(KEY)]
    assert len(numbers) == 200
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 213


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_stay_as_they_are(sofia: Any, parts: Parts, end: str) -> None:
    source = SCRIPT.rstrip("\n").replace("\n", end)
    told = {"sha256": begin(parts, sofia, source), "source": state(sofia)["source"]}
    assert told["source"] == SCRIPT.rstrip("\n")
    for typed in (told["source"], told["source"].replace("\n", "\r\n")):
        assert ask(sofia, "drafts", source=typed, based_on=told["sha256"]).json()["sha256"] == told["sha256"]
    edit = {"op": "set_text", "path": ["steps", "greet", "say"], "language": "en", "text": "Hi."}
    made = ask(sofia, "edits", edit=edit, based_on=told["sha256"]).json()
    [(start, stop, text)] = made["splices"]
    assert told["source"][:start] + text + told["source"][stop:] == made["source"]
    typed = ask(sofia, "drafts", source=made["source"] + "\n# the end\n", based_on=made["sha256"]).json()
    with parts.units.read() as unit:
        found = unit.scripts.draft(KEY)
    assert found is not None
    assert found["source"] == source.replace("Hello, this is Cuecard.", "Hi.") + f"{end}# the end{end}"
    assert found["sha256"] == typed["sha256"]


def live(parts: Parts, person: Any, source: str) -> None:
    """Put a text live, as publishing does, and its draft away."""
    with parts.units.begin() as unit:
        columns = {"kind": "script", "source": source, "sha256": sha256_of(source), "parts": {}, "published_by": person.person_id}
        unit.scripts.publish(bundle_id=new_id(), key=KEY, version=unit.scripts.next_version(KEY), **columns)
        unit.scripts.drop_draft(KEY)
