"""Reads the fields of one script: what each must be, and what to tell when it is not."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.expressions.condition import Expression, Scope, compile_expression
from scripts_dsl.expressions.phrase import Phrase, compile_phrase
from scripts_dsl.nearest import as_name, nearest
from scripts_dsl.problem import Fix, Problem, Words, did_you_mean, fill_problem, make_problem, respelling
from scripts_dsl.script import LocalText, Paragraph, Script, Way
from scripts_dsl.source.diagnosis import quoting_in_flow
from scripts_dsl.source.folding import is_wide
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, Place, Source, TextNode

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DURATION = re.compile(r"([0-9]{1,4})(ms|s|m)?")
_UNITS = {"ms": timedelta(milliseconds=1), "s": timedelta(seconds=1), "m": timedelta(minutes=1), None: timedelta(seconds=1)}
LANGUAGES: Mapping[str, Words] = {"en": {"en": "English", "zh": "英文"}, "zh": {"en": "Chinese", "zh": "中文"}}

_WRITE_BOTH: Words = {"en": "write a text per language, like {zh: 您好, en: Hello}", "zh": "请分语言书写，如 {zh: 您好, en: Hello}"}
TEXT_WANTED = {"en": "text", "zh": "文字"}
MAP_WANTED = {"en": "keys and values", "zh": "“键: 值”"}
LIST_WANTED = {"en": "a list", "zh": "列表"}
SOME_WANTED = {"en": "a list with at least one entry", "zh": "至少有一项的列表"}

MAX_ERRORS = 200
"""Errors of one script that are told at a time."""
LONGEST_WAIT = timedelta(hours=1)
"""How long a step may wait for an answer."""
MAX_EXPRESSIONS = 200_000
"""Characters of all conditions of one script together, a value in a text counted as fifty."""


@dataclass
class Reading:
    """One script being read: everything its parts need to know, and the problems found so far."""

    source: Source
    catalogue: Catalogue
    subscript: Callable[[str, Location], Script | None]
    """Loads a sub-script by name; tells why when it cannot."""
    offers: Collection[str] | None = None
    slots: Collection[str] | None = None
    languages: tuple[str, ...] = ("zh", "en")
    scope: Scope = field(default_factory=lambda: Scope({}))
    problems: list[Problem] = field(default_factory=list)
    full: bool = False
    """Whether there were more errors than anybody mends at a time."""
    _errors: int = 0
    _expressions: int = 0

    def tell(
        self, rule: str, at: Location, *, meant: str | None = None, hint: Words | None = None, fix: Fix | None = None, **details: object
    ) -> None:
        """Note a problem; `meant` is the name that was probably wanted."""
        mended = fix if fix is not None else respelling(at, details, meant)
        self.add((fill_problem(rule, at, details, hint=did_you_mean(meant) if meant else hint, fix=mended),))

    def add(self, problems: Iterable[Problem]) -> None:
        """Note problems found elsewhere; past a limit nothing more is looked for, so that no text takes long."""
        for problem in problems:
            if self.full:
                return
            if problem.severity == "E":
                self._errors += 1
                if self._errors > MAX_ERRORS:
                    self._stop("Y001/problems", Location(problem.line, problem.column), MAX_ERRORS)
                    return
            self.problems.append(problem)

    def _stop(self, rule: str, at: Location, limit: int) -> None:
        """Look for nothing more."""
        self.full = True
        self.problems.append(make_problem(rule, at, limit=limit))

    def _spend(self, characters: int, at: Location) -> bool:
        """Whether that many more characters of expressions may be compiled; tells when it is too much for one script."""
        self._expressions += characters
        if self._expressions > MAX_EXPRESSIONS and not self.full:
            self._stop("Y001/expressions", at, MAX_EXPRESSIONS)
        return not self.full

    def close(self, name: str, known: Collection[str]) -> str | None:
        """The known name that looks most like this one."""
        return None if self.full else nearest(name, known)

    def fields(self, node: Node | None, owner: Words, known: Collection[str], required: Collection[str] = ()) -> dict[str, Entry] | None:
        """The entries of a map by key; tells of unknown and of missing ones, None when it is not a map."""
        if not isinstance(node, MapNode):
            if node is not None:
                self.tell("S003", node.at, field=owner, wanted=MAP_WANTED)
            return None
        entries: dict[str, Entry] = {}
        for entry in node:
            key = entry.key.text
            if key in known:
                entries[key] = entry
            else:
                self.unknown_key(node, entry, owner, known)
        for key in required:
            if key not in entries and not self.is_misspelt(node, key, known):
                self.tell("S003/missing", node.at, owner=owner, field=key)
        return entries

    def is_misspelt(self, node: MapNode, key: str, known: Collection[str]) -> bool:
        """Whether a missing key is there under a wrong spelling, so that it need not be told twice."""
        return any(each.key.text not in known and self.close(each.key.text, known) == key for each in node)

    def unknown_key(self, node: MapNode, entry: Entry, owner: Words, known: Collection[str]) -> None:
        """Tell of a key nobody knows; in braces one without value is text that a comma cut off."""
        key = entry.key
        if node.flow and isinstance(entry.value, TextNode) and entry.value.is_empty:
            comma = self.source.text.rfind(",", node.at.start, key.at.start)
            before = [other for other in node if other.value.at.end <= comma + 1]
            if comma >= 0 and before:
                fix = quoting_in_flow(self.source, before[-1].value.at.start)
                self.tell("Y012", self.source.at(comma, comma + 1), sign=",", fix=fix)
                return
        self.tell("S001", key.at, meant=self.close(key.text, known), key=key.text, owner=owner)

    def items(self, node: Node | None, what: str, *, some: bool = False) -> tuple[Node, ...]:
        """The items of a list; tells when it is none, or when it is empty where `some` are needed."""
        if isinstance(node, ListNode):
            if some and not node.items:
                self.tell("S003", node.at, field=what, wanted=SOME_WANTED)
            return node.items
        if node is not None:
            self.tell("S003", node.at, field=what, wanted=LIST_WANTED)
        return ()

    def text(self, node: Node | None, what: str) -> str | None:
        """A text that is not empty."""
        if isinstance(node, TextNode) and node.text.strip():
            self._cut_by_comment(node, only_tight=True)
            return node.text.strip()
        if isinstance(node, TextNode) and node.style and not node.text:
            self.tell("S003/open", node.at, field=what)
        elif node is not None:
            self.tell("S003", node.at, field=what, wanted=TEXT_WANTED)
        return None

    def name(self, node: Node | None, what: str) -> str | None:
        """A name of a-z, 0-9 and _."""
        text = self.text(node, what)
        if text is None or node is None:
            return None
        if NAME.fullmatch(text) is None:
            self.tell("S003/id", node.at, meant=as_name(text), name=text)
            return None
        return text

    def names(self, node: Node | None, what: str, *, some: bool = False) -> tuple[TextNode, ...]:
        """A list of texts, as nodes so that each can be pointed at."""
        found = []
        for item in self.items(node, what, some=some):
            if self.text(item, what) is not None and isinstance(item, TextNode):
                found.append(item)
        return tuple(found)

    def one_of(self, node: Node | None, what: str, values: Collection[str]) -> str | None:
        """One of some words."""
        text = self.text(node, what)
        if text is None or node is None or text in values:
            return text
        self.tell("S003/value", node.at, meant=self.close(text, values), value=text, values=", ".join(values))
        return None

    def truth(self, entry: Entry | None) -> bool:
        """A true or false field; absent is false."""
        if entry is None:
            return False
        return self.one_of(entry.value, entry.key.text, ("true", "false", "yes", "no")) in ("true", "yes")

    def whole(self, node: Node | None, what: str, least: int, most: int) -> int | None:
        """A whole number between two limits."""
        text = self.text(node, what)
        if text is None or node is None:
            return None
        if re.fullmatch(r"-?[0-9]{1,6}", text) and least <= int(text) <= most:
            return int(text)
        self.tell("S003", node.at, field=what, wanted={"en": f"a number from {least} to {most}", "zh": f"{least} 到 {most} 的数字"})
        return None

    def duration(self, node: Node | None, what: str) -> timedelta | None:
        """A time span like 3s, 500ms or 2m."""
        text = self.text(node, what)
        if text is None or node is None:
            return None
        found = _DURATION.fullmatch(text)
        span = timedelta() if found is None else int(found[1]) * _UNITS[found[2]]
        if not timedelta() < span <= LONGEST_WAIT:
            self.tell("S003", node.at, field=what, wanted={"en": "a time like 5s, at most 60m", "zh": "时长，如 5s，最长 60m"})
            return None
        return span

    def way(self, name: str, node: Node | None) -> Way | None:
        """A way on to a step; whether that step exists is checked when all are read."""
        target = self.text(node, name)
        return None if target is None or node is None else Way(name, target, node.at)

    def expression(self, node: Node | None, what: str, scope: Scope | None = None, *, condition: bool = False) -> Expression | None:
        """A compiled expression."""
        if isinstance(node, ListNode):
            self.tell("Y008", node.at, sign="[", fix=Fix(node.at.start, node.at.end, f"'{self.source.text[node.at.start : node.at.end]}'"))
            return None
        if self.text(node, what) is None or not isinstance(node, TextNode) or not self._spend(len(node.text), node.at):
            return None
        place = Place(self.source, node)
        expression, problems = compile_expression(node.text, scope or self.scope, node.at, locate=place, condition=condition)
        self.add(problems)
        return expression

    def condition(self, entry: Entry | None, scope: Scope | None = None) -> Expression | None:
        """A compiled condition, None also where there is none."""
        return None if entry is None else self.expression(entry.value, entry.key.text, scope, condition=True)

    def phrase(self, node: TextNode, scope: Scope | None = None) -> Phrase | None:
        """A compiled text."""
        if not self._spend(50 * node.text.count("${"), node.at):
            return None
        phrase, problems = compile_phrase(node.text, scope or self.scope, node.at, locate=Place(self.source, node))
        self.add(problems)
        return phrase

    def local_text(self, node: Node | None, what: str, *, ignoring: Collection[str] = (), scope: Scope | None = None) -> LocalText | None:
        """The same words in each language; a bare text serves a script of one language."""
        if isinstance(node, TextNode) and len(self.languages) == 1:
            phrase = self.phrase(node, scope) if self.text(node, what) else None
            return None if phrase is None else LocalText({self.languages[0]: phrase}, node.at)
        if isinstance(node, TextNode) and node.text.strip():
            return self._one_for_all(node, scope)
        if not isinstance(node, MapNode):
            if node is not None:
                wanted = {"en": "a text per language, like {zh: 您好, en: Hello}", "zh": "各语言的文字，如 {zh: 您好, en: Hello}"}
                self.tell("S003", node.at, field=what, wanted=wanted)
            return None
        phrases: dict[str, Phrase] = {}
        broken = False
        empty: dict[str, Location] = {}
        for entry in node:
            language = entry.key.text
            if language in ignoring:
                continue
            if language not in self.languages:
                self._not_a_language(node, entry, ignoring)
                broken = broken or language not in LANGUAGES  # words too many are only warned of, the others are said
            elif isinstance(entry.value, TextNode) and not entry.value.text.strip():
                empty[language] = entry.value.at
            elif isinstance(entry.value, TextNode):
                self._cut_by_comment(entry.value)
                phrase = self.phrase(entry.value, scope)
                broken = broken or phrase is None
                if phrase is not None:
                    phrases[language] = phrase
            else:
                self.tell("S003", entry.value.at, field=language, wanted=TEXT_WANTED)
                broken = True
        # Words that are written in no language yet are told once.
        if broken or phrases:
            for language, at in empty.items():
                self.tell("T001/empty", at, language=LANGUAGES.get(language, language))
        if broken:
            return None
        if not phrases:
            self.tell("S003/unsaid", next(iter(empty.values()), node.at), field=what)
            return None
        self._judge_translations(node, phrases)
        return LocalText(phrases, node.at)

    def _one_for_all(self, node: TextNode, scope: Scope | None) -> LocalText | None:
        """A bare text in a script of several languages: words of the one it looks like, missing in the others."""
        wide = any(map(is_wide, node.text))
        language = next((each for each in self.languages if (each == "zh") is wide), self.languages[0])
        self._cut_by_comment(node)
        phrase = self.phrase(node, scope)
        for other in self.languages:
            if other != language:
                self.tell("T001", node.at, language=LANGUAGES.get(other, other), hint=_WRITE_BOTH)
        return None if phrase is None else LocalText({language: phrase}, node.at)

    def _not_a_language(self, node: MapNode, entry: Entry, ignoring: Collection[str]) -> None:
        key = entry.key
        if key.text in LANGUAGES:
            self.tell("T001/language", key.at, language=LANGUAGES[key.text])
        else:
            self.unknown_key(node, entry, {"en": "a text", "zh": "文字"}, (*self.languages, *ignoring))

    def _judge_translations(self, node: MapNode, phrases: Mapping[str, Phrase]) -> None:
        """Tell of languages without text, of values that one of them does not say, and of the same sentence in two."""
        written = {entry.key.text for entry in node}
        for language in self.languages:
            if language not in written:
                self.tell("T001", node.at, language=LANGUAGES.get(language, language))
        everything = frozenset[str]().union(*(phrase.reads for phrase in phrases.values()))
        for entry in node if everything else ():
            phrase = phrases.get(entry.key.text)
            for name in sorted(everything - phrase.reads) if phrase is not None else ():
                self.tell("T002", entry.key.at, language=LANGUAGES.get(entry.key.text, entry.key.text), name=name)
        texts = ["".join(part for part in phrase.parts if isinstance(part, str)).strip() for phrase in phrases.values()]
        if len(texts) > 1 and len(set(texts)) == 1 and _is_sentence(texts[0]):
            self.tell("T001/same", node.at)

    def _cut_by_comment(self, node: TextNode, *, only_tight: bool = False) -> None:
        """Tell of a plain text that ` #` cut; elsewhere than in spoken words only when no space follows the sign."""
        text, start, end = self.source.text, node.at.start, node.at.end
        if node.style or text[end : end + 1] in ("\n", "\r", ""):
            return
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        rest = text[end:line_end].lstrip(" ,}]")
        if not rest.startswith("#") or (only_tight and rest[1:2] in ("", " ", "#", "!")):
            return
        if "\n" in text[start:end]:
            return
        line_end -= text[line_end - 1] == "\r"
        fix = Fix(start, line_end, '"' + text[start:line_end].rstrip().replace('"', '\\"') + '"')
        self.tell("Y009", node.at, seen=node.text, fix=fix)

    def paragraphs(self, node: Node | None, what: str) -> tuple[Paragraph, ...]:
        """Words to speak: a text per language, or a list of such paragraphs, each perhaps with a condition."""
        if not isinstance(node, ListNode):
            text = self.local_text(node, what)
            return () if text is None else (Paragraph(text),)
        found = []
        for item in self.items(node, what, some=True):
            text = self.local_text(item, what, ignoring=("when",))
            condition = item.entry("when") if isinstance(item, MapNode) else None
            when = self.condition(condition)
            # words whose condition cannot be read are not judged as if they were always said
            if text is not None and (condition is None or when is not None):
                found.append(Paragraph(text, when))
        return tuple(found)


def _is_sentence(text: str) -> bool:
    """Whether a text is more than a name or number, so that two languages cannot share it."""
    words = text.count(" ")
    return sum(map(is_wide, text)) >= 2 or (words >= 1 and text.endswith((".", "?", "!"))) or (words >= 2 and len(text) >= 6)
