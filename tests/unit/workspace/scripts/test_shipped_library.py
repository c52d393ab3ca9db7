"""The shipped library at a start: published where it is missing, and enough for the demo's lines."""

import pytest
from sqlalchemy import text

from workspace.seeding.floor import QUEUES
from workspace.seeding.shipped_library import library_texts, publish_library
from workspace.wiring.parts import Parts


@pytest.mark.usefixtures("codes")
def test_what_a_newer_release_ships_is_published_beside_what_is_there(parts: Parts) -> None:
    publish_library(parts)
    with parts.units.begin() as unit:  # as an older release left it, which had no such script
        for table in ("bundles", "script_tests"):
            unit.connection.execute(text(f"DELETE FROM {table} WHERE key = 'complaint'"))  # noqa: S608 - names of this test
    assert publish_library(parts) == ["complaint"]
    with parts.units.read() as unit:
        assert {key: len(unit.scripts.versions(key)) for key in library_texts()} == dict.fromkeys(library_texts(), 1)


def test_every_line_of_the_demo_has_a_script_of_the_library() -> None:
    assert {script for *_, script, _ in QUEUES} <= library_texts().keys()
