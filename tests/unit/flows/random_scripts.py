"""Small random scripts for property tests: every kind of step, leading anywhere."""

from typing import Any

from hypothesis import strategies as st

from scripts_dsl.script import AGAIN, SUPPRESS, Script, Step
from scripts_dsl.types import DATETIME, MONEY, NUMBER, TEXT, YESNO, ListType, optional
from tests.unit.flows.small_scripts import Maker, enum

_NAMES = [f"s{number}" for number in range(8)]
_TESTS = [
    "number > 3",
    "has(text)",
    'pick == "a"',
    "visits(s1) > 2",
    "yes",
    "days_until(when) < 3",
    "offer.price > offer.price",
    "size(texts) > 0",
]


@st.composite
def scripts(draw: Any, *, sub: bool = False) -> Script:
    """A script whose ways all exist, with a sub-script that may call nothing."""
    make = Maker(
        text=optional(TEXT),
        number=optional(NUMBER),
        amount=optional(MONEY),
        yes=optional(YESNO),
        when=optional(DATETIME),
        pick=optional(enum("a", "b")),
        texts=optional(ListType(TEXT)),
        item=TEXT,
    )
    names = _NAMES[: draw(st.integers(2, 6 if sub else 8))]
    ends = ["ok", "failed"] if sub else ["wrap"]
    target = st.sampled_from(names + ends * 2)
    steps: list[Step] = [_step(make, name, target, draw, sub=sub) for name in names]
    if sub:
        steps += [make.give_back("ok", "ok"), make.give_back("failed", "failed", "Sorry, ${text}")]
        return make.script(*steps, name="lib/sub", parameters={"text": optional(TEXT)}, gives=["number", "text"])
    fields = (make.field("text", TEXT, required=True),) if draw(st.booleans()) else ()
    suggest = dict.fromkeys(draw(st.lists(st.sampled_from(_TESTS), max_size=2)), "sold")
    steps.append(make.wrapup(suggest=suggest, fields=fields))
    exits = {name: draw(target) for name in draw(st.sets(st.sampled_from(["hung_up", "wrong_person"])))}
    objections = [make.objection("one"), make.objection("two", "${offer.price | money}", draw(target))]
    return make.script(*steps, exits={**exits, "do_not_call": SUPPRESS}, objections=objections, subscripts=[draw(scripts(sub=True))])


def _step(make: Maker, name: str, target: Any, draw: Any, *, sub: bool) -> Step:
    """One step of a random kind."""
    test = st.sampled_from(_TESTS)
    common: dict[str, Any] = {} if sub else {"objections": tuple(draw(st.sets(st.sampled_from(["one", "two"]))))}
    kinds = ["say", "ask", "scale", "form", "branch", "do", "offer", "read_back"] + ([] if sub else ["call", "each"])
    match draw(st.sampled_from(kinds)):
        case "say":
            return make.say(name, draw(target), "Hello ${text} ${amount | money}", **common)
        case "ask":
            return make.ask(
                name,
                {"a": draw(target), "b": draw(target)},
                save_as=draw(st.sampled_from(["pick", "text", None])),
                when={"b": draw(test)},
                **common,
            )
        case "scale":
            return make.scale(name, draw(target), 0, 5, save_as="number")
        case "form":
            hidden = make.field("amount", MONEY, minimum="amount", when=draw(test))
            return make.form(name, draw(target), make.field("text", TEXT), make.field("when", DATETIME, minimum="now()"), hidden)
        case "branch":
            return make.branch(name, {draw(test): draw(target), draw(test): draw(target)}, draw(target))
        case "do":
            action = draw(st.sampled_from(["test.look", "test.write", "test.strict", "bss.get_plan"]))
            once = draw(st.sampled_from(["never", "interaction", "visit"]))
            errors = {"refused": draw(target), "else": draw(target)} if draw(st.booleans()) else {}
            passing = (
                {"key": "text"}
                if action in ("test.look", "test.write")
                else {"count": "number"}
                if action == "test.strict"
                else {"account": "text"}
            )
            return make.do(name, draw(target), action, errors, once=once, passing=passing, fulfils=draw(st.booleans()), save_as="text")
        case "offer":
            outcomes = {each: draw(target) for each in ("accepted", "declined", "later", "none")}
            named = {"slot": "upsell"} if draw(st.booleans()) else {"offer": "fibre_1000m"}
            return make.offer(name, outcomes, attempts=draw(st.sampled_from([None, 1, 2])), **named, **common)
        case "read_back":
            return make.read_back(
                name, draw(target), draw(target), {"one": "It is ${offer.name}", "two": "Yes ${text}"}, {"two": draw(test)}
            )
        case "call":
            ways = {"ok": draw(target), "failed": draw(target)}
            return make.call(name, "lib/sub", ways, passing={"text": "text"}, save_as={"number": "number"})
        case _:
            ways = {"ok": AGAIN, "failed": draw(st.one_of(target, st.just(AGAIN)))}
            return make.call(
                name, "lib/sub", ways, passing={"text": "item"}, each="texts", at_most=3, save_as={"texts": "text"}, next=draw(target)
            )
