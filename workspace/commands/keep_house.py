"""Keep house: clear away what has served, once an hour."""

from datetime import timedelta

from workspace.wiring.parts import Parts

SERVED_AFTER = timedelta(hours=48)
"""After this nobody sends a form again, and sent facts are no longer looked at."""
PEOPLE_AFTER = timedelta(days=30)
"""How long ended sessions and failed sign-ins are kept."""
ASIDES_AFTER = timedelta(days=30)
"""How long texts that were refused, undone for good or discarded can be had back."""
PASSED_AFTER = timedelta(hours=1)
"""A page that shows a text in the middle of somebody's typing has taken a newer one long before."""
ORPHANED_AFTER = timedelta(hours=1)
"""A file that SQL does not list this long after it was written was left by a crash."""


def keep_house(parts: Parts) -> int:
    """Delete served rows and orphaned files; returns how many."""
    total = 0
    while True:
        with parts.units.begin() as unit:
            house = unit.housekeeping
            deleted = house.forget_sent(SERVED_AFTER) + house.forget_keys(SERVED_AFTER) + house.forget_answers(SERVED_AFTER)
            deleted += house.forget_sign_in_failures(PEOPLE_AFTER) + house.forget_sessions(PEOPLE_AFTER)
            deleted += house.forget_asides(ASIDES_AFTER) + house.forget_editors(SERVED_AFTER) + house.forget_passed_texts(PASSED_AFTER)
        total += deleted
        if not deleted:
            break
    with parts.units.read() as unit:
        known, now = unit.batches.all_files(), unit.now
    return total + parts.analytics.remove_orphans(known, (now - ORPHANED_AFTER).timestamp())


def seal_audit(parts: Parts) -> int:
    """Chain the audit rows that were committed since the last time; returns how many."""
    total = 0
    while True:
        with parts.units.begin() as unit:
            sealed = unit.audit.seal()
        total += sealed
        if not sealed:
            return total
