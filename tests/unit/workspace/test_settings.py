"""Settings come from the environment, and a wrong one is told in one sentence that names its variable."""

from datetime import timedelta
from pathlib import Path

import pytest

from workspace.settings import Settings, load, strangers, variable
from workspace.terminal.complaint import Complaint


def test_without_any_variable_everything_has_a_default() -> None:
    settings = load({})
    assert settings.home == Path(".cuecard").absolute()
    assert (settings.port, settings.pool_size, settings.pool_wait, settings.region) == (8000, 12, 2.0, "US")
    assert settings.database_url == ""


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load({"CUECARD_PORT": "", "CUECARD_HOME": ""}).port == 8000


def test_the_command_line_wins_over_the_environment() -> None:
    assert load({"CUECARD_PORT": "9000"}, port=9001).port == 9001


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_a_postgres_address_will_do(scheme: str) -> None:
    assert load({"CUECARD_DATABASE_URL": f"{scheme}://u:p@h/n"}).database_url == "postgresql+psycopg://u:p@h/n"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CUECARD_PORT", "abc", "CUECARD_PORT is 'abc': it should be a valid integer, unable to parse string as an integer."),
        ("CUECARD_PORT", "99999", "CUECARD_PORT is '99999': it should be less than or equal to 65535."),
        ("CUECARD_REGION", "XX", "CUECARD_REGION is 'XX': it should be 'US', 'UK', 'FR', 'DE' or 'CN'."),
        (
            "CUECARD_PUBLIC_URL",
            "desk",
            "CUECARD_PUBLIC_URL is 'desk': it should be an address like https://desk.example.com, without a path.",
        ),
        ("CUECARD_PUBLIC_URL", "http://h:zz", "CUECARD_PUBLIC_URL is 'http://h:zz': its port should be a number up to 65535."),
        ("CUECARD_TRUSTED_PROXIES", "10.0.0.0/8,x", "CUECARD_TRUSTED_PROXIES is '10.0.0.0/8,x': 'x' is not an IP address or network."),
        ("CUECARD_SELLER_NAME", "a\nb", "CUECARD_SELLER_NAME is 'a\\nb': it should be one line."),
        (
            "CUECARD_REDIS_URL",
            "http://x",
            "CUECARD_REDIS_URL is not usable: it should be the address of a Redis server and begin with redis://, rediss:// or unix://.",
        ),
    ],
)
def test_a_wrong_value_gets_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(Complaint) as told:
        load({name: value})
    assert str(told.value) == sentence


def test_a_password_in_a_wrong_address_is_not_repeated() -> None:
    with pytest.raises(Complaint) as told:
        load({"CUECARD_DATABASE_URL": "mysql://u:secret@h/n"})
    assert "secret" not in str(told.value)


def test_every_setting_has_help() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description and field.description.endswith("."), name


def test_a_child_process_reads_the_same_settings() -> None:
    settings = load({"CUECARD_DEMO": "yes", "CUECARD_SELLER_NAME": "星辰电信", "CUECARD_ANALYTICS": "/a b"}, port=9001)
    assert load(settings.as_environment()) == settings


def test_a_misspelt_variable_is_noticed() -> None:
    assert strangers({"CUECARD_PROT": "1", "PATH": "x"}) == ["CUECARD_PROT is not a setting: did you mean CUECARD_PORT?"]
    assert strangers({variable(name): "1" for name in Settings.model_fields}) == []


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://localhost:8000"),
        ({"CUECARD_HOST": "0.0.0.0", "CUECARD_PORT": "81"}, "http://localhost:81"),  # noqa: S104 - read, not bound
        ({"CUECARD_HOST": "2001:db8::1"}, "http://[2001:db8::1]:8000"),
        ({"CUECARD_PUBLIC_URL": "https://desk.example.com/"}, "https://desk.example.com"),
    ],
)
def test_the_address_that_people_type(given: dict[str, str], address: str) -> None:
    settings = load(given)
    assert settings.address == address
    assert settings.secure_cookies == address.startswith("https")


def test_lifetimes_are_durations() -> None:
    settings = load({"CUECARD_SESSION_HOURS": "1.5"})
    assert settings.session_lifetime == timedelta(minutes=90)
    assert settings.session_idle_for == timedelta(hours=1)
