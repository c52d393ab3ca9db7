"""The wiring of results: which calls of a script are counted. Apart from `wiring`, as few pages need it."""

from adapters.database.stores.script_results import MOST_CALLS, Asked

__all__ = ["MOST_CALLS", "Asked"]
