"""Path rules against a naive walk: random graphs whose every path, each step at most twice, is walked one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from scripts_dsl.catalogue import ActionSignature, Catalogue
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.types import TEXT, Field, RecordType
from tests.unit.scripts_dsl.conftest import ACCOUNT, CUSTOMER, PLAN, SMALL_CATALOGUE

IDENTITY = RecordType.of("crm.identity", Field("level", TEXT))
PERSON = RecordType.of("crm.person", Field("balance", TEXT, private=True))
CATALOGUE = Catalogue.of(
    (CUSTOMER, PLAN, SMALL_CATALOGUE.records["bss.order"], IDENTITY, PERSON),
    (
        SMALL_CATALOGUE.actions["bss.get_plan"],
        SMALL_CATALOGUE.actions["bss.place_order"],
        ActionSignature.of("crm.verify", ACCOUNT, labels={"en": "Verify"}, result=IDENTITY, verifies=True),
    ),
)
HEAD = """\
script: random
title: {zh: 随机, en: Random}
start: s0
vars: {customer: crm.customer, person: crm.person, plan: bss.plan?}
steps:
"""
SUBSCRIPTS = {
    "lib/consent": """\
script: consent
title: {zh: 子, en: Sub}
start: read
params: {note: text?}
steps:
  read: {read_back: [{id: a, text: {zh: 每月十元, en: Ten a month}}], consent: {given: agreed, refused: not_agreed}}
  agreed: {return: ok}
  not_agreed: {return: no}
""",
    "lib/plan": """\
script: plan
title: {zh: 子, en: Sub}
start: load
params: {note: text?}
gives: [found]
vars: {customer: crm.customer, found: bss.plan?}
steps:
  load: {do: bss.get_plan, with: {account: "${customer.account}"}, save_as: found, next: loaded, on_error: missed}
  loaded: {return: ok}
  missed: {return: no}
""",
}
LIBRARY = MappedLibrary(SUBSCRIPTS, {"fibre"}, set())


@dataclass(frozen=True)
class Facts:
    """What a walk knows: consent since the latest acceptance, identity, the plan."""

    consent: bool = False
    verified: bool = False
    plan: bool = False


Effect = Callable[[Facts], Facts]
SAME: Effect = lambda facts: facts  # noqa: E731
AGREED: Effect = lambda facts: Facts(True, facts.verified, facts.plan)  # noqa: E731
UNDONE: Effect = lambda facts: Facts(False, facts.verified, facts.plan)  # noqa: E731
VERIFIED: Effect = lambda facts: Facts(facts.consent, True, facts.plan)  # noqa: E731
LOADED: Effect = lambda facts: Facts(facts.consent, facts.verified, True)  # noqa: E731

ORDER = 'do: bss.place_order, with: {{account: "${{customer.account}}", offer: x}}, once: visit, next: {0}, on_error: {1}'
KINDS: dict[str, tuple[str, tuple[Effect, ...]]] = {
    "say": ("say: {{zh: 您好, en: Hello}}, next: {0}", (SAME,)),
    "tell_plan": ('say: {{zh: "${{plan.price}}", en: "${{plan.price}}"}}, next: {0}', (SAME,)),
    "tell_balance": ('say: {{zh: "${{person.balance}}", en: "${{person.balance}}"}}, next: {0}', (SAME,)),
    "ask": ("ask: {{zh: 好吗, en: Fine}}, answers: {{yes: {0}, no: {1}}}", (SAME, SAME)),
    "branch": ('branch: [{{when: customer.tier == "gold", next: {0}}}, {{else: {1}}}]', (SAME, SAME)),
    "has_plan": ("branch: [{{when: has(plan), next: {0}}}, {{else: {1}}}]", (LOADED, SAME)),
    "order": (ORDER, (SAME, SAME)),
    "load": (
        'do: bss.get_plan, with: {{account: "${{customer.account}}"}}, save_as: plan, next: {0}, on_error: {1}',
        (LOADED, SAME),
    ),
    "verify": ('do: crm.verify, with: {{account: "${{customer.account}}"}}, next: {0}, on_error: {1}', (VERIFIED, SAME)),
    "offer": ("offer: fibre, outcomes: {{accepted: {0}, declined: {1}, later: {1}}}", (UNDONE, SAME)),
    "read_back": (
        "read_back: [{{id: a, text: {{zh: 每月十元, en: Ten a month}}}}], consent: {{given: {0}, refused: {1}}}",
        (AGREED, UNDONE),
    ),
    "call_consent": ("call: lib/consent, returns: {{ok: {0}, no: {1}}}", (AGREED, UNDONE)),
    "call_plan": ("call: lib/plan, save_as: {{plan: found}}, returns: {{ok: {0}, no: {1}}}", (LOADED, SAME)),
}
"""Each kind of step as it is written, and what each of its ways makes known; a plan that is not given takes the old one away,
which a path analysis sees as not set."""
IDLE = {"branch": (0, 1), "has_plan": (0, 1), "order": (0, 1), "load": (0, 1), "verify": (0, 1), "offer": (1,), "call_plan": (0, 1)}
"""The ways that are taken without the agent; an offer that cannot be presented counts as declined."""


@dataclass(frozen=True)
class Step:
    """One random step."""

    kind: str
    targets: tuple[str, str]

    def ways(self) -> Iterator[tuple[str, Effect]]:
        yield from zip(self.targets, KINDS[self.kind][1], strict=False)


Graph = dict[str, Step]


THEMES = (
    ("read_back", "offer", "order"),
    ("call_consent", "offer", "order"),
    ("load", "has_plan", "tell_plan"),
    ("call_plan", "ask", "tell_plan"),
    ("verify", "ask", "tell_balance"),
)
"""Kinds that belong together, so that chance brings them together."""


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Graph, str | None]:
    """A graph of up to five steps and a wrap-up, and where its exit leads, if it has one."""
    themed = draw(st.one_of(st.sampled_from(THEMES), st.just(())))
    kinds = themed or tuple(draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5)))
    names = [f"s{number}" for number in range(len(kinds))]
    targets = st.sampled_from([*names, "wrap"])
    graph = {name: Step(kind, (draw(targets), draw(targets))) for name, kind in zip(names, kinds, strict=True)}
    return graph, draw(st.one_of(st.none(), st.none(), targets))


def source_of(graph: Graph, exit_: str | None) -> str:
    steps = [f"  {name}: {{{KINDS[step.kind][0].format(*step.targets)}}}\n" for name, step in graph.items()]
    steps.append("  wrap: {wrapup: {dispositions: [sold]}}\n")
    exits = f"exits:\n  angry: {{label: {{zh: 生气, en: Angry}}, next: {exit_}}}\n" if exit_ else ""
    return HEAD + "".join(steps) + exits


def walks(graph: Graph, exit_: str | None) -> Iterator[tuple[str, Facts]]:
    """Every step that a walk comes to, with what it knows there; no walk comes to a step more than twice."""
    pending: list[tuple[str, Facts, tuple[str, ...]]] = [("s0", Facts(), ())]
    while pending:
        name, facts, path = pending.pop()
        yield name, facts
        if path.count(name) >= 2:
            continue
        after = (*path, name)
        if name != "wrap":
            pending += [(target, effect(facts), after) for target, effect in graph[name].ways()]
        if exit_ and after.count(exit_) < 2:
            pending.append((exit_, facts, after))


def idle_circles(graph: Graph) -> bool:
    """Whether a walk can go round without the agent."""
    pending: list[tuple[str, tuple[str, ...]]] = [(name, ()) for name in graph]
    while pending:
        name, path = pending.pop()
        if name in path:
            return True
        if name in graph:
            step = graph[name]
            pending += [(step.targets[way], (*path, name)) for way in IDLE.get(step.kind, ())]
    return False


def ending(graph: Graph, name: str) -> bool:
    """Whether a walk from a step comes to the wrap-up."""
    seen: set[str] = set()
    pending = [name]
    while pending:
        each = pending.pop()
        if each == "wrap":
            return True
        if each not in seen:
            seen.add(each)
            pending += [target for target, _ in graph[each].ways()]
    return False


@settings(deadline=None, max_examples=250)
@given(graphs())
def test_every_path_rule_agrees_with_walking_every_path(made: tuple[Graph, str | None]) -> None:
    graph, exit_ = made
    source = source_of(graph, exit_)
    loaded = load_script(source, name="random", catalogue=CATALOGUE, library=LIBRARY)
    found: dict[str, set[str]] = {}
    lines = {HEAD.count("\n") + 1 + number: name for number, name in enumerate([*graph, "wrap"])}
    for problem in loaded.problems:
        found.setdefault(problem.code, set()).add(lines[problem.line])
    reached = list(walks(graph, exit_))
    known = {name: [facts for each, facts in reached if each == name] for name in (*graph, "wrap")}
    kinds = {name: step.kind for name, step in graph.items()}
    expected = {
        "S021": {name for name in known if not known[name]},
        "S023": {name for name in graph if known[name] and not ending(graph, name)},
        "C001": {name for name in graph if kinds[name] == "order" and any(not facts.consent for facts in known[name])},
        "C004": {name for name in graph if kinds[name] == "tell_balance" and any(not facts.verified for facts in known[name])},
        "plan": {name for name in graph if kinds[name] == "tell_plan" and any(not facts.plan for facts in known[name])},
    }
    assert {code: found.get(code, set()) for code in ("S021", "S023", "C001", "C004")} == {
        code: expected[code] for code in ("S021", "S023", "C001", "C004")
    }, source
    assert found.get("X016", set()) | found.get("X017", set()) == expected["plan"], source
    assert bool(found.get("S022")) == idle_circles(graph), source
    assert set(found) <= {"S021", "S022", "S023", "C001", "C003", "C004", "X016", "X017"}, (source, loaded.problems)
