"""The command `cuecard learn`: learn from the outcomes now, and say what came of it."""

from workspace.commands.learn import learn
from workspace.complaint import Complaint
from workspace.settings import Settings
from workspace.terminal import counted, say
from workspace.wiring import parts_of
from workspace.wiring_customers import FileRefused
from workspace.wiring_learning import UnreadableFile


def run(settings: Settings) -> None:
    """Run `cuecard learn`. Raises Complaint when nothing could be learnt; then the old recommendations stand."""
    try:
        with parts_of(settings) as parts:
            result = learn(parts)
    except FileRefused as refusal:
        raise Complaint(f"Nothing was learnt: {refusal.sentence()}.") from refusal
    except (UnreadableFile, OSError, ValueError) as error:
        raise Complaint(f"Nothing was learnt: {error}.") from error
    customers, answers = counted(result["customers"], "customer"), counted(result["answers"], "answer")
    say(f"{customers}, {answers}: {counted(result['recommendations'], 'recommendation')}.")
