"""What the agent would see, as lines of text: the words to speak, then what can be done, by number and letter."""

from collections.abc import Iterator, Sequence

from flows.runs.step_view import StepView
from flows.script_tests.seeing import words_of
from workspace.terminal.play_table import Table


def screen_of(shown: StepView, table: Table) -> Iterator[str]:
    """The present step, line by line."""
    yield ""
    where = f"{shown.script} / {shown.step}"
    yield f"── {where} ── {shown.kind}" + (f" ── {shown.section}" if shown.section else "")
    yield from (f"“{words_of(each)}”" for each in shown.say)
    if shown.question:
        yield f"“{words_of(shown.question)}”"
    if shown.note:
        yield f"({words_of(shown.note)})"
    if shown.offer is not None:
        yield f"{shown.offer.name} ({shown.offer.offer.key})" + (f": {shown.offer.why}" if shown.offer.why else "")
    for objection in shown.objections:
        if objection.open:
            yield from (f"{words_of(objection.label)}: “{words_of(each)}”" for each in objection.say)
    if shown.action is not None:
        yield f"{table.word('waiting')}: {shown.action.label} ({shown.action.action})"
    yield from (f"  {number} {option}" for number, option in enumerate(options_of(shown), 1))


def options_of(shown: StepView) -> Sequence[str]:
    """What is chosen by number at the present step, as it reads."""
    if shown.scale is not None:
        return ()
    if shown.answers:
        return [f"{words_of(each.label)} ({each.value})" for each in shown.answers]
    if shown.offer is not None:
        return shown.offer.outcomes
    if shown.lines:
        return [("✓ " if each.ticked_at is not None else "") + f"{words_of(each.text)} ({each.id})" for each in shown.lines]
    return [code + (" *" if code == shown.suggested else "") for code in shown.dispositions]


def commands_of(shown: StepView, table: Table) -> str:
    """What can be done at the present step, as the prompt."""
    found = []
    if shown.can_continue:
        found.append("goes_on")
    elif shown.kind == "form":
        found.append("fill")
    if shown.action is not None:
        found += ["answer", "cancel"]
    if shown.lines:
        found += ["tick", "given", "refused"]
    elif shown.answers or shown.offer is not None or shown.dispositions:
        found.append("number")
    if any(each.open for each in shown.objections):
        found.append("close")
    elif shown.objections:
        found.append("objection")
    found += ["back"] if shown.can_go_back else []
    found += ["exit"] if shown.exits else []
    return ", ".join(table.word(each) for each in [*found, "quit"])
