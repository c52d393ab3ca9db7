"""Pasted texts made scripts: paragraphs become words to say, bulleted lines answers, headings sections, and dialogues turns.

    # Opening                         a section; also "Opening:", "一、开场", "【开场】"
    Hello, do you have a minute?      words, or a question where answers follow
    - Yes                             an answer that goes on
    - No -> Then I call later.        an answer with words of its own
    Agent: How is your line?          a turn of the agent; also 坐席：, 客服：
    Customer: It is slow.             what the customer may reply, an answer of that turn; also 客户：

Pure: text in, the source of a script or the reason why none comes of it out. What comes out loads without errors, whatever went in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from flows.script_tests.emitting import flow
from workspace.words import SECTIONS

LONGEST = 50_000
"""Characters of a pasted text."""
MOST_STEPS = 200
MOST_ANSWERS = 20
LONGEST_LABEL = 120
_HEADING = re.compile(
    r"#{1,6}\s+(?P<hash>.+?)\s*#*|【(?P<bracket>[^】]{1,40})】|[一二三四五六七八九十]{1,3}、\s*(?P<han>[^。？！?!,，]{1,30})|(?P<colon>[^:：.。?？!！]{1,40})[:：]"
)
_BULLET = re.compile(r"(?:[-*•·‣◦–]|\(?[0-9]{1,2}[.)、）]|[①-⑳]|[A-Ha-h][.)、])\s*(?P<text>\S.*)")
_SPEAKER = re.compile(
    r"(?:(?P<agent>agent|rep|operator|advisor|me|坐席|座席|客服|话务员|我方|甲)|(?P<customer>customer|client|caller|cust|客户|顾客|用户|来电人|乙))\s*[:：]\s*(?P<text>.*)",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*(?:->|=>|→|⇒|——>)\s*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLACEHOLDERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"[\[{<【(（]\s*(?:customer(?:'s)? name|customer|client name|name|客户姓名|客户称呼|客户|姓名)\s*[\]}>】)）]", re.IGNORECASE
        ),
        "${customer.salutation}",
    ),
    (re.compile(r"(?:XX|xx|××|某)(?:先生/女士|先生|女士)"), "${customer.salutation}"),
    (
        re.compile(r"[\[{<【(（]\s*(?:agent(?:'s)? name|agent|my name|your name|坐席姓名|客服姓名|工号)\s*[\]}>】)）]", re.IGNORECASE),
        "${agent.name}",
    ),
)
_YES = frozenset({"yes", "y", "ok", "sure", "是", "是的", "好", "好的", "可以", "对", "方便", "有"})
_NO = frozenset({"no", "n", "not now", "否", "不", "不是", "不用", "不可以", "不方便", "没有", "不需要"})
_SECTION_OF = {words[language].lower(): key for key, words in SECTIONS.items() for language in ("en", "zh")}
_EXITS = (("hung_up", "wrap"),)
_EXITS_OUTBOUND = (*_EXITS, ("do_not_call", "suppress"), ("wrong_person", "wrap"))
_RESERVED = frozenset({"wrap", "suppress", "fallback", "again", "none", "yes", "no", "true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a customer may answer: the button's words, and what the agent says to it before the call goes on."""

    label: str
    words: str = ""


@dataclass(slots=True)
class Turn:
    """Something the agent says, with what may be answered to it; without answers the call just goes on."""

    section: str
    words: str
    replies: list[Reply] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PastedStep:
    """A step that comes out: its id, kind, section and words, and the answers of a question."""

    id: str
    kind: Literal["say", "ask"]
    section: str
    words: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a text becomes: the source of the script, its language, its steps for a look at it; or why it becomes nothing.

    `refusal`: empty (nothing to say in it), too_long, too_many (steps).
    """

    source: str = ""
    language: str = "en"
    steps: tuple[PastedStep, ...] = ()
    refusal: str = ""


def pasted(text: str, *, name: str, title: str = "", channel: str = "any", codes: Sequence[str] = ()) -> Pasted:
    """The script of a text, under its own name; `codes` are the disposition codes that it ends with."""
    if len(text) > LONGEST:
        return Pasted(refusal="too_long")
    clean = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign in "\n\t" or _is_shown(sign))
    turns = _turns(clean)
    if not turns:
        return Pasted(refusal="empty")
    if len(turns) + sum(1 for turn in turns for each in turn.replies if each.words) > MOST_STEPS:
        return Pasted(refusal="too_many")
    language = "zh" if len(_HAN.findall(clean)) * 4 > len(re.findall(r"[A-Za-z]", clean)) else "en"
    writing = _Writing(language)
    body = "".join(writing.steps(turns))
    shown = " ".join(title.split())[:80] or name.replace("_", " ").capitalize()
    shown = shown.replace("${", "$${")
    head = (
        f"script: {name}\nspec: 1\ntitle: {{{language}: {flow(shown)}}}\nlanguages: [{language}]\nchannel: {channel}\n"
        f"start: {writing.made[0].id}\n\nvars:\n  customer: crm.customer\n  agent: desk.agent\n\nsteps:\n"
    )
    exits = "".join(f"  {exit_}: {{next: {to}}}\n" for exit_, to in (_EXITS_OUTBOUND if channel == "outbound" else _EXITS))
    codes_listed = ", ".join(codes) or "resolved"
    tail = f"  wrap:\n    section: wrap\n    wrapup:\n      dispositions: [{codes_listed}]\n\nexits:\n{exits}"
    return Pasted(head + body + tail, language, tuple(writing.made))


# Reading


def _turns(text: str) -> list[Turn]:
    """What the agent says in it, in order."""
    found: list[Turn] = []
    section, after_blank = "", True
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            after_blank = True
            continue
        heading, speaker, bullet = _heading(stripped), _SPEAKER.fullmatch(stripped), _BULLET.fullmatch(stripped)
        if speaker is not None:
            _hear(found, section, speaker)
        elif heading and not bullet:
            section = heading
        elif bullet is not None and found and found[-1].section == section and len(found[-1].replies) < MOST_ANSWERS:
            found[-1].replies.append(_reply(bullet["text"]))
        elif after_blank or not found or found[-1].replies or found[-1].section != section:
            found.append(Turn(section, bullet["text"] if bullet is not None else stripped))
        else:
            found[-1].words += f"\n{stripped}"
        after_blank = False
    return [each for each in found if each.words.strip()]


def _hear(found: list[Turn], section: str, spoken: re.Match[str]) -> None:
    """A turn of a dialogue: the agent's is words, the customer's an answer to them."""
    words = spoken["text"].strip()
    if spoken["agent"]:
        found.append(Turn(section, words))
    elif found and words and len(found[-1].replies) < MOST_ANSWERS:
        found[-1].replies.append(_reply(words))


def _heading(line: str) -> str:
    found = _HEADING.fullmatch(line)
    return "" if found is None else next((part for part in found.groups() if part), "").strip()


def _reply(text: str) -> Reply:
    label, *rest = _ARROW.split(text, maxsplit=1)
    label = label.strip() or text.strip()
    return Reply(label[:LONGEST_LABEL], rest[0].strip() if rest else "")


def _is_shown(sign: str) -> bool:
    """Whether a sign may stand in a text: no control signs, no halves of pairs."""
    return (
        ord(sign) >= 0x20
        and not 0x7F <= ord(sign) < 0xA0
        and not 0xD800 <= ord(sign) <= 0xDFFF
        and sign not in "\u2028\u2029\ufeff\ufffe\uffff"
    )


# Writing


class _Writing:
    """The steps being written, each with an id of its own."""

    def __init__(self, language: str) -> None:
        self.made: list[PastedStep] = []
        self._language = language
        self._taken: set[str] = set(_RESERVED)

    def steps(self, turns: Sequence[Turn]) -> Iterator[str]:
        """Each turn as a step that leads to the next one, the last one to the wrap-up."""
        ids = [self._id(turn.words, "question" if turn.replies else "say") for turn in turns]
        for turn, this, following in zip(turns, ids, [*ids[1:], "wrap"], strict=True):
            section = self._section(turn.section)
            if not turn.replies:
                yield self._say(this, turn.section, turn.words, following)
                continue
            own: list[tuple[str, str]] = []
            lines = []
            names: set[str] = set()
            for each in turn.replies:
                to = following
                if each.words:
                    to = self._id(each.words, "reply")
                    own.append((to, each.words))
                value = _value(each.label, names)
                names.add(value)
                lines.append(f"      {value}:\n        label: {{{self._language}: {_quoted(each.label)}}}\n        next: {to}\n")
            self.made.append(PastedStep(this, "ask", turn.section, turn.words, tuple(each.label for each in turn.replies)))
            yield f"  {this}:\n{section}    ask:\n      {self._language}: {_quoted(turn.words)}\n    answers:\n{''.join(lines)}\n"
            for to, words in own:
                yield self._say(to, turn.section, words, following)

    def _say(self, this: str, heading: str, words: str, following: str) -> str:
        self.made.append(PastedStep(this, "say", heading, words))
        return f"  {this}:\n{self._section(heading)}    say:\n      {self._language}: {_quoted(words)}\n    next: {following}\n\n"

    def _section(self, heading: str) -> str:
        if not heading:
            return ""
        return f"    section: {flow(_SECTION_OF.get(heading.lower(), heading))}\n"

    def _id(self, words: str, kind: str) -> str:
        """A free id, from the first words where they are Latin."""
        latin = re.findall(r"[a-z][a-z0-9]*", words.lower())
        begin = "_".join(latin[:3])[:32].strip("_") or kind
        return _free(begin if len(begin) > 1 else f"{kind}_{begin}", self._taken)


def _value(label: str, taken: set[str]) -> str:
    """The value of an answer: yes and no as such, else of its words."""
    plain = label.strip(" .!。！，,").lower()
    if plain in _YES and "yes" not in taken:
        return "yes"
    if plain in _NO and "no" not in taken:
        return "no"
    latin = "_".join(re.findall(r"[a-z][a-z0-9]*", plain)[:3])[:32].strip("_")
    return _free(latin or "answer", taken | _RESERVED, keep=False)


def _free(name: str, taken: set[str], *, keep: bool = True) -> str:
    found = next(each for each in (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3))) if each not in taken)
    if keep:
        taken.add(found)
    return found


def _quoted(words: str) -> str:
    """Words of an author as YAML: nothing in them is an expression, but for the names that stand for the customer and the agent."""
    text = words.strip().replace("${", "$${")
    for pattern, value in _PLACEHOLDERS:
        text = pattern.sub(value, text)
    return '"' + "".join(_ESCAPED.get(sign, sign) for sign in text) + '"'


_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
