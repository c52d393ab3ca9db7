"""A run as a story: what the agent saw at each step, what was done, what happened."""

from collections.abc import Iterable, Iterator

import orjson

from flows.publishing.bundle import Bundle
from flows.runs.events import StepEntered
from flows.runs.moves import Move, move_to_json
from flows.runs.step_view import StepView
from flows.runs.turn import Turn
from flows.runs.wants import AskAction
from tests.unit.flows.playing import Play, words

GIVEN = {
    "customer": {
        "account": "0755123",
        "salutation": "王先生",
        "name": "王伟",
        "tier": "gold",
    },
    "agent": {"badge": "8021", "name": "Ana"},
}


def tell(bundle: Bundle, moves: Iterable[Move], language: str, agent: str) -> str:
    """The whole story, turn by turn."""
    play = Play(bundle, GIVEN, language=language, zone="Asia/Shanghai")
    lines = [f"{bundle.script.name}, spoken in {language}, seen in {agent}", "", *_turn(play.last, play.view(agent))]
    for made in moves:
        play.make(made)
        lines += [
            "",
            f"> {made.kind} {orjson.dumps(move_to_json(made), option=orjson.OPT_SORT_KEYS).decode()}",
            *_turn(play.last, play.view(agent)),
        ]
    return "\n".join(lines) + "\n"


def _turn(turn: Turn, shown: StepView) -> Iterator[str]:
    """What happened, what is wanted, and what stands on the screen."""
    for event in turn.events:
        if not isinstance(event, StepEntered):
            facts = {name: value for name, value in event.to_json().items() if name not in ("kind", "script")}
            yield f"  {event.kind} {orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()}"
    entered = [event.step for event in turn.events if isinstance(event, StepEntered)]
    if len(entered) > 1:
        yield f"  by way of {' > '.join(entered)}"
    for want in turn.wants:
        yield f"  wants {want.action if isinstance(want, AskAction) else want.slot or want.offer}"
    yield f"[{shown.turn}] {shown.status} at {shown.script}/{shown.step} ({shown.kind}), step {shown.position} of about {shown.about}"
    yield from (f"  say: {words(each)}" for each in shown.say)
    if shown.question:
        yield f"  ask: {words(shown.question)}"
    yield from (f"    {each.hotkey} {each.value}: {words(each.label)}{' *' if each.chosen else ''}" for each in shown.answers)
    yield from (f"    field {each.name} ({each.type}): {words(each.label)} = {each.value}" for each in shown.fields)
    if shown.offer:
        yield f"  offer: {shown.offer.name} because {shown.offer.why!r}; {', '.join(shown.offer.outcomes)}"
    yield from (f"  read: {words(each.text)}{' *' if each.ticked_at else ''}" for each in shown.lines)
    yield from (
        f"  objection: {words(each.label)}{' > ' + ' '.join(map(words, each.say)) if each.open else ''}" for each in shown.objections
    )
    if shown.note:
        yield f"  note: {words(shown.note)}"
    if shown.action:
        yield f"  doing: {shown.action.label}"
    if shown.dispositions:
        yield f"  codes: {', '.join(shown.dispositions)}; suggested {shown.suggested}"
