"""Learn from outcomes: the analytics side reads what customers answered and recommends anew, through the door of every other list."""

import csv
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog

from workspace.imports.recommendations import import_recommendations
from workspace.scripts.bundles import offer_catalogue
from workspace.wiring.parts import Parts, Submission

EVERY = timedelta(hours=24)
"""Learnt at least this often."""
ENOUGH_ANSWERS = 100
"""New answers that are worth learning from in the demo, where a day is too long to wait."""
REST = timedelta(minutes=2)
"""The least time between two learnings that nobody asked for, and after one that failed."""
LEASE = timedelta(minutes=15)
"""How long one learning may take before another worker may begin."""

WANTED, LEARNED = "learning_wanted", "learned"
"""The facts: who asked for it, and what came of the last one."""

log = structlog.get_logger(__name__)


def want_learning(parts: Parts, person_id: UUID, submission: Submission | None = None) -> None:
    """Ask a worker to learn now; the recommendations follow in a minute. Raises AlreadyDone for a submission that came before."""
    with parts.units.begin(submission) as unit:
        unit.facts.put(WANTED, {"person_id": person_id})
        unit.audit.add("learning_wanted", "facts:learned", person_id=person_id)
        unit.wake("learn")


def learn_when_due(parts: Parts) -> bool:
    """Learn if somebody asked, a day has passed, or in the demo enough was answered; returns if it did."""
    with parts.units.begin() as unit:
        wanted, learned = unit.facts.get(WANTED), unit.facts.get(LEARNED)
        if learned is None:
            if not unit.learning.has_customers():
                return False
        else:
            asked = wanted is not None and wanted.at > learned.at
            rested = unit.now - learned.at > REST
            enough = parts.settings.demo and rested and unit.learning.answers_since(learned.at) >= ENOUGH_ANSWERS
            if not (asked or enough or unit.now - learned.at > EVERY):
                return False
        if not unit.facts.claim("learn", LEASE):
            return False
    rest = REST
    try:
        learn(parts)
        rest = timedelta(0)
    finally:
        with parts.units.begin() as unit:
            unit.facts.release("learn", rest)
    return True


def learn(parts: Parts) -> dict[str, object]:
    """Learn now and import what is recommended; returns what was read and written.

    Raises FileRefused when the door refuses the file, ValueError and OSError when the lists cannot be read or written.
    """
    # Imported here: it takes a second and memory, and only the process that learns needs it.
    from workspace.wiring.learning import learn_recommendations

    folder = parts.settings.analytics_folder / "learning"
    folder.mkdir(parents=True, exist_ok=True)
    customers, output = folder / "customers.csv", folder / "recommendations.csv"
    with _alone(folder):
        with parts.units.read() as unit:
            now = unit.now
            with customers.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(unit.learning.columns())
                writer.writerows(unit.learning.customers())
            priors = {key: float(offer.prior) for key, offer in offer_catalogue(unit).offers.items() if offer.ranked}
            responses = [parts.analytics.root / name for name in unit.batches.live_files().get("offer_responses", [])]
        report = learn_recommendations([customers], responses, output, offers=priors, now=now)
        imported = import_recommendations(parts, output)
        customers.unlink()
    result: dict[str, object] = {
        "customers": report.customers,
        "answers": report.answers,
        "recommendations": report.recommendations,
        "refused": imported.refused,
        "models": dict(report.models),
    }
    # The moment of the snapshot, so that what was answered meanwhile counts as new.
    with parts.units.begin(now=now) as unit:
        unit.facts.put(LEARNED, result)
        unit.audit.add("recommendations_learned", "facts:learned", result)
        unit.desks.touch_boards()
    log.info("learned", **result)
    return result


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One learning in this folder at a time; another one waits."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
