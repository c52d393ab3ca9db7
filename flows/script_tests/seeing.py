"""The texts on the agent's screen, each by itself, as tests look at them."""

from collections.abc import Iterator

from flows.runs.step_view import StepView, Words


def texts_of(shown: StepView) -> tuple[str, ...]:
    """Every text the agent sees at the present step; a missing value reads ‹its name›."""
    return tuple(text for text in _texts(shown) if text)


def _texts(shown: StepView) -> Iterator[str]:
    yield from (words_of(each) for each in shown.say)
    yield words_of(shown.question)
    yield from (words_of(each.label) for each in shown.answers)
    for field in shown.fields:
        yield words_of(field.label)
        yield words_of(field.help)
        yield from (option.label for option in field.options)
    if shown.offer is not None:
        yield shown.offer.name
        yield shown.offer.why
    yield from (words_of(each.text) for each in shown.lines)
    for objection in shown.objections:
        yield words_of(objection.label)
        yield from (words_of(each) for each in objection.say)
    yield words_of(shown.note)
    yield from (words_of(each.label) for each in shown.exits)


def words_of(words: Words) -> str:
    """Rendered words as one text."""
    return "".join(f"‹{part.text}›" if part.kind == "missing" else part.text for part in words)
