"""One look at a web server from outside."""

import urllib.error
import urllib.request

from workspace.settings import Settings


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
