"""The settings of a bridge: its secrets, where it is, and who gives out the calls."""

import pytest

from workspace.settings import load
from workspace.terminal.complaint import Complaint
from workspace.wiring.parts import Clock
from workspace.wiring.telephony import webhook

SECRET = "a-secret-of-thirty-two-characters-or-more"


def test_a_bridge_has_one_secret_or_two_while_one_is_being_changed() -> None:
    both = load({}, telephony="webhook", telephony_webhook_secret=SECRET, telephony_webhook_old_secret=SECRET[::-1])
    assert both.telephony_webhook_secrets == (SECRET, SECRET[::-1])
    assert both.but(telephony_webhook_old_secret="").telephony_webhook_secrets == (SECRET,)
    assert both.but(telephony="simulator").telephony_webhook_secrets == ()


def test_a_bridges_queues_give_out_calls_only_where_it_is_said() -> None:
    assert not load({}, telephony="webhook").switch_distributes
    assert load({}, telephony="webhook", telephony_webhook_distributes=True).switch_distributes
    assert not load({}, telephony_webhook_distributes=True).switch_distributes


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"telephony_webhook_secret": ""}, "CUECARD_TELEPHONY_WEBHOOK_SECRET is needed for CUECARD_TELEPHONY=webhook"),
        ({"telephony_webhook_url": ""}, "CUECARD_TELEPHONY_WEBHOOK_URL is '': it should look like https://"),
        ({"telephony_webhook_url": "http://10.0.0.7"}, "it should begin with https://, or be allowed to be private."),
    ],
)
def test_a_bridge_that_cannot_be_linked_is_complained_of_at_the_start(changes: dict[str, str], sentence: str) -> None:
    settings = load({}, **{"telephony": "webhook", "telephony_webhook_url": "https://h", "telephony_webhook_secret": SECRET, **changes})
    with pytest.raises(Complaint) as told:
        webhook(settings, Clock())
    assert sentence in str(told.value)


@pytest.mark.parametrize("secret", ["short", "with a space in it, thirty-two or more", "x" * 201])
def test_a_secret_that_is_none_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(Complaint) as told:
        load({"CUECARD_TELEPHONY_WEBHOOK_SECRET": secret})
    assert secret not in str(told.value)
