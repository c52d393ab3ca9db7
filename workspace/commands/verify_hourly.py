"""Verify hourly: the checker in the background, once an hour for the whole installation; what it found is kept for the operations page."""

from datetime import timedelta

import structlog

from workspace.terminal.verify import verify
from workspace.wiring.parts import Parts

EVERY = timedelta(hours=1)
VERIFIED = "verified"
"""The fact: how much each check of the last run found, by name; checks that hold are not in it."""

log = structlog.get_logger(__name__)


def verify_hourly(parts: Parts) -> bool:
    """Run the checker unless some worker did within the hour; returns if it did."""
    with parts.units.begin() as unit:
        if not unit.facts.claim("verify", EVERY):
            return False
    wrong = {verdict.name: len(verdict.findings) for verdict in verify(parts) if verdict.findings}
    if wrong:
        log.error("verify_found", **wrong)
    with parts.units.begin() as unit:
        unit.facts.put(VERIFIED, wrong)
    return True
