"""The `read_back` step: lines read word for word and ticked, then the customer's consent."""

from flows.runs.events import ConsentRecorded, LineTicked
from flows.runs.moves import Consent, Tick
from flows.runs.refusals import ConsentNeedsTicksError, UnknownLineError
from flows.runs.run import Arrival, TickedLine
from flows.runs.walk import Walk
from flows.steps.offer import record_response
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.script import ReadBackLine, ReadBackStep

_OPEN = frozenset({None, "failed"})


def enter(walk: Walk, step: ReadBackStep) -> None:
    """Wait for the lines to be read; tell of lines whose condition is unknown."""
    for line in step.lines:
        walk.holds(line.when)


def tick(walk: Walk, step: ReadBackStep, made: Tick) -> None:
    """Keep the exact words of the line as they stand, the language and the time; a second tick changes nothing."""
    line = next((each for each in step.lines if each.id == made.line and walk.holds(each.when)), None)
    if line is None:
        raise UnknownLineError(detail=made.line[:60])
    if ticked_line(line, walk.ticks, walk.arrival, walk.shown, walk.environment) is not None:
        return
    text = words_of(line, walk.environment, walk.language)
    walk.ticks.append(
        TickedLine(frame=walk.at, step=step.id, line=line.id, language=walk.language, text=text, at=walk.now, shown=walk.shown)
    )
    chosen = None if walk.shown is None else walk.offers[walk.shown].offer
    walk.tell(
        LineTicked,
        line=line.id,
        language=walk.language,
        text=text,
        at=walk.now,
        offer=None if chosen is None else chosen.key,
        offer_version=None if chosen is None else chosen.version,
    )


def consent(walk: Walk, step: ReadBackStep, made: Consent) -> str:
    """Take the way of the consent; given needs every line ticked, refused takes back the acceptance."""
    lines = tuple(line for line in step.lines if walk.holds(line.when))
    if made.given:
        unread = tuple(each.id for each in lines if ticked_line(each, walk.ticks, walk.arrival, walk.shown, walk.environment) is None)
        if unread:
            raise ConsentNeedsTicksError(unread)
        _take_back_refusal(walk, step)
    else:
        _take_back_acceptance(walk)
    walk.answer(step.id, "given" if made.given else "refused", {})
    walk.tell(ConsentRecorded, given=made.given, lines=tuple(line.id for line in lines))
    return walk.take(step.given if made.given else step.refused)


def ticked_line(
    line: ReadBackLine, ticks: list[TickedLine] | tuple[TickedLine, ...], arrival: Arrival, shown: int | None, environment: Environment
) -> TickedLine | None:
    """The tick of a line, as long as it still says what was read and is about the same offer."""
    for each in reversed(ticks):
        if (each.frame, each.step, each.line, each.shown) == (arrival.frame, arrival.step, line.id, shown):
            return each if words_of(line, environment, each.language) == each.text else None
    return None


def words_of(line: ReadBackLine, environment: Environment, language: str) -> str:
    """The exact words of a line."""
    return line.text.phrase(language).text(environment, language)


def _take_back_acceptance(walk: Walk) -> None:
    """Refused consent makes the last acceptance that was not carried out a decline."""
    for number in range(len(walk.offers) - 1, -1, -1):
        each = walk.offers[number]
        if each.response == "accepted" and each.settled in _OPEN:
            record_response(walk, number, "declined", None, by_consent=True)
            return


def _take_back_refusal(walk: Walk, step: ReadBackStep) -> None:
    """Consent given after all makes an acceptance again of the decline that this very step had made of the offer shown.

    An offer shown before it stays declined, and so does one that another step's consent is not about.
    """
    if walk.shown is None or walk.frame.answers.get(step.id) != "refused":
        return
    shown = walk.offers[walk.shown]
    if shown.response == "declined" and shown.by_consent and shown.settled in _OPEN:
        record_response(walk, walk.shown, "accepted", None, by_consent=True)
