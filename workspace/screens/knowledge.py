"""The screens of knowledge cards, as frozen values."""

from dataclasses import dataclass, field

from markupsafe import Markup

from workspace.screens.forms import Form
from workspace.screens.terms import TermsForm


@dataclass(frozen=True)
class OpenCard:
    """A published card in the person's language."""

    key: str
    title: str
    body: Markup
    version: int
    published: str


@dataclass(frozen=True)
class KnowledgePanel:
    """The desk's knowledge: the card of the present step, and (where allowed) a search."""

    interaction_id: str = ""
    card: OpenCard | None = None
    can_search: bool = False


@dataclass(frozen=True)
class CardHit:
    """A card that was found, with the sentence that answers."""

    key: str
    title: str
    sentence: str


@dataclass(frozen=True)
class CardHits:
    """The answer to a search for cards, shown inside the panel (GET /knowledge)."""

    query: str
    hits: tuple[CardHit, ...] = ()


@dataclass(frozen=True)
class CardLine:
    """A card in the list of its writers; `state` is draft, published or archived."""

    key: str
    title: str
    state: str
    version: int
    has_draft: bool
    published: str


@dataclass(frozen=True)
class CardsScreen:
    """All cards."""

    cards: tuple[CardLine, ...]


@dataclass(frozen=True)
class CardVersion:
    """A version that was published."""

    version: int
    at: str
    person: str


@dataclass(frozen=True)
class CardPreview:
    """How the typed texts look to agents, in both languages."""

    title_en: str
    title_zh: str
    body_en: Markup
    body_zh: Markup


@dataclass(frozen=True)
class CardScreen:
    """The page a card is written on; without a key it is a new one."""

    form: Form
    preview: CardPreview
    key: str = ""
    version: int = 0
    has_draft: bool = False
    is_archived: bool = False
    versions: tuple[CardVersion, ...] = field(default_factory=tuple)
    terms: TermsForm | None = None
