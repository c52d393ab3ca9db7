"""What a bridge may say in each field, and what it gets for anything else: the name of the field and a code, and nothing more."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.telephony.webhook.fields import FIELDS, IgnoredError, read_event
from adapters.telephony.webhook.hearing import LONGEST_BODY, hear
from adapters.telephony.webhook.orders import body_of
from adapters.telephony.webhook.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed_headers
from flows.errors import InvalidError
from flows.telephony.call_event import CallEventKind, Cause, Direction, Party
from flows.telephony.port import CommandKind, SwitchCommand

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "s" * 32
OFFERED = {"event_id": "e1", "call_id": "c1", "kind": "offered", "at": "2026-11-22T12:00:00Z", "direction": "inbound"}
PAGE = Path(__file__).parents[5] / "docs" / "webhook-openapi.yaml"


def wrong(**changes: object) -> dict[str, str]:
    """What is wrong with an offered call that is changed like this."""
    try:
        read_event({**OFFERED, **changes}, NOON)
    except InvalidError as error:
        return error.fields
    return {}


def body_fault(body: bytes) -> dict[str, str]:
    """What is wrong with a body that is rightly signed."""
    with pytest.raises(InvalidError) as refused:
        hear(signed_headers([SECRET], body, NOON), body, [SECRET], NOON)
    return refused.value.fields


def test_every_field_arrives_where_it_belongs() -> None:
    event = read_event(
        {
            **OFFERED,
            "kind": "hung_up",
            "at": "2026-11-22T13:00:00+01:00",
            "caller_number": "+1 (202) 555-0199",
            "caller_name": "Maria  Delgado",
            "dialled_number": "+12025550100",
            "queue": "support",
            "extension": "1001",
            "cause": "busy",
            "hung_up_by": "network",
            "transferred_to": "sales",
            "consulted": "1002",
            "command_id": "01890000-0000-7000-8000-000000000000",
            "reason": "call_over",
        },
        NOON,
    )
    assert (event.adapter, event.at, event.kind, event.direction) == ("webhook", NOON, CallEventKind.HUNG_UP, Direction.INBOUND)
    assert (event.caller_number, event.caller_name, event.dialled_number) == ("+12025550199", "Maria Delgado", "+12025550100")
    assert (event.queue, event.extension, event.cause, event.hung_up_by) == ("support", "1001", Cause.BUSY, Party.NETWORK)
    assert (event.transferred_to, event.consulted, event.reason) == ("sales", "1002", "call_over")


def test_a_null_is_a_field_left_out_and_a_withheld_number_is_none() -> None:
    assert read_event({**OFFERED, "caller_number": None, "queue": None}, NOON).caller_number is None
    assert read_event({**OFFERED, "caller_number": "anonymous"}, NOON).caller_number is None


@pytest.mark.parametrize("kind", ["call.speculated", "x", "recording-started"])
def test_a_kind_nobody_knows_is_ignored(kind: str) -> None:
    with pytest.raises(IgnoredError):
        read_event({**OFFERED, "kind": kind, "anything": {}}, NOON)


@pytest.mark.parametrize("name", [each.name for each in FIELDS if each.is_required] + ["direction"])
def test_what_must_be_there_is_asked_for(name: str) -> None:
    assert wrong(**{name: None}) == {name: "required"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("caller_name", "x" * 10_240, "too_long"),
        ("caller_name", "a\x00b", "format"),
        ("caller_name", "a\x1b[31mb", "format"),
        ("caller_name", "a\r\nAction: Originate", "format"),
        ("caller_name", "\ud800", "format"),
        ("caller_name", ["Maria"], "format"),
        ("caller_number", 12025550199, "format"),
        ("caller_number", "+1" * 40, "too_long"),
        ("caller_number", "+1202\n5550199", "format"),
        ("dialled_number", "'; DROP TABLE", "format"),
        ("queue", "../support", "format"),
        ("extension", "10" * 6, "too_long"),
        ("extension", "１００１", "format"),
        ("event_id", "", "format"),
        ("event_id", "e" * 129, "too_long"),
        ("event_id", "cuecard/1", "format"),
        ("call_id", "a b", "format"),
        ("call_id", {"$ne": 1}, "format"),
        ("kind", 7, "format"),
        ("kind", "<b>", "not_listed"),
        ("kind", "k" * 10_240, "too_long"),
        ("at", 1_795_348_800, "format"),
        ("at", "2026-11-22T12:00:00", "format"),
        ("at", "yesterday", "format"),
        ("at", "0001-01-01T00:00:00+14:00", "format"),
        ("at", "9999-12-31T23:59:59-14:00", "format"),
        ("at", "2026-11-22T12:05:01Z", "out_of_range"),
        ("at", "2026-11-15T11:59:59Z", "out_of_range"),
        ("direction", "sideways", "not_listed"),
        ("cause", "bored", "not_listed"),
        ("hung_up_by", True, "format"),
        ("transferred_to", "sip:eve@example.com", "format"),
        ("reason", "<b>", "format"),
        ("callerNumber", "+12025550199", "unknown"),
    ],
)
def test_a_value_that_may_not_be_is_named(field: str, value: object, code: str) -> None:
    assert wrong(**{field: value}) == {field: code}


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert wrong(at="?", queue=1, direction=None) == {"at": "format", "direction": "required", "queue": "format"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null x",
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"kind": "\xff"}',
        b'{"at": NaN}',
        b'{"caller_name": "\\ud800"}',
        b"\x00",
    ],
)
def test_what_is_no_json_is_refused_whole(body: bytes) -> None:
    assert body_fault(body) == {"body": "json"}


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b'"offered"'])
def test_json_that_is_no_object_is_refused(body: bytes) -> None:
    assert body_fault(body) == {"body": "format"}


@pytest.mark.parametrize("number", [b"1" + b"0" * 5_000, b"1e999", b"-1e-999", b"123456789012345678901234567890"])
def test_huge_numbers_are_refused(number: bytes) -> None:
    body = json.dumps(OFFERED).encode().replace(b'"e1"', number)
    assert body_fault(body) in ({"body": "json"}, {"event_id": "format"})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each)
    )
)
def test_any_value_is_read_or_refused_and_never_breaks_us(value: object) -> None:
    for changed in (value, *({**OFFERED, each.name: value} for each in FIELDS)):
        try:
            event = read_event(changed, NOON)
        except (InvalidError, IgnoredError):
            continue
        assert "\x00" not in json.dumps(event.to_json())


def test_an_order_of_ours_that_is_sent_back_is_no_event() -> None:
    order = SwitchCommand(command_id="k1", kind=CommandKind.HANG_UP, call_id="c1")
    with pytest.raises((InvalidError, IgnoredError)):
        read_event({"command_id": "k1", "kind": order.kind.value, "call_id": "c1", **order.parameters()}, NOON)


def test_the_longest_event_that_the_fields_allow_fits() -> None:
    longest = {each.name: "\\u4e2d" * int(str(each.schema.get("maxLength", 128))) for each in FIELDS}
    assert len(json.dumps(longest)) < LONGEST_BODY


# The page that is given to strangers says what the code does.


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(PAGE.read_text(), yaml.SafeLoader)
    return loaded


def test_the_page_has_the_fields_of_an_event(page: dict[str, Any]) -> None:
    schema = page["components"]["schemas"]["Event"]
    told = {name: {key: held for key, held in each.items() if key != "description"} for name, each in schema["properties"].items()}
    assert told == {each.name: dict(each.schema) for each in FIELDS}
    assert sorted(schema["required"]) == sorted(each.name for each in FIELDS if each.is_required)
    assert all(each.get("description") for each in schema["properties"].values())
    assert schema["additionalProperties"] is False


def test_the_page_has_the_fields_and_kinds_of_an_order(page: dict[str, Any]) -> None:
    schema = page["components"]["schemas"]["Command"]
    command = SwitchCommand(
        command_id="k1",
        kind=CommandKind.DIAL,
        call_id="c1",
        extension="1001",
        number="+12025550143",
        queue="support",
        caller_number="+12025550100",
        attempt_id="a1",
        reason="lunch",
        rings_for=timedelta(seconds=25),
    )
    assert set(schema["properties"]) == {"command_id", "kind", "call_id", "provider_call_id", *command.parameters()}
    assert schema["properties"]["kind"]["enum"] == [each.value for each in CommandKind]


def test_the_page_names_the_headers_and_the_limits(page: dict[str, Any]) -> None:
    headers = {each["name"].lower() for each in page["components"]["parameters"].values()}
    assert headers == {TIMESTAMP_HEADER, SIGNATURE_HEADER, "idempotency-key"}
    assert str(LONGEST_BODY // 1024) + " KiB" in PAGE.read_text()


def test_the_page_has_each_answer_that_the_door_gives(page: dict[str, Any]) -> None:
    answers = page["paths"]["/telephony/events"]["post"]["responses"]
    assert set(answers) == {"200", "202", "401", "404", "408", "413", "422", "429", "503"}


def test_its_example_of_an_event_is_heard_and_fits_its_own_schema(page: dict[str, Any]) -> None:
    schema = page["components"]["schemas"]["Event"]
    (example,) = schema["examples"]
    assert read_event(example, datetime.fromisoformat(example["at"])).kind is CallEventKind.OFFERED
    jsonschema.validate(example, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**example, "callerNumber": "+12025550199"}, schema)


@pytest.mark.parametrize("kind", [CommandKind.DIAL, CommandKind.HANG_UP, CommandKind.PAUSE_AGENT])
def test_the_orders_that_we_send_fit_its_schema(page: dict[str, Any], kind: CommandKind) -> None:
    targets = {CommandKind.DIAL: {"extension": "1001", "number": "+12025550143"}, CommandKind.PAUSE_AGENT: {"extension": "1001"}}
    command = SwitchCommand(command_id="k1", kind=kind, call_id="c1", **targets.get(kind, {}))  # type: ignore[arg-type]
    schema = {**page["components"]["schemas"]["Command"], "additionalProperties": False}
    jsonschema.validate(json.loads(body_of(command, "CA-1")), schema)


def test_its_references_lead_somewhere(page: dict[str, Any]) -> None:
    for reference in re.findall(r'\$ref: "#/([^"]+)"', PAGE.read_text()):
        found: Any = page
        for part in reference.split("/"):
            found = found[part]
