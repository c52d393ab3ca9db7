"""`cuecard serve`: uvicorn in as many processes as asked for."""

import os
from typing import Any

import uvicorn

from workspace import app
from workspace.logs import configure

# The application is imported here, before the processes are forked, and in a demo while its servers start.
from workspace.processes import prefork
from workspace.processes.probe import check_port
from workspace.settings import Settings
from workspace.terminal.complaint import Complaint
from workspace.wiring.parts import parts_of

KEEP_ALIVE = 75
"""Seconds an idle connection stays open: longer than any load balancer's own limit."""
GRACE = 5
"""Seconds that requests have to end when the server stops."""


def run(settings: Settings) -> None:
    """Serve until told to stop. Raises Complaint when demo accounts are in a database that is no demo."""
    configure(settings)
    check_port(settings)
    if not settings.demo:  # the demo itself looked to both, while this process was starting
        refuse_demo_accounts(settings)
        remember_seller(settings)
    # The processes read their settings from the environment, with the addresses of the embedded servers filled in.
    os.environ.update(settings.as_environment())
    if settings.processes > 1 and prefork.POSSIBLE:
        config = uvicorn.Config(**_options(settings))
        listener = config.bind_socket()
        prefork.run(lambda: uvicorn.Server(config).run([listener]), settings.processes)
    else:
        uvicorn.run(**_options(settings), workers=settings.processes)


def _options(settings: Settings) -> dict[str, Any]:
    """What uvicorn is asked for."""
    return {
        "app": f"{app.__name__}:{app.create.__name__}",
        "factory": True,
        "host": settings.host,
        "port": settings.port,
        "loop": "uvloop",
        "http": "httptools",
        "ws": "workspace.realtime.wire:Wire",
        "ws_per_message_deflate": False,
        "ws_max_size": 65536,
        "timeout_keep_alive": KEEP_ALIVE,
        "timeout_graceful_shutdown": GRACE,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies or None,
        "server_header": False,
        "date_header": True,
        "access_log": False,
        "log_config": None,
    }


def refuse_demo_accounts(settings: Settings) -> None:
    """Raise Complaint when accounts whose passwords were printed are in a real installation."""
    with parts_of(settings) as parts, parts.units.read() as unit:
        if unit.people.has_demo_accounts():
            raise Complaint(
                "This database holds the demo's accounts, whose passwords were printed: use another database, "
                "or start it as the demo with `cuecard demo`."
            )


def remember_seller(settings: Settings) -> None:
    """Store who the seller is before anybody works: an opt-out on an inbound call is recorded for the seller of the campaigns."""
    with parts_of(settings) as parts, parts.units.begin() as unit:
        unit.campaigns.remember_seller(settings.seller_id)
