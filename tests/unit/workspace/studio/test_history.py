"""The line of a draft's texts: how deep it goes, what continues an entry, what is forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from adapters.clock import FixedClock
from flows.publishing.frozen import sha256_of
from tests.unit.workspace.studio.editing_office import LONG_AFTER, Office, model_of
from workspace.commands.discard_draft import discard_draft
from workspace.commands.edit_draft import edit_draft
from workspace.commands.keep_house import keep_house
from workspace.commands.save_draft import save_draft
from workspace.studio.edits import edit_of
from workspace.wiring.parts import Parts, Person, Submission, new_key


def test_fifty_edits_are_undone_and_redone_by_another_process(office: Callable[[], Office]) -> None:
    opened = office()
    sofia, simon = opened.pages
    for number in range(52):
        opened.edit(sofia, {"op": "insert_entry", "path": ["vars"], "name": f"n{number}", "value": "text?"})
    opened.refresh(simon)
    for text in reversed(opened.shadow.line[:-1]):
        opened.walk(simon, back=True)
        assert simon.source == text
    for text in opened.shadow.line[1:]:
        opened.walk(simon, back=False)
        assert simon.source == text


@pytest.mark.parametrize(
    ("pauses", "entries"),
    [([1, 1, 1], 1), ([1, 11, 1], 2), ([10] * 6, 1), ([10] * 8, 2)],
    ids=["without a pause", "with a pause", "for a minute", "for longer than a minute"],
)
def test_typing_continues_an_entry(
    office: Callable[[], Office], parts: Parts, sofia: Person, clock: FixedClock, pauses: list[int], entries: int
) -> None:
    opened = office()
    clock.at += LONG_AFTER
    text = opened.shadow.now
    with parts.units.read() as unit:
        before = len(unit.revisions.line(opened.key))
    for pause in pauses:
        typed = text + "#"
        save_draft(parts, sofia, opened.key, typed, based_on=sha256_of(text))
        text = typed
        clock.at += timedelta(seconds=pause)
    with parts.units.read() as unit:
        assert len(unit.revisions.line(opened.key)) - before == entries
    assert opened.standing() == text


def test_texts_passed_through_are_kept_for_some_minutes(
    office: Callable[[], Office], parts: Parts, sofia: Person, clock: FixedClock
) -> None:
    opened = office()
    clock.at += LONG_AFTER
    texts = [opened.shadow.now + "#" * count for count in range(4)]
    for before, text in zip(texts, texts[1:], strict=False):
        save_draft(parts, sofia, opened.key, text, based_on=sha256_of(before))
    with parts.units.read() as unit:
        assert {*unit.revisions.texts(opened.key)} >= {*texts}
    clock.at += timedelta(minutes=11)
    save_draft(parts, sofia, opened.key, texts[-1] + "\n", based_on=sha256_of(texts[-1]))
    save_draft(parts, sofia, opened.key, texts[-1] + "\n#\n", based_on=sha256_of(texts[-1] + "\n"))
    with parts.units.read() as unit:
        assert not {*unit.revisions.texts(opened.key)} & {*texts[1:-1]}


def test_two_at_once_are_both_in_the_result(office: Callable[[], Office], parts: Parts, sofia: Person, simon: Person) -> None:
    opened = office()
    based_on = sha256_of(opened.shadow.now)

    def add(person: Person, number: int) -> None:
        new = {"op": "add_step", "id": f"{person.login}_{number}", "step": {"say": {"zh": "新", "en": "New"}, "next": "wrap"}}
        edit_draft(parts, person, opened.key, edit_of({**new, "after": "greet"}), based_on=based_on)

    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda person: [add(person, number) for number in range(8)], (sofia, simon)))
    steps = model_of(opened.standing())["steps"]
    assert {step for step in steps if step[0] == "s"} == {f"{login}_{number}" for login in ("sofia", "simon") for number in range(8)}


def test_asides_and_cut_texts_are_forgotten_after_a_month(
    office: Callable[[], Office], parts: Parts, sofia: Person, clock: FixedClock
) -> None:
    opened = office()
    page = opened.pages[0]
    opened.type_text(page, opened.shadow.now + "# one\n")
    opened.walk(page, back=True)
    opened.type_text(page, page.source + "# two\n")
    kept = opened.shadow.line
    for days, asides in ((29, 1), (2, 0)):
        clock.at += timedelta(days=days)
        keep_house(parts)
        with parts.units.read() as unit:
            assert unit.asides.count(opened.key) == asides
            assert len(unit.revisions.texts(opened.key)) == len(kept) + asides
    with parts.units.read() as unit:
        assert {*unit.revisions.texts(opened.key)} == {*kept}


def test_a_draft_that_was_never_published_is_discarded_with_its_history(
    office: Callable[[], Office], parts: Parts, sofia: Person, begin: Callable[[str, str], str]
) -> None:
    opened = office()
    text = opened.shadow.now
    pressed = Submission(new_key(), sofia.id, "/scripts", "")
    discard_draft(parts, sofia, opened.key, sha256=sha256_of(text), submission=pressed)
    with parts.units.read() as unit:
        assert (unit.scripts.draft(opened.key), unit.revisions.current(opened.key)) == (None, None)
        assert [each["source"] for each in unit.asides.of(opened.key, 9)] == [text]
    begin(opened.key, text + "# anew\n")
    page = opened.pages[0]
    opened.refresh(page)
    opened.shadow.line, opened.shadow.at = [opened.shadow.line[0], page.source], 1
    opened.walk(page, back=True)
    opened.walk(page, back=True)
    assert page.source == opened.shadow.line[0], "there is nothing before the text it began with"
