"""What a simulation counted, as lines for people."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from flows.simulation.tally import StepCount, Tally, to_json
from scripts_dsl.speech import SIGNS_A_MINUTE, WORDS_A_MINUTE
from scripts_dsl.types import Words

WORDS: Mapping[str, Words] = {
    "head": {"en": "{script}: {calls} calls, seed {seed}", "zh": "{script}：{calls} 通，随机种子 {seed}"},
    "ends": {"en": "ended by", "zh": "结束方式"},
    "steps": {"en": "steps to the end", "zh": "到结束的步骤数"},
    "seconds": {"en": "seconds to the end", "zh": "到结束的秒数"},
    "numbers": {
        "en": "mean {mean:g}, median {median:g}, nine of ten within {p90:g}, most {most:g}",
        "zh": "平均 {mean:g}，中位数 {median:g}，九成不超过 {p90:g}，最多 {most:g}",
    },
    "assumed": {
        "en": f"(read aloud at {WORDS_A_MINUTE} words or {SIGNS_A_MINUTE} Chinese signs a minute, with assumed handling times)",
        "zh": f"（按每分钟朗读 {SIGNS_A_MINUTE} 个汉字或 {WORDS_A_MINUTE} 个英文单词，并假定操作用时）",
    },
    "table": {"en": "step and ways on", "zh": "步骤与去向"},
    "count": {"en": "count", "zh": "次数"},
    "share": {"en": "share", "zh": "占比"},
    "left": {"en": "left: {how}", "zh": "离开：{how}"},
    "never": {"en": "never reached", "zh": "从未到达"},
    "offers": {"en": "offers", "zh": "推荐"},
    "consents": {"en": "consents", "zh": "复述确认"},
    "suggested": {"en": "dispositions suggested", "zh": "推荐的小结"},
    "not_suggested": {"en": "none suggested", "zh": "未推荐"},
    "limits": {"en": "calls that hit a limit", "zh": "触及上限的通话"},
    "unknown": {
        "en": "line {line}, {step}: `{condition}` was unknown in {count} cases",
        "zh": "第 {line} 行 {step}：`{condition}` 有 {count} 次未知",
    },
    "untaken": {"en": "ways never taken", "zh": "从未走过的去向"},
    "none": {"en": "none", "zh": "无"},
}
"""The report's own words; names of steps, ways and codes are the script's."""


def report_lines(tally: Tally, seed: int, language: str) -> Iterator[str]:
    """The counts in words and columns."""

    def word(name: str, **facts: Any) -> str:
        return WORDS[name][language].format(**facts)

    counts = to_json(tally)
    yield word("head", script=counts["script"], calls=counts["calls"], seed=seed)
    yield f"{word('ends')}: {_listed(counts['ends'], tally.calls) or word('none')}"
    yield f"{word('steps')}: {word('numbers', **counts['steps_to_end'])}"
    yield f"{word('seconds')}: {word('numbers', **counts['seconds_to_end'])} {word('assumed')}"
    yield ""
    yield f"{_padded(word('table'), 56)}{_padded(word('count'), -8)}{_padded(word('share'), -10)}"
    steps = tally.step_counts()
    for step in steps:
        if step.reached:
            yield from _step_lines(step, tally.calls, language)
    never = [each.place for each in steps if not each.reached]
    yield ""
    yield f"{word('never')}: {', '.join(never) or word('none')}"
    untaken = [f"{each.place}/{way.name}" for each in steps if each.reached for way in each.ways if not way.count]
    yield f"{word('untaken')}: {', '.join(untaken) or word('none')}"
    for key, responses in counts["offers"].items():
        yield f"{word('offers')}: {key}: {_listed(responses, responses['presented'])}"
    yield f"{word('consents')}: {_listed(counts['consents'], tally.consents.total()) or word('none')}"
    suggested = {**counts["suggested"], word("not_suggested"): counts["not_suggested"]}
    yield f"{word('suggested')}: {_listed(suggested, tally.calls)}"
    yield f"{word('limits')}: {_listed(counts['limits'], tally.calls) or word('none')}"
    for each in counts["unknown_conditions"]:
        yield word("unknown", **each)


def _step_lines(step: StepCount, calls: int, language: str) -> Iterator[str]:
    """A step with the share of calls that reached it, and its ways on with the share of its visits that took them."""
    yield _columns(f"{step.place} ({step.kind})", step.reached, step.calls / calls)
    for way in step.ways:
        yield _columns(f"    {way.name} → {way.target}", way.count, way.count / step.reached)
    for how, count in step.left.items():
        yield _columns(f"    {WORDS['left'][language].format(how=how)}", count, count / step.reached)


def _columns(name: str, count: int, share: float) -> str:
    return f"{_padded(name, 56)}{count:>8}{share:>10.1%}"


def _padded(text: str, width: int) -> str:
    """The text in a column, to the right where the width is below zero; Chinese signs are two columns wide."""
    blanks = " " * (abs(width) - sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text))
    return text + blanks if width > 0 else blanks + text


def _listed(counts: Mapping[str, int], whole: int) -> str:
    """Counts with their shares, the greatest first."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{name} {count} ({count / whole:.1%})" for name, count in ordered if count)
