"""Wiring of the telephone adapters that need neither database nor Redis; imports stay light."""

from typing import TYPE_CHECKING, Any

from adapters.telephony.asterisk import replay
from adapters.telephony.asterisk.replay import CaptureError
from flows.telephony_port import Switch
from workspace.complaint import Complaint

if TYPE_CHECKING:
    from workspace.settings import Settings

__all__ = ["CaptureError", "asterisk", "interactions_of"]

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
