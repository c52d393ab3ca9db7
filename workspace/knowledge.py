"""Knowledge cards: their texts, how Markdown becomes safe HTML, and what a search looks for."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from uuid import UUID

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from flows.errors import InvalidError
from workspace.wiring.parts import Unit

LONGEST_TITLE, LONGEST_BODY, LONGEST_KEYWORDS = 120, 8000, 300
MOST_WORDS = 16
"""Words of a query that are looked for."""
LONGEST_SENTENCE = 160
KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")
_WORDS = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")
_MARKS = re.compile(r"[*_`#>|\[\]]|\(https?://[^)]*\)")
_SENTENCES = re.compile(r"[^.!?。！？\n]+[.!?。！？]?")
FIRST_HEADING = 4
"""The level a card's `#` becomes: above it stand the page's, the panel's and the card's own title."""


@dataclass(frozen=True)
class CardTexts:
    """What is written on a card, in both languages; the bodies are Markdown."""

    title_en: str
    title_zh: str
    body_en: str
    body_zh: str
    keywords: str = ""

    def check(self) -> dict[str, str]:
        """The texts by their columns. Raises InvalidError at the one that is missing or too long."""
        limits = {"title_en": LONGEST_TITLE, "title_zh": LONGEST_TITLE, "body_en": LONGEST_BODY, "body_zh": LONGEST_BODY}
        texts = asdict(self)
        for name, limit in {**limits, "keywords": LONGEST_KEYWORDS}.items():
            if not texts[name] and name in limits:
                raise InvalidError(fields={name: "required"})
            if len(texts[name]) > limit:
                raise InvalidError(fields={name: "too_long"})
        return texts


def publish_card(unit: Unit, card: Mapping[str, object], texts: CardTexts, person_id: UUID | None) -> int:
    """Put the next version of a card before agents, whoever wrote it; returns its number. Raises InvalidError."""
    columns = texts.check()
    version = int(str(card["version"])) + 1
    card_id = UUID(str(card["id"]))
    headings = f"{texts.title_en}\n{texts.title_zh}\n{texts.keywords}".lower()
    everything = f"{headings}\n{texts.body_en}\n{texts.body_zh}".lower()
    unit.knowledge.publish(card_id, version, columns, (headings, everything), person_id)
    unit.audit.add("card_published", f"card:{card['key']}", {"version": version}, person_id=person_id)
    unit.desks.touch(*unit.knowledge.on_desks())
    return version


def words_of(query: str) -> list[str]:
    """What a query looks for: its words in small letters; of a Chinese run each pair of characters, as nobody types blanks in it."""
    found: list[str] = []
    for run in _WORDS.findall(query.lower()):
        if run[0] >= "\u3400" and len(run) > 1:
            found += [run[place : place + 2] for place in range(len(run) - 1)]
        elif len(run) > 1 or run[0] >= "\u3400":
            found.append(run)
    return list(dict.fromkeys(found))[:MOST_WORDS]


def answer_sentence(body: str, words: list[str]) -> str:
    """The sentence of a card that holds most of the words, the first one where none does."""
    sentences = [each.strip(" -\t") for each in _SENTENCES.findall(_MARKS.sub("", body))]
    best = max((each for each in sentences if len(each) > 1), key=lambda each: sum(word in each.lower() for word in words), default="")
    return best if len(best) <= LONGEST_SENTENCE else f"{best[: LONGEST_SENTENCE - 1]}…"


@lru_cache(maxsize=512)
def html_of(body: str) -> Markup:
    """Markdown as HTML that is safe to show: no HTML of the author's, no pictures, and links that open elsewhere."""
    return Markup(_markdown().render(body))  # noqa: S704 - markdown-it escapes what is no Markdown


@cache
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(["image", "html_inline", "html_block"])
    made.core.ruler.push("cards", _for_cards)
    return made


def _for_cards(state: object) -> None:
    """Lower the headings below the card's title, and let links open a window of their own: the call stays where it is."""
    for token in _tokens(getattr(state, "tokens", [])):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + FIRST_HEADING - 1)}"
        elif token.type == "link_open":
            token.attrSet("target", "_blank")
            token.attrSet("rel", "noopener noreferrer")


def _tokens(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *(token.children or ()))]
