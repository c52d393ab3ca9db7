"""Background work: what workers look for, how often, and the functions that do it.

A sweep finds its work in SQL, takes it by compare-and-swap or SKIP LOCKED, and may run in any number of processes at once; being woken
through RQ only makes it sooner. To add one, append a line to SWEEPS.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from workspace.commands.advance_orders import advance_orders
from workspace.commands.allot_tasks import allot_tasks
from workspace.commands.answer_lookup import answer_lookup, open_lookups
from workspace.commands.ask_action import ask_action, open_actions
from workspace.commands.compact_batches import compact_batches
from workspace.commands.keep_house import keep_house, seal_audit
from workspace.commands.learn import learn_when_due
from workspace.commands.mark_overdue import mark_overdue
from workspace.commands.publish_due import publish_due
from workspace.commands.relay_outbox import relay_outbox
from workspace.commands.release_tasks import follow_callbacks, release_tasks, stop_outdated_campaigns
from workspace.commands.sweep_calls import sweep_calls
from workspace.commands.verify_hourly import verify_hourly
from workspace.studio.simulations import simulate_all
from workspace.wiring.parts import Parts
from workspace.work import QUICK, SLOW


@dataclass(frozen=True)
class Sweep:
    """Work that is looked for every so many seconds, and at once when somebody wakes it by its name.

    `look` does what is due. With `each`, it only finds the ids of what is due, and `each` does one of them, several at a time in threads:
    for work that waits for the outside world. What `look` returns is then ids, else it is ignored. With `beside`, `look` takes long and
    is done in a thread of its own, so that it holds up no other sweep. With `hands`, `each` has that many threads to itself: whom we do
    not know may be slow, and holds up nobody but those who ask it.
    """

    name: str
    every: float
    look: Callable[[Parts], object]
    queue: str = SLOW
    each: Callable[[Parts, UUID], object] | None = None
    beside: bool = False
    hands: int = 0

    def __post_init__(self) -> None:
        if self.queue not in (QUICK, SLOW):
            raise AssertionError(f"no worker works on the queue {self.queue}")


def found(ids: object) -> Iterable[UUID]:
    """What `look` of a sweep with `each` returned."""
    if not isinstance(ids, Iterable):
        raise AssertionError("a sweep with `each` finds ids")
    return ids


SWEEPS: list[Sweep] = [
    Sweep("actions", 1, open_actions, queue=QUICK, each=ask_action),
    Sweep("lookups", 1, open_lookups, queue=QUICK, each=answer_lookup, hands=8),
    Sweep("calls", 1, sweep_calls, queue=QUICK),
    Sweep("vendors", 10, allot_tasks),
    Sweep("orders", 10, advance_orders),
    Sweep("claims", 5, release_tasks, queue=QUICK),
    Sweep("callbacks", 2, follow_callbacks, queue=QUICK),
    Sweep("publications", 1, publish_due, queue=QUICK),
    Sweep("tickets", 10, mark_overdue),
    Sweep("lists", 300, stop_outdated_campaigns),
    Sweep("relay", 1, relay_outbox),
    Sweep("seal_audit", 5, seal_audit),
    Sweep("compact", 20, compact_batches),
    Sweep("keep_house", 3600, keep_house),
    Sweep("learn", 30, learn_when_due, beside=True),
    Sweep("simulations", 2, simulate_all, beside=True),
    Sweep("verify", 60, verify_hourly, beside=True),
]
"""All sweeps; the worker of a queue runs those of its queue."""
