"""The wiring of the checker: the checks on the database and on the analytics files."""

from adapters.analytics.verify import keys_missing, keys_twice
from adapters.database.verify import CHECKS, Check, Finding, be_patient, sent_keys

__all__ = ["CHECKS", "Check", "Finding", "be_patient", "keys_missing", "keys_twice", "sent_keys"]
