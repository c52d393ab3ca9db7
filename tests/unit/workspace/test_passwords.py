"""Passwords: kept as argon2id, and a stranger cannot tell a known login from an unknown one."""

from workspace import passwords


def test_a_login_that_is_unknown_costs_as_much_as_one_that_is_known() -> None:
    known = passwords.hash_of("seven quiet lanterns hum")
    assert known.rsplit("$", 2)[0] == passwords._NOBODY.rsplit("$", 2)[0]


def test_nobody_gets_in_without_a_password_to_compare_with() -> None:
    assert not passwords.matches("seven quiet lanterns hum", None)


def test_only_the_password_itself_matches() -> None:
    kept = passwords.hash_of("seven quiet lanterns hum")
    assert passwords.matches("seven quiet lanterns hum", kept)
    assert not passwords.matches("seven quiet lanterns hum ", kept)
