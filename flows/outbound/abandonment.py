"""Abandonment: people who answered and found no agent, counted against the legal limit.

The limit is 3 % of live answers per campaign over 30 days; the warning and the stop come before it.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

LIMIT = Fraction(3, 100)
STOP_AT = Fraction(25, 1000)
WARN_AT = Fraction(2, 100)


class DialMode(StrEnum):
    """Who starts a call: the agent who looks at the lead first, or the dialler."""

    PREVIEW = "preview"
    PROGRESSIVE = "progressive"
    PREDICTIVE = "predictive"

    @property
    def can_abandon(self) -> bool:
        """Whether a call may be answered with no agent there; in preview the agent listens to the ringing."""
        return self is not DialMode.PREVIEW


@dataclass(frozen=True, slots=True)
class Abandonment:
    """Live answers of one campaign over a stretch of time, and how many of them were abandoned."""

    live_answers: int
    abandoned: int

    @property
    def share(self) -> Fraction:
        """The abandoned share; all of it where some were abandoned and none answered, for then the count is wrong."""
        if self.live_answers <= 0:
            return Fraction(1 if self.abandoned else 0)
        return Fraction(self.abandoned, self.live_answers)

    @property
    def is_near_limit(self) -> bool:
        """Whether a supervisor should be warned."""
        return self.share >= WARN_AT

    @property
    def must_stop(self) -> bool:
        """Whether the dialler must stop; agents may go on by preview, which mends the share."""
        return self.share >= STOP_AT

    def to_json(self) -> dict[str, int]:
        """The two counts."""
        return {"live_answers": self.live_answers, "abandoned": self.abandoned}
