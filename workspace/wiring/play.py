"""The wiring of `cuecard play`: the clock."""

from adapters.clock import Clock

__all__ = ["Clock"]
