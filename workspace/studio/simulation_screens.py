"""What a simulation counted, from JSON to what its table and the map show."""

from collections.abc import Iterable, Mapping
from typing import Any

from scripts_dsl.types import Words
from workspace.screens.studio_tools import OfferShares, ShareRow, SimulationScreen, StepRow
from workspace.words import EXITS, in_language

ENDS: Mapping[str, Words] = {
    "wrapped_up": {"en": "Led to the wrap-up", "zh": "走到小结"},
    "hung_up": {"en": "The customer hung up", "zh": "客户挂断"},
    "stuck": {"en": "No move fitted", "zh": "无法继续"},
    "stopped": {"en": "Hit a limit", "zh": "触及上限"},
    "return": {"en": "Returned: {name}", "zh": "返回：{name}"},
    "exit": {"en": "Left by: {name}", "zh": "中途离开：{name}"},
}
RESPONSES: Mapping[str, Words] = {
    "accepted": {"en": "accepted", "zh": "接受"},
    "declined": {"en": "declined", "zh": "拒绝"},
    "later": {"en": "later", "zh": "以后再说"},
    "delivered": {"en": "delivered", "zh": "已办理"},
    "failed": {"en": "failed", "zh": "办理失败"},
    "pending_confirmation": {"en": "to be confirmed", "zh": "待确认"},
}


def simulation_screen(result: Mapping[str, Any], codes: Mapping[str, str], language: str) -> SimulationScreen:
    """The counts in words; `codes` are the disposition codes' own."""
    calls = result["calls"]
    ways: dict[str, list[ShareRow]] = {}
    untaken = []
    reached = {each["step"] for each in result["steps"] if each["calls"]}
    for each in result["ways"]:
        ways.setdefault(each["step"], []).append(ShareRow(each["way"], each["count"], _percent(each["share"]), each["share"], each["to"]))
        if not each["count"] and each["step"] in reached:
            untaken.append(f"{each['step']} → {each['way']}")
    own = {each["step"] for each in result["steps"] if "/" not in each["step"]}
    return SimulationScreen(
        calls=calls,
        seed=result["seed"],
        recorded=result["recorded"],
        steps_mean=f"{result['steps_to_end']['mean']:g}",
        steps_most=f"{result['steps_to_end']['most']:g}",
        seconds_mean=_minutes(result["seconds_to_end"]["mean"]),
        seconds_p90=_minutes(result["seconds_to_end"]["p90"]),
        ends=tuple(_rows(result["ends"], calls, lambda end: _end(end, language))),
        steps=tuple(
            StepRow(
                each["step"], _percent(each["share"]), each["share"], each["calls"], each["step"] in own, tuple(ways.get(each["step"], ()))
            )
            for each in result["steps"]
            if each["calls"]
        ),
        never=tuple(each["step"] for each in result["steps"] if not each["calls"]),
        untaken=tuple(untaken),
        offers=tuple(_offers(result["offers"], language)),
        dispositions=tuple(_rows(result["suggested"], calls, lambda code: codes.get(code, code))),
        limits=sum(result["limits"].values()),
    )


def painted(result: Mapping[str, Any]) -> dict[str, Any]:
    """The shares as the map and the outline paint them: of all calls at a step, of those at the step on a way."""
    own = (each for each in result["steps"] if "/" not in each["step"])
    ways = (each for each in result["ways"] if "/" not in each["step"])
    return {
        "steps": {each["step"]: {"share": each["share"], "count": each["calls"]} for each in own},
        "edges": {f"{each['step']}/{each['way']}": {"share": each["share"], "count": each["count"]} for each in ways},
    }


def _offers(offers: Mapping[str, Mapping[str, int]], language: str) -> Iterable[OfferShares]:
    for key, counts in offers.items():
        presented = counts.get("presented", 0)
        said = {name: count for name, count in counts.items() if name != "presented"}
        yield OfferShares(key, presented, tuple(_rows(said, presented, lambda name: in_language(RESPONSES[name], language))))


def _rows(counts: Mapping[str, int], whole: int, words: Any) -> Iterable[ShareRow]:
    """Counts with their shares, the greatest first."""
    for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        part = count / whole if whole else 0.0
        yield ShareRow(name, count, _percent(part), part, words(name))


def _end(end: str, language: str) -> str:
    kind, _, name = end.partition(".")
    named = EXITS.get(name, {}).get(language, name)
    found = ENDS.get(kind)
    return end if found is None else found[language].format(name=named)


def _percent(share: float) -> str:
    return f"{share:.1%}" if 0 < share < 0.1 else f"{share:.0%}"


def _minutes(seconds: float) -> str:
    """Seconds as 1:07."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
