"""Markup to look at: what an agent's panel shows, with everything taken out of it that could be pressed, typed into or sent.

Only what is listed here is let through, so a new kind of control in a template cannot slip into a mirror.
"""

from html import escape
from html.parser import HTMLParser

_ATTRIBUTES = frozenset(
    {"class", "lang", "title", "datetime", "data-since", "data-until", "aria-hidden", "aria-label", "aria-labelledby", "scope", "hidden"}
)
_BLOCKS = frozenset({"section", "article", "header", "footer", "div", "p", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4"})
_TABLES = frozenset({"table", "caption", "thead", "tbody", "tr", "th", "td"})
_WORDS = frozenset({"span", "b", "small", "strong", "em", "del", "time", "blockquote", "svg", "details", "summary"})
_TAGS = _BLOCKS | _TABLES | _WORDS
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"])
_AS_SPAN = frozenset({"button", "a", "label", "legend"})
"""Controls whose words stay, as words."""
_SILENT = frozenset({"kbd", "script", "style", "template", "select", "iframe", "object"})
"""Elements that go with all they hold."""
_CLOSED_MENU = "menu-body"
_TICKS = {"checkbox": ("☐", "☑"), "radio": ("○", "◉")}
_SECRETS = frozenset({"hidden", "password", "file", "submit", "button"})


def read_only(markup: str) -> str:
    """The panel as a picture of itself: no form, no token, no address to post to, no script hook; what was typed stays, as text."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return "".join(reader.out)


class _Reader(HTMLParser):
    """Copies what may be seen; `_open` holds, for each element that is open, what closes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._silenced_at: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input":
            self._write(_typed(given))
            return
        if tag == "use":
            # An icon of ours; nothing else may be fetched.
            self._write(f'<use href="{escape(given.get("href", ""))}"></use>' if given.get("href", "").startswith("/static/") else "")
            return
        if tag in _VOID:
            self._write("<br>" if tag == "br" else "")
            return
        classes = given.get("class", "").split()
        if self._silenced_at is None and (tag in _SILENT or _CLOSED_MENU in classes):
            self._silenced_at = len(self._open)
        start, end = _shown(tag, given, classes, inside=self._open[-1][0] if self._open else "")
        self._write(start)
        self._open.append((tag if "menu" not in classes else "menu", end))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._open:
            return
        _, end = self._open.pop()
        self._write(end)
        if self._silenced_at is not None and len(self._open) <= self._silenced_at:
            self._silenced_at = None

    def handle_data(self, data: str) -> None:
        # The line break that follows <textarea> is markup, not text.
        self._write(escape(data.lstrip("\n") if self._open and self._open[-1][0] == "textarea" else data))

    def _write(self, text: str) -> None:
        if self._silenced_at is None:
            self.out.append(text)


def _shown(tag: str, given: dict[str, str], classes: list[str], inside: str) -> tuple[str, str]:
    """What opens and closes an element in the picture; both empty for one that only its children are left of."""
    if tag == "textarea":
        return '<span class="typed">', "</span>"
    if tag in _AS_SPAN or (tag == "summary" and inside == "menu"):
        return f'<span class="{escape(given.get("class", ""))}">', "</span>"
    if tag == "details" and "menu" in classes:
        return f'<div class="{escape(given.get("class", ""))}">', "</div>"
    if tag not in _TAGS:
        return "", ""
    kept = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if name in _ATTRIBUTES or _names(name, value))
    return f"<{tag}{kept}>", f"</{tag}>"


def _names(name: str, value: str) -> bool:
    """Ids stay, since swaps and headings go by them; of roles only the one that makes a label of a group heard."""
    return name == "id" or (name == "role" and value in ("group", "img"))


def _typed(given: dict[str, str]) -> str:
    kind = given.get("type", "text")
    if kind in _SECRETS:
        return ""
    if kind in _TICKS:
        return f"{_TICKS[kind]['checked' in given]} "
    return f'<span class="typed">{escape(given["value"])}</span>' if given.get("value") else ""
