"""Passwords: argon2id, with the rule of length instead of rules of composition (NIST SP 800-63B, 5.1.1)."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 15
LONGEST = 200
# RFC 9106's second recommended option, with less parallelism: two cores serve the agents too.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=2)
# Verified when the login is unknown, so that a stranger cannot tell by the time. Of a password thrown away, made with the costs above,
# and written down because making one takes a start longer than all of this package's imports.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=2$jE+O1ENMkElepEtf2RvBOg$SVyBwDR2hnoZLSWxhbuU7on1RCnS+rF470y570qJ8CI"

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_COMMON = (
    "password",
    "123456789",
    "qwertyuiop",
    "letmein",
    "cuecard",
    "contactcentre",
    "callcenter",
    "administrator",
    "iloveyou",
    "welcome",
)


def hash_of(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """True when the password is the one; takes as long when there is none to compare with."""
    try:
        return _HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def weakness(password: str, login: str) -> str:
    """The code of what is wrong with a new password (too_short, too_long, too_common), or an empty text."""
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    folded = password.casefold()
    rest = folded
    for word in (login.casefold(), *_COMMON):
        rest = rest.replace(word, "") if word else rest
    # What is left after the words everybody tries must still be worth guessing.
    return "too_common" if len(set(folded)) < 5 or len(rest) < SHORTEST // 2 else ""


def random_password() -> str:
    """A password that can be typed from paper: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
