"""One look at the web server's address: is somebody ready there, could we listen there."""

import socket
import urllib.error
import urllib.request

from workspace.settings import Settings
from workspace.terminal.complaint import Complaint


def is_ready(settings: Settings, *, patience: float = 3.0) -> bool:
    """Tell if the web server of these settings says that it is ready; `patience` in seconds."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - asked, not bound
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/health/ready"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy of this machine knows nothing of localhost
    try:
        with opener.open(address, timeout=patience) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def check_port(settings: Settings) -> None:
    """Raise Complaint when the web server could not listen on its port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError as error:
            raise Complaint(f"This account may not listen on port {settings.port}: choose one above 1023 with --port.") from error
        except OSError as error:
            raise Complaint(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}): choose another with --port or CUECARD_PORT."
            ) from error
