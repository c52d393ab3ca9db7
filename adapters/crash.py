"""Crash points: named places where a fault test kills this process, as a power cut would. Outside a test run they do nothing."""

import os
import signal
from typing import Literal, get_args

CrashPoint = Literal[
    "before_commit", "after_commit", "action_claimed", "action_asked", "event_recorded", "command_marked", "change_applied"
]
POINTS: tuple[CrashPoint, ...] = get_args(CrashPoint)
"""All of them: a submission about to be committed, and committed but not answered · an action that a worker has claimed, and asked but not
applied · a call event recorded but not followed · a switch command marked as sent but not sent · a scheduled change
put live but not committed."""

VARIABLE = "CRASH_AT"
TEST_RUN = "PYTEST_CURRENT_TEST"
"""Set by pytest and inherited by what a test starts: nothing else can make a process crash."""


def crash_at(point: CrashPoint) -> None:
    """Kill this process with SIGKILL when a test asked for it here."""
    if os.environ.get(VARIABLE) == point and TEST_RUN in os.environ:
        os.kill(os.getpid(), signal.SIGKILL)
