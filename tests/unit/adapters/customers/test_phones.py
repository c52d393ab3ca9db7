"""A number has one form, whatever people write."""

import pytest

from adapters.customers.phones import NotAPhone, normal, shown, zones


@pytest.mark.parametrize("text", ["(415) 555-0123", "+1 415 555 0123", "4155550123", "001-415-555-0123", "＋１（４１５）５５５－０１２３"])
def test_every_way_to_write_a_number_gives_the_same(text: str) -> None:
    assert normal(text, "US" if not text.startswith("001") else "CN") == "+14155550123"


def test_the_region_belongs_to_numbers_without_a_country_only() -> None:
    assert normal("13800138000", "CN") == "+8613800138000"
    assert normal("+8613800138000", "US") == "+8613800138000"


@pytest.mark.parametrize("text", ["", "no number", "555-0123", "+1 415 555 0123 ext. 4", "=1+1", "+999123456789", "1\r\nAction: x"])
def test_what_is_no_number_of_a_person_is_refused(text: str) -> None:
    with pytest.raises(NotAPhone):
        normal(text, "US")


def test_a_number_tells_where_it_can_be() -> None:
    assert zones("+14155550123") == ("America/Los_Angeles",)
    assert len(zones("+18005550123")) > 1
    assert zones("nothing") == ()


def test_a_number_is_shown_in_groups() -> None:
    assert shown("+14155550123") == "+1 415-555-0123"
    assert shown("withheld") == "withheld"
