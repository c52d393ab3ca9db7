"""The command `cuecard learn`: learn from the outcomes now, and say what came of it."""

from workspace.commands.learn import learn
from workspace.settings import Settings
from workspace.terminal.complaint import Complaint
from workspace.terminal.output import counted, say
from workspace.wiring.customers import FileRefused
from workspace.wiring.learning import UnreadableFile
from workspace.wiring.parts import parts_of


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
