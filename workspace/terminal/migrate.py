"""`cuecard migrate`: bring the database to this release. Processes that serve only check."""

from workspace.settings import Settings
from workspace.terminal.complaint import Complaint
from workspace.terminal.output import say
from workspace.wiring import servers as wiring_servers


def run(settings: Settings) -> None:
    """Run the missing migrations and say so."""
    missing = wiring_servers.missing_migration(settings)
    wiring_servers.migrate_database(settings)
    say(f"The database is now at {missing}." if missing else "The database is up to date.")


def check(settings: Settings) -> None:
    """Raise Complaint when the database is behind this release."""
    if missing := wiring_servers.missing_migration(settings):
        raise Complaint(f"The database is behind this release, which needs {missing}: run `cuecard migrate` first.")
