"""The world's refusals: errors with a code that people are told in words; mapped once to HTTP, in `workspace/web/errors.py`.

Refusal
├── NotFoundError           the thing is not there, or not this person's to see
├── NotAllowedError         this person may not do this
├── StaleError              the world moved on: an old turn, claim or version
├── ConflictError           somebody else has it, or it is done already
├── InvalidError            a field is wrong; `fields` says which and how
└── BusyError               come back in a moment
"""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - the word of the trade here, and the subclasses end in Error
    """A refusal by the rules. `code` names it for the catalogues of words; `detail` is a value to show beside it."""

    code = "refused"

    def __init__(self, code: str = "", detail: str = "", *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(code or self.code, detail)
        if code:
            self.code = code
        self.detail = detail
        self.fields: dict[str, str] = dict(fields or {})


class NotFoundError(Refusal):
    """The thing is not there, or not this person's to see: the two are never told apart."""

    code = "not_found"


class NotAllowedError(Refusal):
    """This person may not do this."""

    code = "not_allowed"


class StaleError(Refusal):
    """The world moved on while this was being typed: an old turn, claim number or version."""

    code = "stale"


class ConflictError(Refusal):
    """Somebody else has it, or it is done already."""

    code = "conflict"


class InvalidError(Refusal):
    """Fields are wrong; `fields` maps each to a code."""

    code = "invalid"


class BusyError(Refusal):
    """Too much at once; the same request will do in a moment."""

    code = "busy"
