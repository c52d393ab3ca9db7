"""PostgreSQL and Valkey from their wheels, started by Cuecard itself when no address of real servers is set.

`start(home)` is the whole interface: it returns addresses, and the servers run until the last process that
started or found them has released its share.
"""

from adapters.embedded.errors import EmbeddedError, HomeInUseError
from adapters.embedded.servers import EmbeddedServers, claim, erase, is_used, start

__all__ = ["EmbeddedError", "EmbeddedServers", "HomeInUseError", "claim", "erase", "is_used", "start"]
