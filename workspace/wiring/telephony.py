"""Wiring of the telephone adapters that need neither database nor Redis; imports stay light."""

from typing import TYPE_CHECKING, Any

from adapters.telephony.asterisk import replay
from adapters.telephony.asterisk.replay import CaptureError
from adapters.telephony.webhook.hearing import LONGEST_BODY, IgnoredError, UnsignedError, hear
from flows.telephony.port import Switch
from workspace.terminal.complaint import Complaint

if TYPE_CHECKING:
    from adapters.clock import Clock
    from workspace.settings import Settings

__all__ = [
    "LONGEST_BODY",
    "CaptureError",
    "IgnoredError",
    "UnsignedError",
    "asterisk",
    "hear",
    "interactions_of",
    "webhook",
]

CONNECTS_WITHIN = 5.0
"""Seconds that a start waits for the switch; after that it goes on without, and comes back by itself."""
FORMATS = {"ami": replay.interactions_of}


def interactions_of(capture: bytes, format: str) -> list[dict[str, Any]]:
    """The interactions in a capture of a switch's own protocol. Raises CaptureError naming the line that is none."""
    return FORMATS[format](capture)


def asterisk(settings: "Settings") -> Switch:
    """A link to the live Asterisk of these settings; it connects by itself, now and after every cut.

    Raises Complaint without an address.
    """
    from adapters.telephony.asterisk.address import address_of
    from adapters.telephony.asterisk.client import AmiClient
    from adapters.telephony.asterisk.line import Line
    from adapters.telephony.asterisk.switch import AsteriskSwitch

    if not settings.ami_url:
        raise Complaint("CUECARD_AMI_URL is needed for CUECARD_TELEPHONY=asterisk: ami://USER:SECRET@HOST:5038.")
    client = AmiClient(address_of(settings.ami_url))
    client.wait_until_up(CONNECTS_WITHIN)
    return AsteriskSwitch(client, Line(agent=settings.ami_agent, trunk=settings.ami_trunk, context=settings.ami_context))


def webhook(settings: "Settings", clock: "Clock") -> Switch:
    """A link to the bridge of these settings. Raises Complaint without a secret, or with an address that is none or not allowed."""
    from adapters.address import address_of
    from adapters.telephony.webhook.switch import WebhookSwitch
    from adapters.telephony.webhook.wire import Wire

    if not settings.telephony_webhook_secret:
        raise Complaint("CUECARD_TELEPHONY_WEBHOOK_SECRET is needed for CUECARD_TELEPHONY=webhook: 32 characters or more.")
    try:
        address = address_of(settings.telephony_webhook_url, may_be_private=settings.telephony_webhook_private)
    except ValueError as error:
        raise Complaint(f"CUECARD_TELEPHONY_WEBHOOK_URL is {settings.telephony_webhook_url!r}: {error}.") from error
    return WebhookSwitch(Wire(address, settings.telephony_webhook_secrets, clock), clock)
