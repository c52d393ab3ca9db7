"""Mistakes that people make in scripts, put into good ones at random places: what is written, and what should be found where.

Run it with any seed to look for weaknesses: `python -m tests.unit.scripts_dsl.test_seeded_anywhere SEED`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random  # noqa: TID251 - dice of a test, seeded


@dataclass(frozen=True)
class Mistake:
    """One mistake in one script: the source with it, and each finding (code and lines) that would be right."""

    kind: str
    script: str
    source: str
    codes: frozenset[str]
    lines: frozenset[int]


@dataclass(frozen=True)
class Step:
    """One step of a source text: its lines, counted from 0, end excluded."""

    id: str
    first: int
    end: int


class Text:
    """A script's source as lines that can be changed."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.lines = source.split("\n")
        top = [number for number, line in enumerate(self.lines) if re.match(r"\w", line)]
        self.sections = {
            self.lines[one].split(":")[0]: (one, two) for one, two in pairwise([*top, len(self.lines)]) if ":" in self.lines[one]
        }
        first, end = self.sections["steps"]
        starts = [number for number in range(first, end) if re.match(r"  \w+:", self.lines[number])]
        ends = [*starts[1:], end]
        self.steps = [Step(self.lines[one].strip().split(":")[0], one, two) for one, two in zip(starts, ends, strict=True)]

    def step_at(self, line: int) -> Step | None:
        """The step that a line belongs to."""
        return next((step for step in self.steps if step.first <= line < step.end), None)

    def kind(self, step: Step) -> str:
        """The key that makes a step what it is; words beside another kind do not."""
        keys = [found[1] for line in self.lines[step.first : step.end] if (found := re.match(r"    (\w+):", line))]
        kinds = [key for key in keys if key in ("ask", "form", "branch", "do", "offer", "read_back", "call", "wrapup", "return")]
        return kinds[0] if kinds else "say"

    def changed(self, *changes: tuple[int, str | None]) -> str:
        """The source with lines replaced, or taken out by None."""
        lines: list[str | None] = list(self.lines)
        for number, line in changes:
            lines[number] = line
        return "\n".join(line for line in lines if line is not None)


Place = tuple[str, set[int]]
"""A source with a mistake, and the lines (from 1) on which it may be told."""
Seed = Callable[[Text], Iterator[Place]]
KINDS: dict[str, tuple[frozenset[str], Seed]] = {}


def kind(name: str, *codes: str) -> Callable[[Seed], Seed]:
    """Declare a kind of mistake with the codes that name it rightly."""

    def declare(seed: Seed) -> Seed:
        KINDS[name] = (frozenset(codes), seed)
        return seed

    return declare


def swap(name: str, codes: str, pattern: str, put: str, *, within: str = "", also: int = 0, step: bool = False) -> None:
    """Declare a kind that replaces what a pattern finds on one line of the steps, or of another section."""

    def seed(text: Text) -> Iterator[Place]:
        first, end = text.sections.get(within or "steps", (0, 0))
        if within == "*":
            first, end = 0, len(text.lines)
        for number in range(first, end):
            line = text.lines[number]
            if line.lstrip().startswith("#"):
                continue
            for found in re.finditer(pattern, line):
                new = line[: found.start()] + found.expand(put) + line[found.end() :]
                owner = text.step_at(number) if step else None
                if new != line:
                    yield text.changed((number, new)), {number + 1, number + 1 + also, *([owner.first + 1] if owner else ())}

    KINDS[name] = (frozenset(codes.split()), seed)


# what YAML cannot read
swap("tab in the indentation", "Y005", r"^    (?=\w)", "\t")
swap("full-width spaces in the indentation", "Y005", r"^    (?=\w)", "\u3000\u3000")
swap("no-break space in the indentation", "Y005", r"^    (?=\w)", "\u00a0   ")
swap("zero-width space in a key", "Y005 S001", r"^    (ne)(xt):", "    \\1\u200b\\2:")
swap("indented one space less", "Y006", r"^    (?=(section|next|say|ask|do):)", "   ")
swap("indented one space more", "Y006", r"^    (?=(next|save_as|answers|timeout|on_error|consent|outcomes):)", "     ")
swap("full-width colon after a key", "Y013", r"^(\s+)(zh|en|say|next|ask|section): ", "\\1\\2：")
swap("full-width colon after a nested key", "Y013", r"^(    )(say|ask|answers|branch):$", "\\1\\2：")
swap("colon and space in plain text", "Y007", r"^(\s+en: )([A-Z][a-z]+) (?=[^\"]*$)", "\\1\\2: ")
swap("anchor", "Y003", r"^(    next: )(\w+)", "\\1&here \\2")
swap("alias", "Y003", r"^(    next: )(\w+)", "\\1*\\2")
swap("tag", "Y004", r"(when: )(?=[a-z])", "\\1!")
swap("text starts with a tag", "Y004", r"^(\s+en: )(?=[A-Z])", "\\1!")
swap("text starts with a percent sign", "Y008 Y002", r"^(\s+en: )(?=[A-Z][^\"]*$)", "\\1%")
swap("quote never closed", "Y002", r"^(\s+\w+: \"[^\"]*)\"$", "\\1")
swap("condition starts with a quote", "Y008", r"^(.*when: )(\w+) == (\"\w+\")$", "\\1\\3 == \\2")
swap("list item without a space", "Y013", r"^(\s+)- (?=(zh|when|id|else):)", "\\1-")
swap("text cut by a comment", "Y009", r"^(\s+zh: [^\"$#']+?)(?=[^\"$#']{4,}$)", "\\1 #1")
swap("comma in unquoted text in braces", "Y012", r"(\{zh: [^\",]{2,}, en: )([A-Z]\w+) (?=[^\",}]+\})", "\\1\\2, ")
swap("slot without quotes in braces", "Y012", r"(\{\w+: )\"(\$\{[^}\"]+\})\"", "\\1\\2")
swap("brace never closed", "Y002 Y012 Y009", r"^(    (?:answers|outcomes|returns|consent|with): \{[^}\"]*)\}$", "\\1")

swap("full-width colon after a step", "Y013", r"^  (\w+):(?=$|  +#)", "  \\1：")
swap("field as far out as its step", "Y006", r"^    (next: \w+)$", "  \\1")

# keys and shapes
swap("misspelt key", "S001", r"^    (n)(e)(xt|)(:)", "    \\2\\1\\3\\4")
swap("misspelt key of two words", "S001", r"^    (save_as|on_error):", "    \\1s:")
swap("misspelt answers", "S001", r"^    answers:", "    anwsers:")
swap("misspelt outcomes", "S001", r"^    outcomes:", "    outcome:")
swap("misspelt consent", "S001", r"^    consent:", "    concent:")
swap("misspelt returns", "S001", r"^    returns:", "    return_:")
swap("key with a capital", "S001", r"^    (n)(ext):", "    N\\2:")
swap("key of another kind", "S001", r"^    next: \w+$", "\\g<0>\n    attempts: 2", also=1)
swap("misspelt language", "S001 T001", r"^(\s+)en: ", "\\1eng: ")
swap("misspelt kind", "S001 S002", r"^    (ask|branch|form|wrapup|read_back):", "    \\1s:", step=True)
swap("language twice", "Y010", r"^(\s+)en: .*$", "\\g<0>\n\\1en: Again and again", also=1)
swap("key twice", "Y010", r"^    next: \w+$", "\\g<0>\n\\g<0>", also=1)
swap("wrong truth value", "S003", r"once: true", "once: ture")
swap("wrong time span", "S003", r"timeout: (\d+)s", "timeout: \\1 seconds")
swap("unknown type of a form field", "S003", r"type: (date|text|number|money|datetime|yesno)\b", "type: \\1x")
swap("unknown type of a variable", "S003", r"^(  \w+: )(\w+\.)(\w+\??)", "\\1\\2x\\3", within="vars")
swap("unknown channel", "S003", r"^channel: .*$", "channel: inbuond", within="channel")
swap("field of a form without type", "S003", r", type: \w+", "")

# ways on
swap("unknown step after next", "S020", r"(\bnext: )(\w)(\w+)", "\\1\\2x\\3")
swap("unknown step of an answer", "S020", r"(answers: \{\w+: \w+)", "\\1x")
swap("unknown step of an outcome", "S020", r"(accepted: \w+)", "\\1x")
swap("unknown step of a consent", "S020", r"(given: \w+)", "\\1x")
swap("unknown step after else", "S020", r"(- else: \w+)", "\\1x")
swap("unknown step after an error", "S020", r"(on_error: [a-z]+\w*)$", "\\1x")
swap("unknown start", "S020", r"^start: (\w+)", "start: \\1x", within="start")
swap("unknown objection", "S020", r"(objections: \[\w+)", "\\1x")
swap("unknown offer", "S020", r"^    offer: (\w+)", "    offer: \\1x")
swap("unknown slot", "S020", r"(\{slot: \w+)", "\\1x")
swap("unknown step in visits()", "S020", r"visits\((\w+)\)", "visits(\\1x)")
swap("outcome not handled", "S025", r"(outcomes: \{[^}]*?), later: \w+", "\\1")
swap("no-offer outcome not handled", "S025", r"(outcomes: \{[^}]*?), none: \w+", "\\1")
swap("refused consent not handled", "S025", r"(consent: \{given: \w+), refused: \w+", "\\1")
swap("misspelt outcome", "S025", r"declined: ", "delcined: ")
swap("unknown way out of a sub-script", "S026", r"^(    returns: \{\w+)(: \w+)", "\\1x\\2")
swap("unknown sub-script", "S026", r"^(    call: lib/\w+)", "\\1x")

# actions
swap("unknown action", "S031", r"^(    do: \w+\.\w+)", "\\1x")
swap("misspelt parameter", "S031", r"(with: \{)account:", "\\1acount:")
swap("parameter left out", "S031", r"(with: \{)account: \"[^\"]*\"(, )?", "\\1")
swap("error kind it cannot give", "S031", r"(on_error: \{)refused:", "\\1refusd:")
swap("result of the wrong type", "S003", r"^    save_as: order$", "    save_as: customer")
swap("unknown name to keep a result in", "X010", r"^    save_as: (\w+)$", "    save_as: \\1x")

# expressions
swap("full-width quotes", "X002", r"== \"(\w+)\"", "== “\\1”")
swap("full-width comparison", "X002", r" (?:<|>) (?=\d)", " ＜ ")
swap("full-width brackets", "X002", r"\bhas\(([\w.]+)\)", "has（\\1）")
swap("one equals sign", "X004", r" == ", " = ")
swap("quote in a condition never closed", "X003", r"(when: [^\"']*== \"\w+)\"$", "\\1")
swap("bracket in a condition never closed", "X005", r"(when: [^\"'{}]*has\([\w.]+)\)(?=[^)]*$)", "\\1")
swap("operator without its right side", "X005", r"(- when: [^\"'{},]+)$", "\\1 &&")
swap("null", "X005", r"(- when: )\w+ == \"\w+\"$", "\\1customer == null")
swap("unknown variable in a text", "X010", r"\$\{customer\.", "${custmer.")
swap("unknown field in a text", "X010", r"\$\{customer\.(\w+)", "${customer.\\1x")
swap("unknown field of the offer", "X010", r"\$\{offer\.(\w+)", "${offer.\\1x")
swap("unknown variable in a condition", "X010", r"(when: )([a-z]\w+)(?= (==|in) )", "\\1\\2x")
swap("unknown function", "X011", r"\bhas\(", "hass(")
swap("unknown formatter", "X011", r"\| money", "| mony")
swap("unknown formatter for dates", "X011", r"\| date", "| dat")
swap("formatter that does not fit", "X015", r"\$\{customer\.salutation\}", "${customer.salutation | money}")
swap("function with too many values", "X015", r"(  - when: .*?)\bhas\(([\w.]+)\)", "\\1has(\\2, \\2)")
swap("number compared with text", "X013 X014", r"([<>]=?) \d+\b", '\\1 "many"')
swap("field of a text", "X012", r"\$\{customer\.salutation\}", "${customer.salutation.first}")
swap("wrong value of a choice", "X014", r"(when: \w+ == \"\w)(\w+\")", "\\1x\\2")

swap("value in bare braces", "X003", r"\$\{(customer\.\w+)\}", "{\\1}")
swap("value in two braces", "X003", r"\$\{(customer\.\w+)\}", "{{ \\1 }}")
swap("value without braces", "X003", r"\$\{(customer\.\w+)\}", "$\\1")
swap("full-width dollar", "X002", r"\$\{(customer\.\w+)\}", "＄{\\1}")

# texts, offers, endings
swap("text in braces in one language only", "T001", r"\{zh: ([^,{}\"]+), en: [^,{}\"]+\}", "{zh: \\1}")
swap("value missing in one language", "T002", r"^(\s+en: [^|{}]*)\$\{[\w.]+\}([^{}]*)$", "\\1it\\2", also=0)
swap("disposition listed twice", "D001", r"dispositions: \[(\w+), ", "dispositions: [\\1, \\1, ")
swap("suggested code not listed", "D001", r"(code: \w+)\}", "\\1x}")
swap("too many attempts", "C003", r"^    attempts: \d+", "    attempts: 9", step=True)


@kind("next left out", "S010")
def next_left_out(text: Text) -> Iterator[Place]:
    for step in text.steps:
        if text.kind(step) in ("say", "form", "do"):
            for number in range(step.first, step.end):
                if re.match(r"    next: ", text.lines[number]):
                    yield text.changed((number, None)), {step.first + 1}


@kind("else left out", "S024")
def else_left_out(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        if re.match(r"\s+- else: ", line):
            branch = next(each for each in range(number, 0, -1) if text.lines[each].strip().startswith("branch:"))
            if branch < number - 1:
                yield text.changed((number, None)), {branch + 1}


@kind("else not last", "S024")
def else_not_last(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        if re.match(r"\s+branch:$", text.lines[number]):
            last = next(each for each in range(number, len(text.lines)) if "- else:" in text.lines[each])
            yield text.changed((number, f"{line}\n{text.lines[last]}"), (last, None)), {number + 2}


@kind("answer not handled", "S025")
def answer_not_handled(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        if re.match(r"    answers: \{\w+: \w+, ", line) and "save_as" in text.lines[number - 1]:
            yield text.changed((number, re.sub(r"\{\w+: \w+, ", "{", line, count=1))), {number + 1}


@kind("one language left out", "T001")
def language_left_out(text: Text) -> Iterator[Place]:
    first, end = text.sections["steps"]
    for number in range(first, end):
        if re.match(r"\s+en: ", text.lines[number]) and re.match(r"\s+(- )?zh: ", text.lines[number - 1]):
            yield text.changed((number, None)), {number - 1, number}


@kind("same text in both languages", "T001")
def same_text(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        found = re.match(r"(\s+)en: ", line)
        before = re.match(r"\s+(?:- )?zh: ([^\"'$]{8,})$", text.lines[number - 1])
        if found and before:
            yield text.changed((number, f"{found[0]}{before[1]}")), {number - 1, number, number + 1}


@kind("exit left out of an outbound script", "S028")
def exit_left_out(text: Text) -> Iterator[Place]:
    if "channel: outbound" in text.lines:
        for number in range(*text.sections["exits"]):
            if re.match(r"  (do_not_call|wrong_person|hung_up):", text.lines[number]):
                yield text.changed((number, None)), {1, 2, text.sections["exits"][0] + 1}


@kind("step twice", "Y010")
def step_twice(text: Text) -> Iterator[Place]:
    for one, two in pairwise(text.steps):
        yield text.changed((two.first, text.lines[two.first].replace(two.id, one.id, 1))), {two.first + 1}


@kind("two kinds in one step", "S002")
def two_kinds(text: Text) -> Iterator[Place]:
    for step in text.steps:
        if text.kind(step) in ("ask", "branch", "call", "read_back"):
            line = text.lines[step.first]
            yield text.changed((step.first, f"{line}\n    do: message.send")), {step.first + 1}


@kind("text far too long", "T003")
def too_long(text: Text) -> Iterator[Place]:
    for step in text.steps:
        if text.kind(step) not in ("say", "ask"):
            continue
        for number in range(step.first, step.end):
            if re.match(r"      (zh: \S{15,})$", text.lines[number]) and "note" not in text.lines[number - 1]:
                yield text.changed((number, text.lines[number] + text.lines[number][10:] * 12)), {number, number + 1}


@kind("loop without the agent", "S022")
def idle_loop(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        step = text.step_at(number)
        if step is not None and (found := re.match(r"(\s+- else: )\w+", line)):
            yield text.changed((number, f"{found[1]}{step.id}")), {step.first + 1, number + 1}


@kind("step that nothing leads to", "S021")
def orphan(text: Text) -> Iterator[Place]:
    for step in text.steps:
        target = text.steps[-1].id
        lines = [f"  lost_{step.id}:", "    say: {zh: 没有人会走到这里, en: Nobody comes here}", f"    next: {target}", ""]
        yield text.changed((step.first, "\n".join([*lines, text.lines[step.first]]))), {step.first + 1}


@kind("way that never ends", ["S023", "S021", "S022"][0])
def never_ends(text: Text) -> Iterator[Place]:
    for step in text.steps:
        if text.kind(step) == "say":
            for number in range(step.first, step.end):
                if re.match(r"    next: \w+$", text.lines[number]):
                    yield text.changed((number, f"    next: {step.id}")), {step.first + 1, number + 1}


@kind("consent skipped by a shorter way", "C001")
def consent_skipped(text: Text) -> Iterator[Place]:
    orders = [step for step in text.steps if any("fulfils: offer" in line for line in text.lines[step.first : step.end])]
    for number, line in enumerate(text.lines):
        for order in orders:
            if "accepted: " in line:
                new = re.sub(r"accepted: \w+", f"accepted: {order.id}", line)
                yield text.changed((number, new)), {order.first + 1, number + 1, *lines_of(text, order, "do:")}


@kind("sensitive value unmasked", "C002")
def unmasked(text: Text) -> Iterator[Place]:
    names = [found[1] for line in text.lines if (found := re.search(r"\{name: (\w+),.*sensitive: true", line))]
    for number in _words(text):
        for name in names[:1]:
            yield _said(text, number, name), {number, number + 1}


@kind("private value before identity is verified", "C004")
def private_early(text: Text) -> Iterator[Place]:
    start = next(line.split()[1] for line in text.lines if line.startswith("start:"))
    if text.name.startswith("lib/") or "  customer: crm.customer" not in text.lines:
        return
    for number in _words(text):
        step = text.step_at(number)
        if step is not None and step.id == start:
            yield _said(text, number, "customer.email"), {number, number + 1}


@kind("value said before it is there", "X016", "X017")
def said_early(text: Text) -> Iterator[Place]:
    for name, field in (("order", "id"), ("booking", "id"), ("ticket", "id")):
        if any(line.startswith(f"  {name}: ") and "?" in line for line in text.lines):
            for number in _words(text):
                step = text.step_at(number)
                if step is not None and f"start: {step.id}" in text.lines:
                    yield _said(text, number, f"{name}.{field}"), {number, number + 1}


@kind("way out of a sub-script not handled", "S026")
def way_out_not_handled(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        step = text.step_at(number)
        if step is not None and (found := re.match(r"(    returns: \{\w+: \w+), \w+: \w+", line)):
            yield text.changed((number, found[1] + line[found.end() :])), {number + 1, *lines_of(text, step, "call:")}


@kind("once left out", "S030")
def once_left_out(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        step = text.step_at(number)
        if step is not None and re.match(r"    once: ", line):
            yield text.changed((number, None)), {step.first + 1, *(each for each in lines_of(text, step, "do:"))}


def _words(text: Text) -> Iterator[int]:
    """Lines of English words, each with its Chinese line before it, that an agent speaks."""
    for number, line in enumerate(text.lines):
        spoken = re.match(r"\s+en: [A-Z][^\"']*$", line) and re.match(r"\s+(- )?zh: [^\"']*$", text.lines[number - 1])
        if spoken and text.step_at(number) and text.lines[number - 2].strip() in ("say:", "ask:"):
            yield number


def _said(text: Text, number: int, name: str) -> str:
    """The source with a value said in both languages."""
    slot = f"${{{name}}}"
    return text.changed((number - 1, f"{text.lines[number - 1]}{slot}"), (number, f"{text.lines[number]} {slot}"))


def lines_of(text: Text, step: Step, start: str) -> set[int]:
    return {number + 1 for number in range(step.first, step.end) if text.lines[number].strip().startswith(start)}


def mistakes(sources: Mapping[str, str], seed: int, each: int) -> Iterator[Mistake]:
    """So many mistakes of each kind, at places drawn with the seed; fewer where there are not so many places."""
    dice = Random(seed)
    texts = [Text(name, source) for name, source in sorted(sources.items())]
    for name, (codes, find) in KINDS.items():
        places = [(text.name, *place) for text in texts for place in find(text)]
        for script, source, lines in dice.sample(places, min(each, len(places))):
            yield Mistake(name, script, source, codes, frozenset(lines))
