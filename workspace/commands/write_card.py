"""Write a card: supervisors draft knowledge, publish it, and put it away."""

from flows.errors import ConflictError, InvalidError, NotFoundError
from workspace.knowledge import KEY, CardTexts
from workspace.studio.changes import Asked, ask
from workspace.studio.wishes import NOW, Terms
from workspace.wiring.parts import Parts, Person, Submission, new_id


def create_card(parts: Parts, by: Person, key: str, texts: CardTexts, *, submission: Submission) -> None:
    """Make a card with a draft; steps name it by its key. Raises InvalidError."""
    if not KEY.fullmatch(key):
        raise InvalidError(fields={"key": "key"})
    columns = texts.check()
    with parts.units.begin(submission) as unit:
        card_id = new_id()
        if not unit.knowledge.add(card_id, key):
            raise InvalidError(fields={"key": "taken"})
        unit.knowledge.save_draft(card_id, columns, by.id)
        unit.audit.add("card_drafted", f"card:{key}", person_id=by.id)


def save_draft(parts: Parts, by: Person, key: str, texts: CardTexts, *, submission: Submission) -> None:
    """Keep what is being written; agents go on seeing the published version. Raises NotFoundError, InvalidError."""
    columns = texts.check()
    with parts.units.begin(submission) as unit:
        card = unit.knowledge.get(key, lock=True)
        if card is None:
            raise NotFoundError
        unit.knowledge.save_draft(card["id"], columns, by.id)
        unit.audit.add("card_drafted", f"card:{key}", person_id=by.id)


def publish(parts: Parts, by: Person, key: str, *, terms: Terms = NOW, submission: Submission) -> Asked:
    """Put the draft before agents, at once also on desks that show the card, unless it waits for a second person or has its time.

    Raises NotFoundError, ConflictError ("no_draft" when it was published already, "change_open"), InvalidError.
    """
    with parts.units.begin(submission) as unit:
        card = unit.knowledge.get(key, lock=True)
        if card is None:
            raise NotFoundError
        if card["draft"] is None:
            raise ConflictError("no_draft")
        return ask(unit, terms.wish("card", key, card["draft"]), by.id)


def archive(parts: Parts, by: Person, key: str, *, away: bool, submission: Submission) -> None:
    """Put a card away, so that nobody finds it, or take it out again. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        card = unit.knowledge.get(key, lock=True)
        if card is None:
            raise NotFoundError
        unit.knowledge.archive(card["id"], unit.now if away else None)
        unit.audit.add("card_archived" if away else "card_restored", f"card:{key}", person_id=by.id)
        unit.desks.touch(*unit.knowledge.on_desks())
