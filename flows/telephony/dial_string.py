"""What may be sent to a switch as a number, and what is kept of the numbers and names a switch sends us.

Switches speak line protocols: a number with a line break in it is two orders (a naive writer was seen to run the second). So what goes
out passes an allow-list here, before any adapter writes a byte, and what does not pass is refused whole, never mended.
"""

import re
import unicodedata

from flows.errors import InvalidError

NUMBER = re.compile(r"\+?[0-9]{3,15}", re.ASCII)
EXTENSION = re.compile(r"[0-9]{2,10}", re.ASCII)
QUEUE_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:;@/-]{0,127}", re.ASCII)
NOTE = re.compile(r"[\w .,:;+()/-]{1,80}")
FORMATTING = str.maketrans("", "", " -().\u00a0")  # how people and networks write numbers for the eye
LONGEST_NAME = 80
TURNS_TEXT_ROUND = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class DialStringError(InvalidError):
    """A number, extension, id or queue key that may not go to a switch; `detail` is the rule, the text itself is not repeated."""

    code = "dial_string_refused"


def dial_number(text: str) -> str:
    """The telephone number, as it may be sent: 3 to 15 ASCII digits, a plus sign before them or not. Raises DialStringError."""
    return _allowed(NUMBER, text, "a telephone number is 3 to 15 digits, with or without a plus before them")


def extension(text: str) -> str:
    """The extension, as it may be sent: 2 to 10 ASCII digits. Raises DialStringError."""
    return _allowed(EXTENSION, text, "an extension is 2 to 10 digits")


def queue_key(text: str) -> str:
    """The queue's key, as it may be sent: small letters, digits, - and _. Raises DialStringError."""
    return _allowed(QUEUE_KEY, text, "a queue key is small letters, digits, - and _, at most 40")


def identifier(text: str) -> str:
    """The id of a call or command, as it may be sent: one word of ASCII letters, digits and . _ : ; @ / -. Raises DialStringError."""
    return _allowed(IDENTIFIER, text, "an id is one word of letters, digits and . _ : ; @ / -")


def note(text: str) -> str:
    """A reason, as it may be sent: 1 to 80 letters, digits, spaces and plain punctuation, on one line. Raises DialStringError."""
    return _allowed(NOTE, text, "a reason is at most 80 letters, digits and spaces, on one line")


def heard_number(text: str | None) -> str | None:
    """The caller's number as the network gave it, without formatting; None when it is withheld or no number at all."""
    plain = (text or "").translate(FORMATTING)
    return plain if NUMBER.fullmatch(plain) else None


def heard_name(text: str | None) -> str | None:
    """The caller's name as the network gave it: one line of at most 80 characters, without control characters; None when empty.

    It stays outside text that may hold markup, SQL or a formula: whoever shows or writes it escapes it there.
    """
    kept = "".join(" " if each.isspace() else each for each in (text or "")[: LONGEST_NAME * 20] if _is_readable(each))
    return " ".join(kept.split())[:LONGEST_NAME].rstrip() or None


def _is_readable(character: str) -> bool:
    return character.isspace() or (unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"} and character not in TURNS_TEXT_ROUND)


def _allowed(pattern: re.Pattern[str], text: str, rule: str) -> str:
    if not pattern.fullmatch(text):
        raise DialStringError(detail=rule)
    return text
