"""The demo's first data: people, customers, scripts, offers, campaigns, and the first recommendations.

It runs at every start; what is there stays as it is, so a second start takes a moment.
"""

from workspace.seeding.campaigns import seed_campaigns
from workspace.seeding.customers import seed_customers, seed_history
from workspace.seeding.floor import seed_floor
from workspace.seeding.shipped_cards import publish_cards
from workspace.seeding.shipped_library import publish_library
from workspace.seeding.vendor import seed_vendor
from workspace.settings import Settings
from workspace.terminal.demo import SEEDED
from workspace.terminal.output import say
from workspace.wiring.parts import Parts, parts_of


def run(settings: Settings) -> None:
    """Seed once, in steps that each may be repeated after an interruption."""
    with parts_of(settings) as parts:
        seed_floor(parts)
        with parts.units.begin() as unit:
            unit.campaigns.remember_seller(settings.seller_id)
        if _is_seeded(parts):
            publish_library(parts)  # what a newer release ships beside what is there
            publish_cards(parts)
            seed_vendor(parts)
            return
        say("Loading 7,043 telecom customers with their bills …")
        seed_customers(parts)
        say("Writing their earlier interactions …")
        seed_history(parts)
        say("Publishing the library of scripts and offers …")
        publish_library(parts)
        publish_cards(parts)
        say("Loading the campaigns …")
        seed_campaigns(parts)
        seed_vendor(parts)
        say("Learning the first recommendations …")
        # Brings in scikit-learn, which a start that seeds nothing need not wait for.
        from workspace.commands.learn import learn

        learn(parts)
        with parts.units.begin() as unit:
            unit.facts.put(SEEDED, {})


def _is_seeded(parts: Parts) -> bool:
    with parts.units.read() as unit:
        return unit.facts.get(SEEDED) is not None
