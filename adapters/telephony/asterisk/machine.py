"""Whether the switch heard an answering machine: Asterisk's AMD application, told by the dialplan in a UserEvent or as a variable."""

from collections.abc import Iterable

from adapters.telephony.asterisk.cast import Cast
from adapters.telephony.asterisk.heard import Heard
from adapters.telephony.asterisk.message import Message

SAYS = ("Status", "AMDSTATUS", "AmdStatus")


def is_machine(cast: Cast, heard: Iterable[Heard]) -> bool:
    """Whether any of these events says so of this customer's telephone."""
    return any(_says_machine(each.message) for each in heard if cast.is_customer_s(each.message.get("Uniqueid")))


def _says_machine(message: Message) -> bool:
    if message.event == "UserEvent":
        return any(message.get(name).upper() == "MACHINE" for name in SAYS)
    return message.event == "VarSet" and message.get("Variable") == "AMDSTATUS" and message.get("Value").upper() == "MACHINE"
