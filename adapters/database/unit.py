"""The unit of work: one transaction with its stores; what it changed is told only after the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, Engine

from adapters.clock import Clock
from adapters.crash import crash_at
from adapters.database.stores.activities import ActivityStore
from adapters.database.stores.add_ins import AddInStore
from adapters.database.stores.administration import AdministrationStore
from adapters.database.stores.asides import AsideStore
from adapters.database.stores.attempts import AttemptStore
from adapters.database.stores.audit import AuditStore
from adapters.database.stores.batches import BatchStore
from adapters.database.stores.board import BoardStore
from adapters.database.stores.bss import BssStore
from adapters.database.stores.bss_import import BssImportStore
from adapters.database.stores.callbacks import CallbackStore
from adapters.database.stores.campaign_report import CampaignReportStore
from adapters.database.stores.campaigns import CampaignStore
from adapters.database.stores.changes import ChangeStore
from adapters.database.stores.customer_import import CustomerImportStore
from adapters.database.stores.customers import CustomerStore
from adapters.database.stores.departments import DepartmentStore
from adapters.database.stores.desks import DeskChange, DeskStore
from adapters.database.stores.editors import EditorStore
from adapters.database.stores.facts import FactStore
from adapters.database.stores.floor import FloorStore
from adapters.database.stores.followups import FollowUpStore
from adapters.database.stores.history_import import HistoryImportStore
from adapters.database.stores.housekeeping import HousekeepingStore
from adapters.database.stores.interactions import InteractionStore
from adapters.database.stores.keys import KeyStore, Submission
from adapters.database.stores.knowledge import KnowledgeStore
from adapters.database.stores.late_notes import LateNoteStore
from adapters.database.stores.layouts import LayoutStore
from adapters.database.stores.leads_import import LeadImportStore
from adapters.database.stores.learning import LearningStore
from adapters.database.stores.notices import NoticeStore
from adapters.database.stores.offers import OfferStore
from adapters.database.stores.operations import OperationsStore
from adapters.database.stores.outbox import OutboxStore
from adapters.database.stores.people import PeopleStore
from adapters.database.stores.presence import PresenceStore
from adapters.database.stores.revisions import RevisionStore
from adapters.database.stores.routing import RoutingStore
from adapters.database.stores.runs import RunStore
from adapters.database.stores.script_results import ScriptResultStore
from adapters.database.stores.script_use import ScriptUseStore
from adapters.database.stores.scripts import ScriptStore
from adapters.database.stores.sessions import SessionStore
from adapters.database.stores.shifts import ShiftStore
from adapters.database.stores.simulations import SimulationStore
from adapters.database.stores.suppressions import SuppressionStore
from adapters.database.stores.switch import SwitchStore
from adapters.database.stores.task_reservations import TaskReservationStore
from adapters.database.stores.tasks import TaskStore
from adapters.database.stores.tickets import TicketStore
from adapters.database.stores.transfers import TransferStore
from adapters.database.stores.vendors import VendorStore
from adapters.database.stores.waiting import WaitingStore
from adapters.database.stores.withdrawals import WithdrawalStore


@dataclass(frozen=True)
class Changes:
    """What a committed transaction changed: desks with their versions, and whether boards and workers should look."""

    desks: list[DeskChange] = field(default_factory=list)
    boards: bool = False
    wakes: frozenset[str] = frozenset()


class Unit:
    """One transaction: `now`, the stores, and what to tell afterwards."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.wakes: set[str] = set()

    def wake(self, work: str) -> None:
        """Ask that `work` (actions, switch, relay) be looked at right after the commit; a sweeper would find it anyway."""
        self.wakes.add(work)

    @cached_property
    def outbox(self) -> OutboxStore:
        """Facts for the analytics side."""
        return OutboxStore(self.connection, self.now)

    @cached_property
    def audit(self) -> AuditStore:
        """Who did what."""
        return AuditStore(self.connection, self.now)

    @cached_property
    def keys(self) -> KeyStore:
        """Idempotency keys."""
        return KeyStore(self.connection)

    @cached_property
    def sessions(self) -> SessionStore:
        """Who is signed in."""
        return SessionStore(self.connection, self.now)

    @cached_property
    def people(self) -> PeopleStore:
        """Who may sign in."""
        return PeopleStore(self.connection, self.now)

    @cached_property
    def batches(self) -> BatchStore:
        """Files of the analytics side."""
        return BatchStore(self.connection, self.now)

    @cached_property
    def board(self) -> BoardStore:
        """What supervisors watch."""
        return BoardStore(self.connection, self.now)

    @cached_property
    def script_results(self) -> ScriptResultStore:
        """What happened in the calls of a script's version."""
        return ScriptResultStore(self.connection)

    @cached_property
    def simulations(self) -> SimulationStore:
        """Simulations of scripts that workers walk."""
        return SimulationStore(self.connection, self.now)

    @cached_property
    def transfers(self) -> TransferStore:
        """Whom customers may be sent on to."""
        return TransferStore(self.connection, self.now)

    @cached_property
    def waiting(self) -> WaitingStore:
        """Those who wait, one by one."""
        return WaitingStore(self.connection)

    @cached_property
    def shifts(self) -> ShiftStore:
        """What came of a shift."""
        return ShiftStore(self.connection)

    @cached_property
    def operations(self) -> OperationsStore:
        """What is stuck."""
        return OperationsStore(self.connection, self.now)

    @cached_property
    def facts(self) -> FactStore:
        """What the installation knows of itself."""
        return FactStore(self.connection, self.now)

    @cached_property
    def learning(self) -> LearningStore:
        """What may be learnt from."""
        return LearningStore(self.connection)

    @cached_property
    def housekeeping(self) -> HousekeepingStore:
        """What is cleared away in time."""
        return HousekeepingStore(self.connection, self.now)

    @cached_property
    def interactions(self) -> InteractionStore:
        """Interactions and what happened to them."""
        return InteractionStore(self.connection, self.now)

    @cached_property
    def presence(self) -> PresenceStore:
        """What each agent is doing."""
        return PresenceStore(self.connection)

    @cached_property
    def switch(self) -> SwitchStore:
        """Call events and switch commands."""
        return SwitchStore(self.connection, self.now)

    @cached_property
    def routing(self) -> RoutingStore:
        """Who waits and who is free."""
        return RoutingStore(self.connection, self.now)

    @cached_property
    def customers(self) -> CustomerStore:
        """Who calls, and what they have."""
        return CustomerStore(self.connection, self.now)

    @cached_property
    def bss(self) -> BssStore:
        """The reference BSS's own tables."""
        return BssStore(self.connection, self.now)

    @cached_property
    def customer_import(self) -> CustomerImportStore:
        """Customers from lists."""
        return CustomerImportStore(self.connection, self.now)

    @cached_property
    def bss_import(self) -> BssImportStore:
        """Accounts and bills from lists."""
        return BssImportStore(self.connection)

    @cached_property
    def leads_import(self) -> LeadImportStore:
        """Leads and recommendations from lists."""
        return LeadImportStore(self.connection, self.now)

    @cached_property
    def history_import(self) -> HistoryImportStore:
        """Interactions of the time before us."""
        return HistoryImportStore(self.connection)

    @cached_property
    def runs(self) -> RunStore:
        """Runs, their moves and actions."""
        return RunStore(self.connection, self.now)

    @cached_property
    def scripts(self) -> ScriptStore:
        """Drafts and published versions."""
        return ScriptStore(self.connection, self.now)

    @cached_property
    def revisions(self) -> RevisionStore:
        """Every text a draft has had."""
        return RevisionStore(self.connection, self.now)

    @cached_property
    def asides(self) -> AsideStore:
        """Texts that were set aside."""
        return AsideStore(self.connection, self.now)

    @cached_property
    def editors(self) -> EditorStore:
        """Who is editing what."""
        return EditorStore(self.connection, self.now)

    @cached_property
    def withdrawals(self) -> WithdrawalStore:
        """Versions and steps that are not to be used any more."""
        return WithdrawalStore(self.connection, self.now)

    @cached_property
    def changes(self) -> ChangeStore:
        """What is on its way to calls."""
        return ChangeStore(self.connection, self.now)

    @cached_property
    def activities(self) -> ActivityStore:
        """New business activities."""
        return ActivityStore(self.connection, self.now)

    @cached_property
    def script_use(self) -> ScriptUseStore:
        """What each script serves."""
        return ScriptUseStore(self.connection, self.now)

    @cached_property
    def offers(self) -> OfferStore:
        """Recommendations, decisions and responses."""
        return OfferStore(self.connection, self.now)

    @cached_property
    def follow_ups(self) -> FollowUpStore:
        """Messages."""
        return FollowUpStore(self.connection, self.now)

    @cached_property
    def tickets(self) -> TicketStore:
        """Work handed to other departments."""
        return TicketStore(self.connection, self.now)

    @cached_property
    def departments(self) -> DepartmentStore:
        """Who tickets go to."""
        return DepartmentStore(self.connection)

    @cached_property
    def knowledge(self) -> KnowledgeStore:
        """Knowledge cards."""
        return KnowledgeStore(self.connection, self.now)

    @cached_property
    def add_ins(self) -> AddInStore:
        """Outside pages and lookups beside a call."""
        return AddInStore(self.connection, self.now)

    @cached_property
    def layouts(self) -> LayoutStore:
        """What teams' desks show."""
        return LayoutStore(self.connection, self.now)

    @cached_property
    def notices(self) -> NoticeStore:
        """What is told to desks."""
        return NoticeStore(self.connection, self.now)

    @cached_property
    def campaigns(self) -> CampaignStore:
        """Outbound efforts."""
        return CampaignStore(self.connection, self.now)

    @cached_property
    def campaign_report(self) -> CampaignReportStore:
        """What supervisors read of outbound work."""
        return CampaignReportStore(self.connection, self.now)

    @cached_property
    def task_reservations(self) -> TaskReservationStore:
        """Tasks that are before an agent."""
        return TaskReservationStore(self.connection, self.now)

    @cached_property
    def tasks(self) -> TaskStore:
        """Outbound work, and the leads it is about."""
        return TaskStore(self.connection, self.now)

    @cached_property
    def attempts(self) -> AttemptStore:
        """Tries to reach a number."""
        return AttemptStore(self.connection, self.now)

    @cached_property
    def callbacks(self) -> CallbackStore:
        """Promised calls."""
        return CallbackStore(self.connection, self.now)

    @cached_property
    def suppressions(self) -> SuppressionStore:
        """Numbers that may not be called."""
        return SuppressionStore(self.connection, self.now)

    @cached_property
    def late_notes(self) -> LateNoteStore:
        """What came under an old claim."""
        return LateNoteStore(self.connection, self.now)

    @cached_property
    def floor(self) -> FloorStore:
        """What an installation starts with."""
        return FloorStore(self.connection, self.now)

    @cached_property
    def administration(self) -> AdministrationStore:
        """The lists that administrators and supervisors keep."""
        return AdministrationStore(self.connection)

    @cached_property
    def vendors(self) -> VendorStore:
        """Outsourced call companies, and what is theirs."""
        return VendorStore(self.connection, self.now)

    @cached_property
    def desks(self) -> DeskStore:
        """Versions of the agents' screens."""
        return DeskStore(self.connection)


class Units:
    """Makes units of work on one engine, and hands their changes to `tell` after each commit."""

    def __init__(self, engine: Engine, clock: Clock, tell: Callable[[Changes], None]) -> None:
        self.engine = engine
        self._clock = clock
        self._tell = tell

    @contextmanager
    def begin(self, submission: Submission | None = None, *, now: datetime | None = None) -> Iterator[Unit]:
        """A transaction that commits when the block ends and rolls back when it raises.

        With a submission its key is used up in the same transaction: raises `AlreadyDone` when it took effect before.
        """
        with self.engine.connect() as connection:
            with connection.begin():
                unit = Unit(connection, now or self._clock.now())
                if submission is not None:
                    unit.keys.take(submission)
                yield unit
                desks = unit.desks.raise_versions()
                if submission is not None:
                    crash_at("before_commit")
            if submission is not None:
                crash_at("after_commit")
            changes = Changes(desks, unit.desks.boards_changed, frozenset(unit.wakes))
        if changes.desks or changes.boards or changes.wakes:
            self._tell(changes)

    @contextmanager
    def read(self, now: datetime | None = None) -> Iterator[Unit]:
        """A unit that only reads: one snapshot for all its queries, rolled back at the end."""
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield Unit(connection, now or self._clock.now())
