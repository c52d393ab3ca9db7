"""What Asterisk's names say: the device of a channel, the extension of an agent's interface, the number in a dial string."""

import re

from flows.telephony.dial_string import heard_name, heard_number

SERIAL = re.compile(r"-[0-9a-f]{8}(;[12])?$")
HALF = re.compile(r";[12]$")
EXTENSION_LIKE = re.compile(r"[0-9]{2,6}", re.ASCII)
MADE_BY_ASTERISK = re.compile(r"(.*-)?[0-9]{9,11}\.[0-9]+", re.ASCII)
SENT_TO = re.compile(r"(?:queue|out)-(.+)")
"""How Cuecard's own dialplan names the places it sends calls to, beside plain extensions."""


def device(channel: str) -> str:
    """The device of a channel or interface: `PJSIP/1001-0000000a`, `PJSIP/1001` and `Local/1001@desk/n` are all `1001`."""
    name = SERIAL.sub("", channel).partition("/")[2] or channel
    return name.partition("@")[0].partition("/")[0]


def twin(channel: str) -> str | None:
    """What both halves of a Local channel are called in common; None for any other channel."""
    return HALF.sub("", channel) if channel.startswith("Local/") and HALF.search(channel) else None


def is_far_half(channel: str) -> bool:
    """Whether this is the half of a Local channel that runs the dialplan, not the one that was dialled."""
    return channel.startswith("Local/") and channel.endswith(";2")


def number_in(dial_string: str) -> str | None:
    """The telephone number in a dial string: `139@trunk`, `PJSIP/139@trunk`, `trunk/139`, `PJSIP/trunk/sip:139@host`; None without one."""
    before = dial_string.partition("@")[0] if "@" in dial_string else dial_string
    return heard_number(before.rpartition("/")[2].removeprefix("sip:"))


def is_extension(name: str) -> bool:
    """Whether a device's name looks like an agent's: two to six digits."""
    return EXTENSION_LIKE.fullmatch(name) is not None


def is_chosen_by_us(uniqueid: str) -> bool:
    """Whether a channel's id was given to Originate, and not made by Asterisk (`SYSTEM-1795314139.11`)."""
    return bool(uniqueid) and MADE_BY_ASTERISK.fullmatch(uniqueid) is None


def place(exten: str) -> str | None:
    """Where a call was sent, for people: an extension, a queue's key or a number; outside text, cleaned."""
    sent = SENT_TO.fullmatch(exten)
    return heard_name(sent[1] if sent else exten)
