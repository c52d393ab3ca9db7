"""The sign-in page."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class SignInScreen:
    """What was typed, where to go afterwards, and why it did not work."""

    login: str = ""
    next: str = "/"
    error: Literal["", "wrong", "slowed", "ended", "disabled"] = ""
