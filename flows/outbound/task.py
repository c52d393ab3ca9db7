"""A task: "speak to this lead for this campaign", worked by one holder at a time under a numbered claim (promise P3).

The store does the same by compare-and-swap; this is the rule it follows, and what its tests are held against.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flows.errors import ConflictError, StaleError

LEASE = timedelta(minutes=5)
"""How long a claim lasts without a sign of life: long enough to read a preview, short enough that a task is not lost for the day."""


class TaskState(StrEnum):
    """Where a task stands; `offered` is before one agent who may take it, `done` was worked to its end, `closed` is worked no more."""

    READY = "ready"
    OFFERED = "offered"
    CLAIMED = "claimed"
    DONE = "done"
    CLOSED = "closed"


class TaskKind(StrEnum):
    """Why the call is made: the campaign wants it, or it was promised."""

    CALL = "call"
    CALLBACK = "callback"


CALLBACK_PRIORITY = 1_000
"""A promised call goes before any campaign's own (0 to 999): the customer waits for it."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of outbound work. `for_agent_id` has it to themselves until `for_agent_until`; `vendor_id` None is our own."""

    id: UUID
    campaign_id: UUID | None
    lead_id: UUID
    due_at: datetime
    priority: int = 0
    kind: TaskKind = TaskKind.CALL
    state: TaskState = TaskState.READY
    vendor_id: UUID | None = None
    for_agent_id: UUID | None = None
    for_agent_until: datetime | None = None
    holder_id: UUID | None = None
    claim_no: int = 0
    lease_until: datetime | None = None
    attempts: int = 0

    @property
    def order(self) -> tuple[int, datetime, UUID]:
        """What tasks are taken in the order of: priority first, then the longest due."""
        return (-self.priority, self.due_at, self.id)

    def is_free(self, now: datetime) -> bool:
        """Whether it may be claimed: due and ready, or claimed under a lease that ran out."""
        lapsed = self.state is TaskState.CLAIMED and self.lease_until is not None and self.lease_until < now
        return self.due_at <= now and (self.state is TaskState.READY or lapsed)

    def is_for(self, agent_id: UUID, vendor_id: UUID | None, now: datetime) -> bool:
        """Whether this agent may take it: allotted to their house, and not kept for somebody else."""
        kept = self.for_agent_id not in (None, agent_id) and (self.for_agent_until is None or now < self.for_agent_until)
        return self.vendor_id == vendor_id and not kept

    def claimed(self, agent_id: UUID, now: datetime, lease: timedelta = LEASE) -> "Task":
        """The task, held by that agent under the next claim number; ConflictError where it is not free."""
        if not self.is_free(now):
            raise ConflictError("task_not_free", str(self.id))
        return self._held(agent_id, now, lease)

    def offered(self, now: datetime) -> "Task":
        """The task before an agent, whom its reservation names: nobody else takes it meanwhile. ConflictError where it is not ready."""
        if self.state is not TaskState.READY or self.due_at > now:
            raise ConflictError("task_not_free", str(self.id))
        return replace(self, state=TaskState.OFFERED)

    def taken(self, agent_id: UUID, now: datetime, lease: timedelta = LEASE) -> "Task":
        """The offered task, held by the agent it was offered to; ConflictError when it is on offer no more."""
        if self.state is not TaskState.OFFERED:
            raise ConflictError("task_not_offered", str(self.id))
        return self._held(agent_id, now, lease)

    def taken_back(self) -> "Task":
        """The offered task, ready again; ConflictError when it is on offer no more."""
        if self.state is not TaskState.OFFERED:
            raise ConflictError("task_not_offered", str(self.id))
        return replace(self, state=TaskState.READY)

    def renewed(self, claim_no: int, now: datetime, lease: timedelta = LEASE) -> "Task":
        """The task with its lease running from now; StaleError under an old claim number."""
        self._check(claim_no)
        return replace(self, lease_until=now + lease)

    def released(self, claim_no: int, due_at: datetime) -> "Task":
        """The task back among the ready ones, due then; StaleError under an old claim number."""
        self._check(claim_no)
        return replace(self, state=TaskState.READY, holder_id=None, lease_until=None, due_at=due_at)

    def ended(self, claim_no: int, state: TaskState = TaskState.DONE) -> "Task":
        """The task at its end, done or closed; StaleError under an old claim number."""
        self._check(claim_no)
        return replace(self, state=state, holder_id=None, lease_until=None)

    def _held(self, agent_id: UUID, now: datetime, lease: timedelta) -> "Task":
        return replace(self, state=TaskState.CLAIMED, holder_id=agent_id, claim_no=self.claim_no + 1, lease_until=now + lease)

    def _check(self, claim_no: int) -> None:
        """An old number writes nothing, even where its lease has only run out: somebody may be claiming it right now."""
        if self.state is not TaskState.CLAIMED or claim_no != self.claim_no:
            raise StaleError("claim_stale", str(self.id))


def next_task(tasks: list[Task], agent_id: UUID, vendor_id: UUID | None, now: datetime) -> Task | None:
    """The task this agent should take now, None when there is nothing."""
    free = (task for task in tasks if task.is_free(now) and task.is_for(agent_id, vendor_id, now))
    return min(free, key=lambda task: task.order, default=None)
