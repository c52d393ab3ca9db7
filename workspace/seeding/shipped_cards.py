"""The shipped knowledge cards: Markdown files with a head and two parts, published like anybody's."""

from pathlib import Path

import flows
from workspace.knowledge import CardTexts, publish_card
from workspace.wiring.parts import Parts, new_id

CARDS = Path(flows.__file__).parent / "library" / "cards"
"""The folder of the shipped cards; a file is named after the card's key."""
_RULE = "---\n"


def read_card(text: str) -> CardTexts:
    """A card from its file: a head of `name: value` lines, the English text, the Chinese text. Raises ValueError for another shape."""
    _, head, english, chinese = text.split(_RULE, 3)
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())}
    return CardTexts(body_en=english.strip(), body_zh=chinese.strip(), **said)


def publish_cards(parts: Parts) -> list[str]:
    """Publish the shipped cards whose keys are not used here; returns the keys. What somebody wrote over stays."""
    done = []
    with parts.units.begin() as unit:
        for path in sorted(CARDS.glob("*.md")):
            if not unit.knowledge.add(new_id(), path.stem):
                continue
            card = unit.knowledge.get(path.stem)
            if card is None:
                raise AssertionError(f"card {path.stem} was just made")
            publish_card(unit, card, read_card(path.read_text(encoding="utf-8")), None)
            done.append(path.stem)
    return done
