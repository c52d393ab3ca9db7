"""The documentation page of the checker's rules, made by running the checker: `python -m workspace.reference.problems_page`."""

import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.connectors.catalogue import CATALOGUE
from flows.offers.offer import SLOTS
from flows.script_tests.coverage import coverage_of
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.problem import Problem
from scripts_dsl.rules.advice import ADVICE
from scripts_dsl.rules.table import RULES, Rule
from scripts_dsl.script import Script
from scripts_dsl.testing.loader import load_tests
from workspace.reference.problem_examples import CARDS, DISPOSITIONS, EXAMPLES, SCRIPT, SUBSCRIPT, TESTS, Example

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "script-problems.md", "zh": DOCS / "zh" / "script-problems.md"}
_CATALOGUE: Catalogue = CATALOGUE.with_dispositions(DISPOSITIONS).with_cards(CARDS)
_AROUND = 60
"""Characters of a line that are shown; longer ones are cut in the middle of the page, not in the checker."""

_FAMILIES = {
    "Y": ("Reading the file", "读取文件"),
    "S": ("Steps and ways", "步骤与去处"),
    "X": ("Conditions and values", "条件与取值"),
    "T": ("Texts and tests", "文字与测试"),
    "V": ("Coverage", "覆盖率"),
    "C": ("Protecting the customer", "保护客户"),
    "L": ("Exceptions", "例外"),
    "K": ("Knowledge", "知识"),
    "D": ("Wrap-up", "小结"),
}
_SEVERITIES = {
    "E": ("Error: stops publishing.", "错误：不能发布。"),
    "W": ("Warning: publishing asks for a tick.", "警告：发布时需要勾选确认。"),
    "I": ("Information.", "提示。"),
}
_SILENT = ("Can be ignored on a step, with a reason.", "可在步骤上忽略，须写明原因。")
_DO = ("What to do", "怎么改")
_ONE_CLICK = ("One click mends it.", "可一键修复。")
_OPENING = {
    "en": """# Script problems

What the checker tells about a script, rule by rule. The editor marks the place, `cuecard check` prints one problem a line:
`FILE:LINE:COLUMN: SEVERITY CODE message (hint)`. `E` is an error and stops publishing, `W` is a warning that publishing asks about,
`I` is for information. Drafts are saved whatever they hold.

## Ignoring a warning

A warning can be right in general and wrong for one step. Say so on that step, with a reason:

```text
  seasonal_offer:
    lint: {ignore: [S021], why: reached from December on}
```

The reason is demanded, and publishing keeps it in the audit. Errors cannot be ignored, nor what belongs to no step: a script that cannot
be run, an order without consent or a private word to a stranger have no good reason. A code that finds nothing is told as L001, so that
no exception outlives its cause.

""",
    "zh": """# 话术问题

检查器会指出的问题，按规则逐条说明。编辑器会标出位置；`cuecard check` 每行打印一个问题：
`文件:行:列: 级别 编号 说明 (提示)`。`E` 是错误，不能发布；`W` 是警告，发布时要确认；`I` 只是提示。草稿随时可以保存。

## 忽略警告

警告有时不适用于某个步骤。请在该步骤上写明原因：

```text
  seasonal_offer:
    lint: {ignore: [S021], why: 十二月起才会走到}
```

原因必须填写，发布时会记入审计。错误不能忽略，不属于任何步骤的问题也不能：跑不了的话术、未经同意的办理、对陌生人说出的隐私，都没有正当理由。
写了编号却没有对应的问题，会提示 L001，避免例外一直留着。

""",
}
_CLOSING = {
    "en": "This page is written by `make docs`: each message above is what the checker said about the lines shown.\n",
    "zh": "本页由 `make docs` 生成：上面每条说明都是检查器对所示内容的真实输出。\n",
}


@dataclass(frozen=True)
class Found:
    """An example with the file it makes, the lines that were changed, and what the checker says about it."""

    text: str
    changed: range
    problem: Problem


def find(example: Example) -> Found:
    """Make the mistake and let the checker find it. Raises AssertionError when it does not."""
    good = {"script": SCRIPT, "subscript": SUBSCRIPT, "tests": TESTS, "coverage": SCRIPT}[example.where]
    if example.old and good.count(example.old) < 1:
        raise AssertionError(f"the example of {example.code} changes what is not there: {example.old}")
    text = good.replace(example.old, example.new, 1) if example.old else good
    first = good[: good.index(example.old)].count("\n") + 1 if example.old else 1
    changed = range(first, first + max(example.new.rstrip("\n").count("\n") + 1, 1) if example.new else first)
    found = next((problem for problem in _problems(example, text) if problem.code == example.code), None)
    if found is None:
        raise AssertionError(f"the example of {example.code} is not found")
    return Found(text, changed, found)


def _problems(example: Example, text: str) -> Collection[Problem]:
    if example.where == "script":
        return checked(text, SUBSCRIPT)[1]
    if example.where == "subscript":
        library = MappedLibrary({"lib/identity": text}, (), SLOTS)
        return load_script(text, name="lib/identity", catalogue=_CATALOGUE, library=library).problems
    script = checked(SCRIPT, SUBSCRIPT)[0]
    if script is None:
        raise AssertionError("the good script has problems")
    if example.where == "tests":
        return load_tests(text, script, _CATALOGUE).problems
    told = coverage_of(script, ()).problem()
    return () if told is None else (told,)


def checked(text: str, subscript: str) -> tuple[Script | None, tuple[Problem, ...]]:
    """The script of the examples, or one like it, with all its problems."""
    library = MappedLibrary({"lib/identity": subscript}, (), SLOTS)
    loaded = load_script(text, name="example", catalogue=_CATALOGUE, library=library)
    return loaded.script, loaded.problems


def page(language: str) -> str:
    """Return the whole page as Markdown."""
    number = 0 if language == "en" else 1
    families = {code[0]: None for code in RULES}
    parts = [_OPENING[language]]
    for letter in sorted(families, key="YSXTVCLKD".index):
        parts.append(f"## {_FAMILIES[letter][number]}\n\n")
        parts += [_section(rule, language) for rule in sorted(RULES.values(), key=lambda each: each.code) if rule.code[0] == letter]
    return "".join([*parts, _CLOSING[language]])


def _section(rule: Rule, language: str) -> str:
    """What the page says about one rule."""
    number = 0 if language == "en" else 1
    found = find(next(example for example in EXAMPLES if example.code == rule.code))
    problem = found.problem
    hint = f" ({problem.hint_in(language)})" if problem.hint else ""
    facts = [_SEVERITIES[rule.severity][number]]
    facts += [_SILENT[number]] if rule.severity == "W" and rule.code != "L001" else []
    facts += [_ONE_CLICK[number]] if problem.fix is not None else []
    shown = "\n".join(_lines(found))
    joined = (" " if language == "en" else "").join(facts)
    says = f"{problem.line}:{problem.column}: {problem.severity} {problem.code} {problem.message(language)}{hint}"
    stop, colon = (".", ": ") if language == "en" else ("。", "：")
    return (
        f"### {rule.code}\n\n**{rule.title[language]}{stop}** {joined}\n\n```text\n{shown}\n```\n\n`{says}`\n\n"
        f"{_DO[number]}{colon}{ADVICE[rule.code][number]}\n\n"
    )


def _lines(found: Found) -> Iterator[str]:
    """The lines that matter, each with its number: what was changed, and what the problem points at."""
    lines = found.text.split("\n")
    wanted = sorted({found.problem.line, *found.changed})
    for before, number in zip([None, *wanted], wanted, strict=False):
        if before is not None and number > before + 1:
            yield "     …"
        line = lines[number - 1] if number <= len(lines) else ""
        yield f"{number:>4}  {line if len(line) <= 2 * _AROUND else line[: 2 * _AROUND] + ' …'}"


if __name__ == "__main__":
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")
        sys.stdout.write(f"{path.name} is written ({language}).\n")
