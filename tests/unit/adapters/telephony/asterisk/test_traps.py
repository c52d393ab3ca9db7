"""The traps that Asterisk sets, each shown in a capture of a real call: what it says, and what is true."""

from pathlib import Path

import pytest

from adapters.telephony.asterisk.causes import why_unanswered
from adapters.telephony.asterisk.legs import Leg
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.replay import interactions_of
from adapters.telephony.asterisk.wire import Reader
from flows.telephony.call_event import Cause
from tests.unit.adapters.telephony.asterisk.test_replay import LATER

CAPTURES = Path(__file__).parent / "captures"


def said(name: str, event: str) -> list[Message]:
    """The events of a name in a capture."""
    return [message for message in Reader().feed((CAPTURES / f"{name}.ami.txt").read_bytes()) if message.event == event]


def row(name: str) -> dict[str, object]:
    """The one interaction in a capture."""
    (found,) = interactions_of((CAPTURES / f"{name}.ami.txt").read_bytes())
    return found


@pytest.mark.parametrize(
    ("name", "result"), [("outbound_busy", "busy"), ("outbound_unallocated", "wrong_number"), ("outbound_congestion", "congestion")]
)
def test_originate_gives_the_same_reason_for_whatever_went_wrong(name: str, result: str) -> None:
    assert [message.get("Reason") for message in said(name, "OriginateResponse")] == ["0"]
    assert row(name)["result"] == result


def test_a_wrong_number_is_called_no_answer_by_dial_and_by_the_call_record() -> None:
    assert said("outbound_unallocated", "DialEnd")[0].get("DialStatus") == "NOANSWER"
    assert said("outbound_unallocated", "Cdr")[0].get("Disposition") == "NO ANSWER"
    assert row("outbound_unallocated")["result"] == "wrong_number"


def test_an_originate_that_times_out_has_no_end_of_a_dial() -> None:
    assert said("outbound_noanswer", "DialEnd") == []
    assert row("outbound_noanswer")["result"] == "no_answer"


@pytest.mark.parametrize("name", ["ours_queue_timeout", "ours_queue_timeout_quiet", "asterisk16_queue_timeout"])
def test_a_queue_whose_time_runs_out_says_that_the_caller_has_left(name: str) -> None:
    assert said(name, "QueueCallerAbandon")
    assert (row(name)["result"], row(name)["hung_up_by"]) == ("no_answer", "network")
    assert (row("inbound_queue_abandoned")["result"], row("inbound_queue_abandoned")["hung_up_by"]) == ("abandoned", "customer")


def test_a_queue_blames_the_caller_when_the_agents_leg_is_hung_up() -> None:
    assert said("inbound_queue_agent_hangs_up", "AgentComplete")[0].get("Reason") == "caller"
    assert row("inbound_queue_agent_hangs_up")["hung_up_by"] == "agent"


def test_the_queue_is_done_with_a_transferred_call_before_it_ends() -> None:
    (complete,) = said("inbound_blind_transfer", "AgentComplete")
    assert complete.get("Reason") == "transfer"
    found = row("inbound_blind_transfer")
    assert complete.at is not None
    assert str(found["ended_at"]) > complete.at.isoformat()
    assert (found["result"], found["agent"], found["transferred_to"]) == ("transferred", "1002", "1001")


def test_the_customers_leg_of_an_originate_shows_our_own_number() -> None:
    assert {message.get("CallerIDNum") for message in said("outbound_busy", "NewCallerid")} == {"0281001000"}
    assert row("outbound_busy")["customer"] == "13900139002"


def test_a_redirect_has_no_event_and_is_a_transfer_all_the_same() -> None:
    assert said("ours_redirect", "BlindTransfer") == said("ours_redirect", "AttendedTransfer") == []
    assert (row("ours_redirect")["result"], row("ours_redirect")["transferred_to"]) == ("transferred", "1001")


def test_an_attended_transfer_need_not_name_its_target() -> None:
    assert said("ours_atxfer_race", "AttendedTransfer")[0].get("TransferTargetUniqueid") == ""
    assert row("ours_atxfer_race")["transferred_to"] == "1002"


def test_a_machine_is_nobody() -> None:
    (told,) = said("ours_machine", "UserEvent")
    assert list(told.all("UserEvent")) == ["CtiAmd"]
    assert (row("ours_machine")["result"], row("ours_machine")["answered_at"]) == ("no_answer", None)


@pytest.mark.parametrize(
    ("leg", "cause"),
    [
        ({"cause": 17}, Cause.BUSY),
        ({"cause": 21, "tech_cause": 603}, Cause.BUSY),
        ({"cause": 21, "tech_cause": 403}, Cause.CONGESTION),
        ({"cause": 1, "dial_status": "NOANSWER"}, Cause.WRONG_NUMBER),
        ({"cause": 28}, Cause.WRONG_NUMBER),
        ({"cause": 19}, Cause.NO_ANSWER),
        ({"cause": 20}, Cause.NO_ANSWER),
        ({"cause": 34}, Cause.CONGESTION),
        ({"cause": 99}, Cause.CONGESTION),
        ({"cause": 0, "tech_cause": 404}, Cause.WRONG_NUMBER),
        ({"cause": 16, "dial_status": "BUSY"}, Cause.BUSY),
        ({"cause": 0, "dial_status": "CHANUNAVAIL"}, Cause.CONGESTION),
        ({"cause": 0, "reason": 5}, Cause.BUSY),
        ({"cause": 0, "reason": 8}, Cause.CONGESTION),
        ({"cause": 0, "reason": 0}, Cause.CONGESTION),
        ({"cause": 0, "reason": 0, "channel": "Local/nobody@dial-00000001;1"}, Cause.WRONG_NUMBER),
        ({"cause": 0, "ringing_at": LATER}, Cause.NO_ANSWER),
    ],
)
def test_why_nobody_answered(leg: dict[str, object], cause: Cause) -> None:
    assert why_unanswered([Leg("a-1", LATER, **{"channel": "PJSIP/trunk-00000001", **leg})]) is cause  # type: ignore[arg-type]


def test_a_capture_that_begins_in_a_talk_tells_who_talked() -> None:
    """Nothing of the beginning was heard: the queue says at the end how long it was, and who leaves a bridge was in it."""
    assert said("ours_middle_bare", "AgentConnect") == said("ours_middle_bare", "BridgeEnter") == []
    found = row("ours_middle_bare")
    assert [found[key] for key in ("agent", "queue", "result", "hung_up_by")] == ["1002", "support", "answered", "customer"]
    dialled = row("ours_middle_dialled")
    assert [dialled[key] for key in ("direction", "customer", "agent", "result")] == ["outbound", "13900139606", "1001", "answered"]


def test_who_asks_a_colleague_has_not_hung_up() -> None:
    """The agent leaves the customer's bridge first, and the customer gives up meanwhile."""
    left = said("ours_consult_customer_leaves", "BridgeLeave")
    assert left[0].get("Channel").startswith("PJSIP/1001")
    assert row("ours_consult_customer_leaves")["hung_up_by"] == "customer"


def test_a_parked_customer_belongs_to_whoever_takes_it() -> None:
    assert said("ours_parked_taken", "BlindTransfer") == said("ours_parked_taken", "AttendedTransfer") == []
    assert (row("ours_parked_taken")["result"], row("ours_parked_taken")["transferred_to"]) == ("transferred", "1002")
    assert (row("ours_parked_back")["result"], row("ours_parked_back")["transferred_to"]) == ("answered", None)


def test_two_who_go_to_one_conference_have_not_parted() -> None:
    """Each leaves the bridge for another place in the dialplan, as in a redirect: for the same one."""
    left = said("ours_conference", "BridgeLeave")[:2]
    assert {(each.get("Context"), each.get("Exten")) for each in left} == {("conf3", "s")}
    assert (row("ours_conference")["result"], row("ours_conference")["transferred_to"]) == ("answered", None)


def test_a_dialplan_that_says_busy_asks_to_hang_up_in_the_callers_name() -> None:
    (asked,) = said("ours_turned_away", "HangupRequest")
    assert (asked.get("Cause"), asked.get("TechCause")) == ("17", "486")
    assert (row("ours_turned_away")["result"], row("ours_turned_away")["hung_up_by"]) == ("busy", "network")


def test_an_agent_found_by_a_queue_may_be_who_dials() -> None:
    """A Local channel waits in the queue for an agent, and then the customer is dialled: outbound, though it was in a queue."""
    found = row("ours_queue_callback")
    assert [found[key] for key in ("direction", "customer", "agent", "result")] == ["outbound", "13900139603", "1001", "answered"]
    assert row("ours_queue_callback_busy")["result"] == "busy"
