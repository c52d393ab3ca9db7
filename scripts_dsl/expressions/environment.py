"""What an expression sees when it is evaluated: values, time and the run's own history, all passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Environment:
    """The values of one moment of a run.

    `variables`: the present value of each name, typed as scripts_dsl.types says, missing ones absent or None · `now`: an aware
    time · `zone`: the customer's, so that `today` is theirs · `visits`: how often each step was entered.
    """

    variables: Mapping[str, object]
    now: datetime
    zone: tzinfo
    visits: Mapping[str, int] = field(default_factory=dict)

    @property
    def local_now(self) -> datetime:
        """Now, on the customer's clock."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The customer's date."""
        return self.local_now.date()
