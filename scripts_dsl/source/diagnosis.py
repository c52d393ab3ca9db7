"""What a person did wrong when libyaml stopped: its error and the line it stopped at, turned into a Problem that can be mended."""

import re
from dataclasses import dataclass, replace

import yaml

from scripts_dsl.problem import Fix, Problem, make_problem, write_instead
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Source, TextNode
from scripts_dsl.source.screening import CONDITION_KEYS, KNOWN_KEYS

_VALUE = re.compile(r"^(?P<before>[ ]*(?:- )*(?P<key>[^\s:#\"'\[\]{}]+):[ ]+)(?P<value>\S.*?)[ ]*$")
_KEY = re.compile(r"^(?P<indent>[ ]*)(?P<dash>-[ ]+)?(?P<key>[^\s:]+)")
_FLOW_VALUE = re.compile(r"[{,][ ]*(?P<key>\w+):[ ]+(?P<sign>[!&*@`%|>\"'\[])")
_CUT = re.compile(r"[:,{\[][ ]*(?P<seen>[^\s:,{\[\"'#][^:,{\[\"']*?)[ ]+#[^}\]]*[}\]]")
_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(CONDITION_KEYS))}):[ ]*$")
_END_OF_FLOW_VALUE = re.compile(r",\s*[A-Za-z_]+:\s|[}\]]+\s*(?:#.*)?$")

_SLIPPED_COLON = re.compile(r"\b(?P<key>[a-z_]+)(?P<sign>：)[ ]*$")
_SLIPPED_COMMA = re.compile(r"(?P<before>.*)(?P<sign>，)[ ]*(?P<key>[a-z_]+)", re.S)

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_SLIPPED_KEY = re.compile(r"(?:- )?(?P<key>[A-Za-z_][A-Za-z0-9_]*)(?P<colon>[:：])[ ]*(?P<value>.*)")
_DASHES = "－—–‐−"
"""Signs that people type for the dash of a list item."""

_LONGEST = 2_000
"""Characters of a line that are looked at: nobody writes longer ones, and a search through a longer one would take its time."""


@dataclass(frozen=True, slots=True)
class State:
    """What was read before the stop: the last scalar, the flow map or list still open, the columns of blocks and whether each is a map."""

    last: TextNode | None
    flow_start: Location | None
    blocks: tuple[tuple[int, bool], ...]


def diagnose(source: Source, error: yaml.YAMLError, state: State) -> Problem:
    """The one problem that a libyaml error stands for."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return make_problem("Y002", source.at(0), detail=str(error)[:80])
    mark, context = error.problem_mark, error.context_mark
    stop = source.at(mark.index if mark else 0)
    about, doing = str(error.problem or ""), str(error.context or "")
    if "quoted scalar" in doing and context is not None:
        return make_problem("Y002/quote", source.at(context.index))
    sign = _sign_in_flow(source, stop)
    if sign is not None:
        return sign
    if state.flow_start is not None:
        return _in_flow(source, stop, state, state.flow_start)
    if state.last is not None and state.last.style in ("'", '"') and "\n" in source.text[state.last.at.start : state.last.at.end]:
        return make_problem("Y002/quote", state.last.at)
    if "could not find expected ':'" in about and context is not None:
        return _no_colon(source, source.at(context.index))
    indent = len(source.line(stop.line)) - len(source.line(stop.line).lstrip(" "))
    if "mapping values are not allowed" in about:
        return _stray_colon(source, stop, state)
    if stop.column <= indent + 1 and about.startswith("did not find expected"):
        return _indentation(source, stop, state)
    return _leading_sign(source, stop) or make_problem("Y002", stop, detail=f"{about} {doing}".strip())


def _sign_in_flow(source: Source, stop: Location) -> Problem | None:
    """A value in braces that begins with a sign of YAML's own, before where reading stopped."""
    before = source.line(stop.line)[: min(stop.column, _LONGEST)]
    values = list(_FLOW_VALUE.finditer(before))
    if not values:
        return None
    found = values[-1]
    begin = source.line_start(stop.line) + found.start("sign")
    at, sign, key = source.at(begin, begin + 1), found["sign"], found["key"]
    if sign in "\"'[" and (key not in CONDITION_KEYS or found.end() == len(before)):
        return None
    if sign == "!":
        return make_problem("Y004", at, hint=write_instead("not ..."), fix=Fix(begin, begin + 1, "not ") if key in CONDITION_KEYS else None)
    return make_problem("Y008" if key in CONDITION_KEYS else "Y008/text", at, sign=sign, fix=quoting_in_flow(source, begin))


def _in_flow(source: Source, stop: Location, state: State, start: Location) -> Problem:
    """Inside braces or brackets: a sign that ends the text too early, or a bracket that is never closed."""
    if stop.line > start.line or stop.start >= len(source.text):
        cut = _cut_by_comment(source, start)
        if cut is not None:
            return cut
        return make_problem("Y002/bracket", start)
    sign = source.text[stop.start]
    at = source.at(stop.start, stop.start + 1)
    last = state.last
    if last is None:
        return make_problem("Y012", at, sign=sign)
    if last.style in ("'", '"') and _BEFORE.search(source.text[source.line_start(last.at.line) : last.at.start][-80:]):
        opening = source.at(last.at.start, last.at.start + 1)
        return make_problem("Y008", opening, sign=last.style, fix=quoting_in_flow(source, last.at.start))
    if slip := _full_width(source, stop, last):
        return slip
    if last.text.endswith("$") and sign == "{":
        sign, at = "${", source.at(stop.start - 1, stop.start + 1)
    return make_problem("Y012", at, sign=sign, fix=quoting_in_flow(source, last.at.start))


def _full_width(source: Source, stop: Location, last: TextNode) -> Problem | None:
    """A comma or colon of a Chinese keyboard between the parts of a map: behind a bracket, before a key, or after one."""
    text = source.text
    if text[stop.start] == "，":
        return make_problem(
            "Y013/comma", source.at(stop.start, stop.start + 1), key=text[stop.start - 1], fix=Fix(stop.start, stop.start + 1, ", ")
        )
    colon = _SLIPPED_COLON.search(text[source.line_start(stop.line) : stop.start][-_LONGEST:])
    if colon is not None and colon["key"] in KNOWN_KEYS:
        start = stop.start - (colon.end() - colon.start("sign"))
        return make_problem("Y013/colon", source.at(start, start + 1), key=colon["key"], fix=Fix(start, stop.start, ": "))
    if last.style or text[last.at.start : last.at.start + len(last.text)] != last.text:
        return None
    slip = _SLIPPED_COMMA.fullmatch(last.text[-_LONGEST:]) if text[stop.start] == ":" else None
    if slip is None or (slip["key"] not in KNOWN_KEYS and _WORD.fullmatch(slip["before"]) is None):
        return None
    comma = last.at.start + len(last.text) - len(slip.group()) + slip.start("sign")
    return make_problem("Y013/comma", source.at(comma, comma + 1), key=slip["before"][-10:], fix=Fix(comma, comma + 1, ", "))


def _cut_by_comment(source: Source, start: Location) -> Problem | None:
    """A closing bracket that stands behind ` #`: the rest of the line was meant as text. Nothing can be read, so it is an error."""
    line = source.line(start.line)[:_LONGEST]
    found = _CUT.search(line, start.column - 1)
    if found is None:
        return None
    begin = source.line_start(start.line) + found.start("seen")
    at = source.at(begin, begin + len(found["seen"]))
    return replace(make_problem("Y009", at, seen=found["seen"], fix=quoting_in_flow(source, begin)), severity="E")


def quoting_in_flow(source: Source, start: int) -> Fix | None:
    """Puts quotes round the value of a flow map that begins at `start` and ends before the next key or the closing brace."""
    line_end = source.text.find("\n", start)
    line_end = len(source.text) if line_end < 0 else line_end
    end = _END_OF_FLOW_VALUE.search(source.text[start:line_end][:_LONGEST])
    if end is None:
        return None
    stop = start + end.start()
    value = source.text[start:stop]
    closing = value.count("{") - value.count("}")
    while closing > 0 and source.text[stop : stop + 1] == "}":
        stop, closing = stop + 1, closing - 1
    return quoting(source, start, stop)


def quoting(source: Source, start: int, end: int) -> Fix:
    """Puts quotes round the characters `start:end`, single ones where the text holds double ones."""
    value = source.text[start:end].rstrip()
    quoted = f'"{value}"' if '"' not in value and "\\" not in value else "'" + value.replace("'", "''") + "'"
    return Fix(start, start + len(value), quoted)


def _no_colon(source: Source, at: Location) -> Problem:
    """A line that is neither a key with a colon nor part of a text."""
    line = source.line(at.line)[:_LONGEST].strip()
    if line.startswith("-") and not line.startswith("- "):
        return make_problem("Y013/dash", at, fix=Fix(at.start + 1, at.start + 1, " "))
    slip = _SLIPPED_KEY.fullmatch(line)
    if slip is not None and (slip["colon"] == "：" or slip["key"] in KNOWN_KEYS or _WORD.fullmatch(slip["value"])):
        start = source.line_start(at.line) + _indent_of(source, at.line)
        colon, value = start + slip.start("colon"), start + slip.start("value")
        rule = "Y013/colon" if slip["colon"] == "：" else "Y013/space"
        return make_problem(rule, source.at(colon, colon + 1), key=slip["key"], fix=Fix(colon, value, ": " if slip["value"] else ":"))
    return make_problem("Y002/colon", at, found=line[:30])


def _stray_colon(source: Source, stop: Location, state: State) -> Problem:
    """A colon where none may stand: in the middle of a text, or after a key that is indented too far."""
    last = state.last
    before = source.text[source.line_start(stop.line) : last.at.start] if last is not None and last.at.line == stop.line else ""
    if last is not None and ":" in before:
        problem = _leading_sign(source, stop)
        if problem is not None:
            return problem
        end = stop.start + len(source.line(stop.line)) - stop.column + 1
        return make_problem("Y007", source.at(stop.start, stop.start + 1), fix=quoting(source, last.at.start, end))
    return _indentation(source, stop, state)


def _indentation(source: Source, stop: Location, state: State) -> Problem:
    """A line that is indented like none of its neighbours."""
    line = source.line(stop.line)[:_LONGEST]
    found = _KEY.match(line)
    indent = len(found["indent"]) if found else 0
    key = found["key"] if found else line.strip()[:20]
    if key.startswith("-") and len(key) > 1 and not key.startswith("--"):
        at = source.at(source.line_start(stop.line) + indent)
        return make_problem("Y013/dash", at, fix=Fix(at.start + 1, at.start + 1, " "))
    if key in _DASHES:
        at = source.at(source.line_start(stop.line) + indent, source.line_start(stop.line) + indent + 1)
        return make_problem("Y013/dash", at, fix=Fix(at.start, at.end, "-"))
    is_item = line.lstrip().startswith("- ")
    if not is_item and (outside := _outdented(source, stop.line, indent)) is not None:
        return outside
    if is_item and (lost := _lost_dash(source, stop.line, indent)) is not None:
        return lost
    levels = [column - 1 for column, is_map in state.blocks if is_map is not is_item]
    wanted = min(levels, key=lambda level: (abs(level - indent), -level), default=0)
    start = source.line_start(stop.line)
    at = source.at(start + indent, start + indent + len(key))
    if wanted == indent:
        return _leading_sign(source, stop) or make_problem("Y002/fit", at, found=key)
    odd = _odd_first(source, stop.line, indent, wanted) if not is_item else None
    if odd is not None:
        return odd
    return make_problem("Y006", at, key=key, found=indent, wanted=wanted, fix=Fix(start, start + indent, " " * wanted))


def _lost_dash(source: Source, stopped: int, indent: int) -> Problem | None:
    """The first item of a list, written without its dash: a block right under a key, in by a dash and a space more than the other items."""
    first = stopped - 1
    while first > 1 and (_indent_of(source, first - 1) >= indent + 2 or not source.line(first - 1).strip()):
        first -= 1
    above = source.line(first - 1)[:_LONGEST].split(" #")[0].rstrip()
    if _indent_of(source, first) != indent + 2 or not above.endswith(":") or _indent_of(source, first - 1) >= indent:
        return None
    start = source.line_start(first) + indent
    return make_problem("Y013/dash", source.at(start, start + 2), fix=Fix(start, start + 2, "- "))


def _outdented(source: Source, stopped: int, indent: int) -> Problem | None:
    """The line that left the block which the line where reading stopped is in: a name no file has at its edge, or a step's field."""
    first = stopped - 1
    while first > 0 and not 0 <= _indent_of(source, first) < indent:
        first -= 1
    before = first - 1
    while before > 0 and _indent_of(source, before) not in range(indent + 1):
        before -= 1
    found = _KEY.match(source.line(first)[:_LONGEST])
    if found is None or found["dash"] or before < 1 or _indent_of(source, before) != indent:
        return None
    column = len(found["indent"])
    if (found["key"] in KNOWN_KEYS) is not (column > 0):
        return None
    start = source.line_start(first)
    at = source.at(start + column, start + column + len(found["key"]))
    return make_problem("Y006", at, key=found["key"], found=column, wanted=indent, fix=Fix(start, start + column, " " * indent))


def _odd_first(source: Source, stopped: int, indent: int, wanted: int) -> Problem | None:
    """The line before, when it is the first of its block and the ones from where reading stopped agree with each other against it."""
    first = stopped - 1
    while first > 0 and _indent_of(source, first) > wanted:
        first -= 1
    if indent <= wanted or _indent_of(source, first) != wanted or 0 <= _indent_of(source, first - 1) >= wanted:
        return None
    # of two lines that differ, the one with an even number of spaces is more likely right
    agreeing, number = 0, stopped
    while agreeing < 2 and _indent_of(source, number) >= indent:
        agreeing += _indent_of(source, number) == indent
        number += 1
    found = _KEY.match(source.line(first)[:_LONGEST])
    if found is None or (agreeing < 2 and wanted % 2 == 0):
        return None
    start = source.line_start(first)
    at = source.at(start + wanted, start + wanted + len(found["key"]))
    return make_problem("Y006", at, key=found["key"], found=wanted, wanted=indent, fix=Fix(start, start + wanted, " " * indent))


def _indent_of(source: Source, number: int) -> int:
    """The spaces a line begins with; -1 for one that is empty or not there."""
    line = source.line(number)
    return len(line) - len(line.lstrip(" ")) if line.strip() else -1


def _leading_sign(source: Source, stop: Location) -> Problem | None:
    """A value that begins with a sign of YAML's own."""
    found = _VALUE.match(source.line(stop.line)[:_LONGEST])
    if found is None or (found["value"][0] not in "\"'[{!&*@`%|>" and not found["value"].startswith(("- ", "? "))):
        return None
    start = source.line_start(stop.line) + found.start("value")
    sign, value = found["value"][0], found["value"]
    at = source.at(start, start + 1)
    beyond = source.text[stop.start : stop.start + 1]
    if sign in "{[" and stop.start > start and beyond in ("}", "]"):
        return make_problem("Y002/fit", source.at(stop.start, stop.start + 1), found=beyond)
    if sign == "!":
        fix = Fix(start, start + 1, "not ") if found["key"] in CONDITION_KEYS else None
        return make_problem("Y004", at, hint=write_instead(f"not {value[1:]}"), fix=fix)
    quoted = Fix(start, start + len(value), "'" + value.replace("'", "''") + "'")
    if found["key"] in CONDITION_KEYS:
        return make_problem("Y008", at, sign=sign, fix=quoted)
    if sign in "&*" and re.match(r"[&*]\w+\s*$", value, re.ASCII):
        return make_problem("Y003", at, sign=value.strip())
    return make_problem("Y008/text", at, sign=sign, fix=quoted)
