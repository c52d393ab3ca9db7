"""Wakes: asking a background worker, through RQ, to look at some work. The work itself is rows in SQL."""

from collections.abc import Mapping
from typing import Any

import redis
from rq import Queue
from rq.serializers import JSONSerializer

from adapters.background.fence import FencedJob

PREFIX = "workspace.jobs."
"""Where the functions that a worker may be asked for stand."""
LONGEST_QUEUE = 100
"""More jobs than this say nothing new: a worker that is so far behind looks at everything anyway."""
FORGOTTEN_AFTER = 60
"""Seconds after which a wake that nobody took is void; a sweeper has looked long since."""


class Wakes:
    """Puts jobs on the queues of background workers. `queues` says on which queue each work is done."""

    def __init__(self, queues: Mapping[str, str]) -> None:
        self._queues = dict(queues)

    def __call__(self, client: redis.Redis, work: str) -> bool:
        """Wake a worker for `work`; False when it is no background worker's. Raises redis.RedisError."""
        if work not in self._queues:
            return False
        self.ask(client, work, ttl=FORGOTTEN_AFTER)
        return True

    def ask(self, client: redis.Redis, work: str, *ids: str, ttl: int | None = None, timeout: int = 60) -> bool:
        """Queue one job for `work` about the rows of these ids; `timeout` in seconds is how long it may run.

        False when the queue is so long that the job would say nothing new. Raises redis.RedisError.
        """
        queue = queue_on(client, self._queues[work])
        if queue.count >= LONGEST_QUEUE:
            return False
        queue.enqueue_call(PREFIX + work, args=ids, timeout=timeout, ttl=ttl, result_ttl=0, failure_ttl=3600, description=work)
        return True


def queue_on(client: redis.Redis, name: str) -> Any:
    """RQ's queue of that name, with JSON in its jobs: a pickle would run what it names when it is read."""
    return Queue(name, connection=client, serializer=JSONSerializer, job_class=FencedJob)
