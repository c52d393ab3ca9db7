"""Refusals of a run: the move does not fit where the run stands, and the run is unchanged.

MoveRefused
├── StepMovedError, RunEndedError, NotHereError                          the run stands elsewhere
├── AnswerNotAvailableError, FieldsWrongError, UnknownResponseError      what was sent does not hold
├── ConsentNeedsTicksError, UnknownLineError, OfferSettledError
├── UnknownObjectionError, UnknownExitError, UnknownActionError, UnknownLanguageError, UnknownDispositionError
└── NothingBeforeError, NeverVisitedError
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.errors import ConflictError, InvalidError, Refusal, StaleError


class MoveRefused(Refusal):
    """A move that was not made."""


class NotHereError(MoveRefused, ConflictError):
    """The present step does not take such a move."""

    code = "not_here"


class StepMovedError(MoveRefused, StaleError):
    """The run went on since the agent's screen was drawn; `turn` is the present one."""

    code = "step_moved"

    def __init__(self, turn: int) -> None:
        super().__init__(detail=str(turn))
        self.turn = turn


class RunEndedError(MoveRefused, ConflictError):
    """The run was wrapped up."""

    code = "run_ended"


class AnswerNotAvailableError(MoveRefused, InvalidError):
    """No such answer, or it is not open to this customer."""

    code = "answer_not_available"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: required, format, too_small, too_big, too_long, not_listed or card_number.

    `limit` is the value that was passed (Decimal, Money, date, ...), where one was.
    """

    code: str
    limit: object = None


class FieldsWrongError(MoveRefused, InvalidError):
    """Fields that do not hold; `errors` has one per field name, `fields` their codes."""

    code = "fields_wrong"

    def __init__(self, errors: Mapping[str, FieldError]) -> None:
        super().__init__(fields={name: error.code for name, error in errors.items()})
        self.errors = dict(errors)


class ConsentNeedsTicksError(MoveRefused, ConflictError):
    """Lines were not read yet: `line` is the first, `lines` are all."""

    code = "consent_needs_ticks"

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__(detail=", ".join(lines))
        self.lines = lines
        self.line = lines[0]


class UnknownLineError(MoveRefused, InvalidError):
    """No such line is to be read here."""

    code = "unknown_line"


class UnknownResponseError(MoveRefused, InvalidError):
    """Not a response this offer takes, or not a known reason."""

    code = "unknown_response"


class OfferSettledError(MoveRefused, ConflictError):
    """The offer was carried out already, so its response stands."""

    code = "offer_settled"


class UnknownObjectionError(MoveRefused, InvalidError):
    """The present step does not list that objection."""

    code = "unknown_objection"


class NothingBeforeError(MoveRefused, ConflictError):
    """There is no step before this one."""

    code = "nothing_before"


class NeverVisitedError(MoveRefused, InvalidError):
    """A jump reaches visited steps only."""

    code = "never_visited"


class UnknownExitError(MoveRefused, InvalidError):
    """No open script declares that exit."""

    code = "unknown_exit"


class UnknownActionError(MoveRefused, ConflictError):
    """No action of that key is awaited: it was answered already, or never asked."""

    code = "unknown_action"


class UnknownLanguageError(MoveRefused, InvalidError):
    """The script is not written in that language."""

    code = "unknown_language"


class UnknownDispositionError(MoveRefused, InvalidError):
    """The wrap-up does not list that code."""

    code = "unknown_disposition"
