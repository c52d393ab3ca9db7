"""The fence: RQ jobs that can run nothing but the functions their worker was given.

Whoever can write to Redis can write a job, and RQ would import and call any function a job names, `os.system` too, also as a callback.
"""

from collections.abc import Callable, Mapping
from typing import Any

from rq.job import Job


class JobRefused(Exception):  # noqa: N818 - house style: named for what happened
    """A job that names a function outside the fence."""


class FencedJob(Job):
    """A job whose function is looked up in `allowed`, never imported; of its callbacks and webhooks nothing is kept."""

    allowed: Mapping[str, Callable[..., object]] = {}

    @property
    def func(self) -> Callable[..., object]:
        """The allowed function of the job's name; raises JobRefused."""
        name = str(self.func_name)
        if self.instance is not None or name not in self.allowed:
            raise JobRefused(f"no job is called {name[:200]!r}")
        return self.allowed[name]

    def restore(self, raw_data: Any) -> None:
        """Read the job from Redis, and forget all that RQ would call besides its function."""
        super().restore(raw_data)
        # Without a name RQ's properties give no callback.
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks = []


def fenced(allowed: Mapping[str, Callable[..., object]]) -> type[FencedJob]:
    """A job class for a worker that may run only these functions, by their full names."""
    return type("FencedJob", (FencedJob,), {"allowed": dict(allowed)})
