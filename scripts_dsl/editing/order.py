"""Where a new field stands among those that are written already: in the order in which people write them."""

from collections.abc import Sequence

from scripts_dsl.editing.values import FieldPath

_ROOT = ("script", "spec", "title", "languages", "channel", "start", "params", "gives", "vars", "steps", "exits", "objections")
_STEP = (
    "section", "ask", "call", "do", "offer", "branch", "read_back", "wrapup", "fulfils", "say", "return", "form", "note", "kb", "with",
    "objections", "attempts", "save_as", "each", "at_most", "timeout", "once", "scale", "answers", "outcomes", "consent", "returns",
    "next", "on_error", "lint",
)  # fmt: skip
_FIELD = ("name", "type", "of", "from", "show", "required", "min", "max", "value", "sensitive", "when", "label", "help")
_ANY = (
    "when", "else", "id", "enum", "enum?", "is", "type", "private", "sensitive", "label", "say", "text", "zh", "en", "ignore", "why",
    "dispositions", "suggest", "form", "code", "next",
)  # fmt: skip


def index_for(path: FieldPath, present: Sequence[str]) -> int:
    """The place of a new key among the keys present: before the first one that usually follows it, else last."""
    order = _order_of(path[:-1])
    key = path[-1]
    if key not in order:
        return len(present)
    rank = order.index(str(key))
    return next((index for index, each in enumerate(present) if each in order and order.index(each) > rank), len(present))


def _order_of(owner: FieldPath) -> Sequence[str]:
    if not owner:
        return _ROOT
    if len(owner) == 2 and owner[0] == "steps":
        return _STEP
    if len(owner) > 2 and owner[-2] == "form":
        return _FIELD
    return _ANY
