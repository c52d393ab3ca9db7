"""What supervisors write into the lists of routing, checked before it is stored."""

import re
from collections.abc import Mapping
from typing import Any

from flows.errors import InvalidError
from workspace.wiring.outbound import NotAPhone, normal

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
KINDS = ("success", "neutral", "failure", "opt_out", "callback")
"""What a disposition means to analytics and to what follows."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def check_key(key: str, field: str = "key") -> str:
    """The key, when scripts and reports can use it: small letters, digits and _. Raises InvalidError."""
    if not KEY.fullmatch(key):
        raise InvalidError(fields={field: "key" if key else "required"})
    return key


def check_words(columns: Mapping[str, Any], *names: str) -> None:
    """Each of these is one line that can be read. Raises InvalidError at the first that is not."""
    for name in names:
        if not columns[name]:
            raise InvalidError(fields={name: "required"})
        if not columns[name].isprintable():
            raise InvalidError(fields={name: "format"})


def check_number(number: str, region: str = "US") -> str:
    """A dialled number in E.164. Raises InvalidError."""
    try:
        return normal(number, region)
    except NotAPhone:
        raise InvalidError(fields={"number": "phone" if number else "required"}) from None


def intervals(text: str, field: str) -> list[list[str]]:
    """Opening times as people write them, `08:00-12:00, 13:00-20:00`, in order and apart. Raises InvalidError; empty is closed."""
    found: list[list[str]] = []
    for part in filter(None, (part.strip() for part in re.split("[,，、;；]", text))):
        times = [time.strip() for time in re.split("[-–—~]", part)]
        times = [f"0{time}" if re.fullmatch("[0-9]:[0-5][0-9]", time) else time for time in times]
        if len(times) != 2 or not all(_TIME.fullmatch(time) for time in times):
            raise InvalidError(fields={field: "interval"})
        if times[0] >= times[1] or (found and times[0] < found[-1][1]):
            raise InvalidError(fields={field: "order"})
        found.append(times)
    return found
