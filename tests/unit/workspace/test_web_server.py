"""What a server does before it serves."""

from pathlib import Path

from sqlalchemy import Engine

from workspace.processes.web_server import remember_seller
from workspace.settings import load
from workspace.wiring.parts import parts_of


def test_opt_outs_are_for_the_seller_of_the_settings(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> None:
    for seller in ("north-telecom", "south-telecom"):
        settings = load({"CUECARD_SELLER_ID": seller}, home=tmp_path, database_url=database_url, redis_url=redis_url)
        remember_seller(settings)
        with parts_of(settings) as parts, parts.units.read() as unit:
            assert unit.campaigns.seller_of(None) == seller
