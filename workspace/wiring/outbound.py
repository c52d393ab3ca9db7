"""The wiring of outbound work: the stores' rows, and what a number tells of where it rings."""

from adapters.customers.phones import NotAPhone, country, normal, shown, zones
from adapters.database.stores.callbacks import callback_from
from adapters.database.stores.campaign_report import Progress
from adapters.database.stores.campaigns import CALLBACKS, campaign_from
from adapters.database.stores.task_reservations import TaskReservation
from adapters.database.stores.tasks import TaskRow

__all__ = [
    "CALLBACKS",
    "NotAPhone",
    "Progress",
    "TaskReservation",
    "TaskRow",
    "callback_from",
    "campaign_from",
    "country",
    "normal",
    "shown",
    "zones",
]
