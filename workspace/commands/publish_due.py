"""Publish what is due: changes whose time has come go live, each in one transaction, so exactly once whoever is killed."""

from workspace.studio.changes import publish_one_due
from workspace.wiring.parts import Parts

AT_MOST = 50
"""Changes that one look publishes; the next one goes on."""


def publish_due(parts: Parts) -> int:
    """Publish the changes that are due, the oldest first; returns how many left the waiting list, those that failed included."""
    for done in range(AT_MOST):
        with parts.units.begin() as unit:
            if not publish_one_due(unit):
                return done
    return AT_MOST
