"""The clock: the one place that asks what time it is."""

from datetime import UTC, datetime


class Clock:
    """The wall clock, in UTC."""

    def now(self) -> datetime:
        """The present moment, aware."""
        return datetime.now(UTC)  # noqa: TID251 - here is where the ban points to


class FixedClock(Clock):
    """A clock that stands where it was put, for tests and rehearsals."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at
