"""The kinds of steps that reach outside the conversation: actions, offers, consent, sub-scripts, and the end."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from scripts_dsl.arguments import read_arguments
from scripts_dsl.declarations import is_optional
from scripts_dsl.expressions.compiler import category
from scripts_dsl.expressions.condition import Expression, Scope
from scripts_dsl.form_fields import read_fields
from scripts_dsl.problem import Fix, write_instead
from scripts_dsl.reading import Reading
from scripts_dsl.script import (
    DEFAULT_TIMEOUT,
    AnyStep,
    Argument,
    CallStep,
    DoStep,
    OfferStep,
    Once,
    ReadBackLine,
    ReadBackStep,
    ReturnStep,
    Script,
    Suggestion,
    Way,
    WrapupStep,
)
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, MapNode, TextNode
from scripts_dsl.steps import Kind, Written, adding_line, build_ask, build_branch, build_form, build_say, next_way, saved_name
from scripts_dsl.types import ListType, ValueType, present

_MAX_ROUNDS = 100


def build_do(reading: Reading, written: Written) -> AnyStep | None:
    """An action of the catalogue with its arguments and its ways on."""
    entries = written.entries
    name = reading.text(written.subject.value, "do")
    way = next_way(reading, written)
    if name is None:
        return None
    signature = reading.catalogue.actions.get(name)
    if signature is None:
        reading.tell("S031", written.subject.value.at, meant=reading.close(name, tuple(reading.catalogue.actions)), action=name)
        return None
    parameters = {each.name: (each.type, each.required) for each in signature.parameters.values()}
    if "with" not in entries and reading.is_misspelt(written.node, "with", written.known):
        return None
    arguments = read_arguments(reading, entries.get("with"), name, "S031", parameters, written.subject.key, reading.scope)
    save_as = saved_name(reading, entries.get("save_as"))
    if "save_as" in entries and signature.result is None:
        reading.tell("S031/nothing", entries["save_as"].key.at, action=name)
    elif save_as is not None and signature.result is not None:
        _check_kept(reading, entries["save_as"].value.at, save_as, signature.result)
    timeout = reading.duration(entries["timeout"].value, "timeout") if "timeout" in entries else DEFAULT_TIMEOUT
    once: Once = "never"
    if "once" in entries:
        said = reading.one_of(entries["once"].value, "once", ("true", "false", "visit"))
        once = "interaction" if said == "true" else "visit" if said == "visit" else "never"
    fulfils = "fulfils" in entries and reading.one_of(entries["fulfils"].value, "fulfils", ("offer",)) is not None
    errors = _read_errors(reading, entries.get("on_error"), name, signature.error_kinds)
    if signature.writes:
        _check_writing(reading, written, signature.error_kinds)
    if signature.commits and not fulfils:
        _check_fulfilling(reading, written, arguments)
    if way is None or timeout is None:
        return None
    return DoStep(
        **written.common,
        action=name,
        arguments=arguments,
        save_as=save_as,
        timeout=timeout,
        once=once,
        fulfils=fulfils,
        next=way,
        errors=errors,
    )


def _check_writing(reading: Reading, written: Written, kinds: Collection[str]) -> None:
    """S030: what changes something outside says that it is done once, and where the call goes when it fails."""
    at, node, known = written.subject.key.at, written.node, written.known
    once = written.entries.get("once")
    if once is not None and isinstance(once.value, TextNode) and once.value.text == "false":
        again = Fix(once.value.at.start, once.value.at.end, "true")
        reading.tell("S030", at, step=written.id, hint=write_instead("once: true"), fix=again)
    elif once is None and not reading.is_misspelt(node, "once", known):
        reading.tell("S030", at, step=written.id, hint=write_instead("once: true"), fix=adding_line(reading, node, "once: true"))
    if "on_error" not in written.entries and not reading.is_misspelt(node, "on_error", known):
        fix = adding_line(reading, node, "on_error: wrap", to="wrap")
        reading.tell("S030/error", at, step=written.id, hint=write_instead("on_error: ..."), fix=fix)
    errors = written.entries.get("on_error")
    if errors is not None and isinstance(errors.value, MapNode) and not _covers(reading, errors.value, kinds):
        reading.tell("S030/error", errors.key.at, step=written.id, hint=write_instead("else: ..."))


def _check_fulfilling(reading: Reading, written: Written, arguments: Collection[Argument]) -> None:
    """S030: what orders the offer that the customer accepted says that it does."""
    orders = any(name.partition(".")[0] == "offer" for each in arguments for name in each.value.reads)
    if orders and "fulfils" not in written.entries and not reading.is_misspelt(written.node, "fulfils", written.known):
        fix = adding_line(reading, written.node, "fulfils: offer")
        reading.tell("S030/fulfils", written.subject.key.at, step=written.id, hint=write_instead("fulfils: offer"), fix=fix)


def _covers(reading: Reading, errors: MapNode, kinds: Collection[str]) -> bool:
    """Whether every kind of failure has a way on, perhaps a misspelt one."""
    words = (*kinds, "else")
    handled = {each.key.text if each.key.text in words else reading.close(each.key.text, words) for each in errors}
    return "else" in handled or handled.issuperset(kinds)


def _check_kept(reading: Reading, at: Location, name: str, result: ValueType) -> None:
    """Tell when a variable cannot keep what it is given."""
    kept = reading.scope.names[name]
    same = str(present(kept)) == str(present(result)) or (category(kept) == category(result) and category(kept) not in ("record", "list"))
    if not same:
        reading.tell("S003/kept", at, name=name, type=present(kept), found=present(result))


def _read_errors(reading: Reading, entry: Entry | None, action: str, kinds: Collection[str]) -> dict[str, Way]:
    """The ways after a failure: one for all, or one per kind of error."""
    if entry is None:
        return {}
    if isinstance(entry.value, TextNode):
        way = reading.way("on_error", entry.value)
        return {"else": way} if way is not None else {}
    if not isinstance(entry.value, MapNode):
        wanted = {"en": "a step, or errors with their next steps", "zh": "一个步骤，或“错误: 步骤”"}
        reading.tell("S003", entry.value.at, field="on_error", wanted=wanted)
        return {}
    ways: dict[str, Way] = {}
    for each in entry.value:
        kind = each.key.text
        if kind != "else" and kind not in kinds:
            reading.tell("S031/error", each.key.at, meant=reading.close(kind, (*kinds, "else")), action=action, kind=kind)
            continue
        way = reading.way(f"on_error.{kind}", each.value)
        if way is not None:
            ways[kind] = way
    return ways


def build_offer(reading: Reading, written: Written) -> AnyStep | None:
    """A named offer or a slot, and what happens after each response."""
    offer = slot = None
    node = written.subject.value
    if isinstance(node, MapNode):
        found = reading.fields(node, {"en": "an offer", "zh": "推荐"}, ("slot",), ("slot",)) or {}
        slot = reading.text(found["slot"].value, "slot") if "slot" in found else None
        if slot is not None and reading.slots is not None and slot not in reading.slots:
            reading.tell("S020/slot", found["slot"].value.at, meant=reading.close(slot, tuple(reading.slots)), target=slot)
    else:
        offer = reading.text(node, "offer")
        if offer is not None and reading.offers is not None and offer not in reading.offers:
            reading.tell("S020/offer", node.at, meant=reading.close(offer, tuple(reading.offers)), target=offer)
    attempts = reading.whole(written.entries["attempts"].value, "attempts", 1, 20) if "attempts" in written.entries else None
    wanted = ("accepted", "declined", "later", *(("none",) if slot is not None else ()))
    allowed = reading.catalogue.attempts_allowed
    if attempts is not None and attempts > allowed:
        at = written.entries["attempts"].value.at
        reading.tell("C003", at, hint=write_instead(f"attempts: {allowed}"), fix=Fix(at.start, at.end, str(allowed)), limit=allowed)
    outcomes = _read_ways(reading, written, "outcomes", wanted, "S025/outcome")
    if outcomes is None or (offer is None and slot is None):
        return None
    return OfferStep(**written.common, offer=offer, slot=slot, attempts=attempts, outcomes=outcomes)


def _read_ways(reading: Reading, written: Written, key: str, wanted: Collection[str], missing: str) -> dict[str, Way] | None:
    """One way for each word that must be handled; None after telling of a missing one."""
    entry = written.entries.get(key)
    if entry is None:
        if not reading.is_misspelt(written.node, key, written.known):
            example = ", ".join(f"{word}: ..." for word in wanted)
            reading.tell("S010", written.key.at, step=written.id, hint=write_instead(f"{key}: {{{example}}}"))
        return None
    if not isinstance(entry.value, MapNode):
        reading.tell("S003", entry.value.at, field=key, wanted={"en": "words with their next steps", "zh": "“结果: 步骤”"})
        return None
    ways: dict[str, Way] = {}
    for each in entry.value:
        word = each.key.text
        if word not in wanted:
            reading.tell("S025/unknown_outcome", each.key.at, meant=reading.close(word, wanted), value=word)
        elif (way := reading.way(word, each.value)) is not None:
            ways[word] = way
    absent = [word for word in wanted if entry.value.entry(word) is None]
    for word in absent:
        if reading.is_misspelt(entry.value, word, wanted):
            continue
        reading.tell(missing, entry.key.at, value=word)
    return ways if len(ways) == len(wanted) else None


def build_read_back(reading: Reading, written: Written) -> AnyStep | None:
    """Lines to be read word for word, and the two ways of consent."""
    lines: list[ReadBackLine] = []
    for item in reading.items(written.subject.value, "read_back", some=True):
        found = reading.fields(item, {"en": "a read-back line", "zh": "复述行"}, ("id", "text", "when"), ("id", "text")) or {}
        if not {"id", "text"} <= found.keys():
            continue
        id_ = reading.name(found["id"].value, "id")
        text = reading.local_text(found["text"].value, "text")
        when = reading.condition(found.get("when"))
        if id_ is not None and text is not None:
            if any(line.id == id_ for line in lines):
                reading.tell("S003/twice", found["id"].value.at, name=id_)
            lines.append(ReadBackLine(id_, text, item.at, when))
    ways = _read_ways(reading, written, "consent", ("given", "refused"), "S025/consent")
    if ways is None or not lines:
        return None
    return ReadBackStep(**written.common, lines=tuple(lines), given=ways["given"], refused=ways["refused"])


def build_call(reading: Reading, written: Written) -> AnyStep | None:
    """A sub-script with its parameters, and a way on for each of its ways out."""
    entries = written.entries
    name = reading.text(written.subject.value, "call")
    if name is None:
        return None
    script = reading.subscript(name, written.subject.value.at)
    each, scope = _read_each(reading, entries.get("each"))
    at_most = reading.whole(entries["at_most"].value, "at_most", 1, _MAX_ROUNDS) if "at_most" in entries else None
    repeats = "each" in entries or reading.is_misspelt(written.node, "each", written.known)
    after = next_way(reading, written) if repeats else None
    for key in ("next", "at_most"):
        if not repeats and key in entries:
            reading.tell("S001", entries[key].key.at, key=key, owner={"en": "a call step without each", "zh": "没有 each 的 call 步骤"})
    if script is None:
        return None
    parameters = {one.name: (one.type, not is_optional(one)) for one in script.parameters.values()}
    if "with" not in entries and reading.is_misspelt(written.node, "with", written.known):
        return None
    arguments = read_arguments(reading, entries.get("with"), name, "S026", parameters, written.subject.key, scope)
    save_as = _read_gifts(reading, entries.get("save_as"), name, script, gathered=repeats)
    returns = _read_returns(reading, written, name, script)
    if returns is None or (repeats and each is None):
        return None
    return CallStep(
        **written.common, script=name, arguments=arguments, returns=returns, save_as=save_as, each=each, at_most=at_most, next=after
    )  # fmt: skip


def _read_each(reading: Reading, entry: Entry | None) -> tuple[Expression | None, Scope]:
    """The list a call is repeated over, and the scope that knows `item`."""
    if entry is None:
        return None, reading.scope
    without = replace(reading.scope, broken=reading.scope.broken | {"item"})
    expression = reading.expression(entry.value, "each")
    listed = present(expression.type) if expression is not None else None
    if expression is None or not isinstance(listed, ListType):
        if expression is not None:
            reading.tell("X013/wanted", entry.value.at, wanted="list", found=listed)
        return None, without
    return expression, reading.scope.with_name("item", listed.item)


def _read_gifts(reading: Reading, entry: Entry | None, name: str, script: Script, *, gathered: bool) -> dict[str, str]:
    """Which of our variables takes which gift."""
    gifts: dict[str, str] = {}
    if entry is None:
        return gifts
    if not isinstance(entry.value, MapNode):
        reading.tell(
            "S003",
            entry.value.at,
            field="save_as",
            wanted={"en": "our name with theirs, like {customer: found}", "zh": "“我方变量: 子话术变量”"},
        )
        return gifts
    for each in entry.value:
        ours = saved_name(reading, Entry(each.key, each.key))
        gift = reading.text(each.value, "save_as")
        if gift is None:
            continue
        if gift not in script.gives:
            reading.tell("S026/gift", each.value.at, meant=reading.close(gift, script.gives), name=name, gift=gift)
            continue
        if ours is None:
            continue
        given = present(script.scope[gift])
        _check_kept(reading, each.key.at, ours, ListType(given) if gathered else given)
        gifts[ours] = gift
    return gifts


def _read_returns(reading: Reading, written: Written, name: str, script: Script) -> dict[str, Way] | None:
    """One way on for each way out."""
    entry = written.entries.get("returns")
    if entry is None and reading.is_misspelt(written.node, "returns", written.known):
        return None
    if entry is None or not isinstance(entry.value, MapNode):
        example = ", ".join(f"{word}: ..." for word in sorted(script.ways_out))
        reading.tell("S010", written.key.at, step=written.id, hint=write_instead(f"returns: {{{example}}}"))
        return None
    ways: dict[str, Way] = {}
    for each in entry.value:
        word = each.key.text
        if word not in script.ways_out:
            reading.tell("S026/unknown_way", each.key.at, meant=reading.close(word, script.ways_out), name=name, way=word)
        elif (way := reading.way(word, each.value)) is not None:
            ways[word] = way
    for word in sorted(script.ways_out):
        if entry.value.entry(word) is None and not reading.is_misspelt(entry.value, word, script.ways_out):
            reading.tell("S026/way", written.subject.key.at, name=name, way=word)
    return ways if script.ways_out <= ways.keys() else None


def build_wrapup(reading: Reading, written: Written) -> AnyStep | None:
    """The codes to choose from, the suggested one first."""
    owner = {"en": "a wrap-up", "zh": "小结"}
    found = reading.fields(written.subject.value, owner, ("dispositions", "suggest", "form"), ("dispositions",)) or {}
    codes: list[str] = []
    for node in reading.names(found["dispositions"].value, "dispositions", some=True) if "dispositions" in found else ():
        known = reading.catalogue.dispositions
        if node.text in codes:
            reading.tell("D001/twice", node.at, code=node.text)
        elif known is not None and node.text not in known:
            reading.tell("D001", node.at, meant=reading.close(node.text, tuple(known)), code=node.text)
        codes.append(node.text)
    suggestions: list[Suggestion] = []
    for item in reading.items(found["suggest"].value, "suggest") if "suggest" in found else ():
        each = reading.fields(item, {"en": "a suggestion", "zh": "建议"}, ("when", "code"), ("when", "code")) or {}
        when = reading.condition(each.get("when"))
        code = reading.text(each["code"].value, "code") if "code" in each else None
        if code is not None and code not in codes and codes:
            reading.tell("D001/suggested", each["code"].value.at, meant=reading.close(code, codes), code=code)
        elif code is not None and when is not None:
            suggestions.append(Suggestion(when, code, item.at))
    fields = read_fields(reading, found["form"].value) if "form" in found else ()
    return WrapupStep(**written.common, dispositions=tuple(codes), suggestions=tuple(suggestions), fields=fields) if codes else None


def build_return(reading: Reading, written: Written) -> AnyStep | None:
    """A way out of a sub-script."""
    way_out = reading.name(written.subject.value, "return")
    return None if way_out is None else ReturnStep(**written.common, way_out=way_out)


KINDS: Mapping[str, Kind] = {
    "say": Kind(("next",), build_say),
    "ask": Kind(("answers", "scale", "save_as", "next"), build_ask),
    "form": Kind(("next",), build_form, with_say=True),
    "branch": Kind((), build_branch),
    "do": Kind(("with", "save_as", "timeout", "once", "fulfils", "next", "on_error"), build_do, with_say=True),
    "offer": Kind(("attempts", "outcomes"), build_offer, with_say=True),
    "read_back": Kind(("consent",), build_read_back),
    "call": Kind(("with", "returns", "each", "at_most", "save_as", "next"), build_call),
    "wrapup": Kind((), build_wrapup),
    "return": Kind((), build_return, with_say=True),
}
"""Every kind of step by the key that names it."""
