"""Sub-scripts that a test mocks: each replaced by a small script that asks the test how to return and what to give.

So a mocked call goes through the same engine as a real one, with the ways and variables of its caller.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from flows.publishing.bundle import Bundle
from scripts_dsl.catalogue import ActionSignature
from scripts_dsl.expressions.condition import Scope, compile_expression
from scripts_dsl.script import AnyStep, BranchStep, Case, DoStep, ReturnStep, Script, Way
from scripts_dsl.source.location import NOWHERE
from scripts_dsl.types import TEXT, ValueType

_MOCK = "mock:"
_WAY = "mock_way"


def with_mocks(bundle: Bundle, names: Collection[str]) -> Bundle:
    """The bundle with those sub-scripts replaced."""
    if not names:
        return bundle
    subscripts = dict(bundle.script.subscripts)
    actions = dict(bundle.catalogue.actions)
    for name in names:
        sub = subscripts[name]
        subscripts[name] = _stand_in(sub)
        for asked, type_ in _askings(sub).items():
            action = _action(name, asked)
            actions[action] = ActionSignature.of(action, labels={}, result=type_)
    return Bundle(bundle.reference, replace(bundle.script, subscripts=subscripts), replace(bundle.catalogue, actions=actions))


def is_mock(action: str) -> bool:
    """Whether an action is the question of a mocked sub-script to its test."""
    return action.startswith(_MOCK)


def asks_way(action: str) -> bool:
    """Whether it asks for the way out, which is the first question of each call."""
    return asked_for(action)[1] == _WAY


def asked_for(action: str) -> tuple[str, str]:
    """The mocked sub-script, and the name of what it asks for."""
    script, _, name = action.removeprefix(_MOCK).rpartition(".")
    return script, name


def _action(script: str, name: str) -> str:
    return f"{_MOCK}{script}.{name}"


def _askings(sub: Script) -> Mapping[str, ValueType]:
    """What a stand-in asks for, in order, with its type: the way out, then each value it gives."""
    return {_WAY: TEXT, **{name: sub.scope[name] for name in sub.gives}}


def _stand_in(sub: Script) -> Script:
    """The small script in place of a sub-script."""
    names = list(_askings(sub))
    following = [*names[1:], "leave"]
    steps: dict[str, AnyStep] = {
        name: DoStep(id=name, at=NOWHERE, action=_action(sub.name, name), save_as=name, next=Way("next", after, NOWHERE))
        for name, after in zip(names, following, strict=True)
    }
    ways = sorted(sub.ways_out)
    steps["leave"] = BranchStep(
        id="leave",
        at=NOWHERE,
        cases=tuple(_case(way) for way in ways),
        otherwise=Way("else", f"return_{ways[-1]}", NOWHERE),
    )
    steps |= {f"return_{way}": ReturnStep(id=f"return_{way}", at=NOWHERE, way_out=way) for way in ways}
    return replace(sub, start=names[0], steps=steps, exits={}, objections={}, scope={**sub.scope, _WAY: TEXT})


def _case(way: str) -> Case:
    """Leave by a way out when the test said so."""
    condition, _ = compile_expression(f'{_WAY} == "{way}"', Scope({_WAY: TEXT}))
    if condition is None:
        raise AssertionError(f"a way out called {way}")
    return Case(condition, Way(way, f"return_{way}", NOWHERE))
