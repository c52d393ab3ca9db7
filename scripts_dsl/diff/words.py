"""What a comparison says: every sentence and every name of a trait, in English and Chinese."""

from collections.abc import Mapping

from scripts_dsl.types import Words

LANGUAGES = ("en", "zh")

SENTENCES: Mapping[str, Words] = {
    "added": {"en": "{subject} is new", "zh": "新增{subject}"},
    "added/way": {"en": "{subject} is new and goes to {new}", "zh": "新增{subject}，转到 {new}"},
    "removed": {"en": "{subject} is gone", "zh": "删除了{subject}"},
    "renamed": {"en": "step {old} is now called {new}", "zh": "步骤 {old} 改名为 {new}"},
    "renamed/variable": {"en": "variable {old} is now called {new}", "zh": "变量 {old} 改名为 {new}"},
    "moved": {"en": "{subject} moved from section {old} to section {new}", "zh": "{subject_}从“{old}”部分移到了“{new}”部分"},
    "moved/in": {"en": "{subject} now belongs to section {new}", "zh": "{subject_}归入“{new}”部分"},
    "moved/out": {"en": "{subject} no longer belongs to section {old}", "zh": "{subject_}不再属于“{old}”部分"},
    "way": {"en": "{subject} now goes to {new} (before: {old})", "zh": "{subject_}现在转到 {new}（原为 {old}）"},
    "way/set": {"en": "{subject} now goes to {new}", "zh": "{subject_}现在转到 {new}"},
    "way/unset": {"en": "{subject} no longer goes to {old}", "zh": "{subject_}不再转到 {old}"},
    "changed": {"en": "{trait} of {subject}: {old} → {new}", "zh": "{subject_}的{trait}：{old} → {new}"},
    "changed/script": {"en": "{trait}: {old} → {new}", "zh": "{trait}：{old} → {new}"},
    "order": {"en": "{parts} of {subject} now come in the order {new}", "zh": "{subject_}的{parts}顺序改为：{new}"},
    "order/script": {"en": "{parts} now come in the order {new}", "zh": "{parts}顺序改为：{new}"},
    "same": {"en": "nothing that a call would notice changed", "zh": "没有通话中能察觉的改动"},
}
"""A sentence for each kind of change, and its variants."""

NONE: Words = {"en": "none", "zh": "无"}
YES: Words = {"en": "yes", "zh": "是"}
NO: Words = {"en": "no", "zh": "否"}

WORDS_IN: Mapping[str, Words] = {"en": {"en": "English", "zh": "英文"}, "zh": {"en": "Chinese", "zh": "中文"}}
"""Languages as they stand before a text: "English words"."""

TRAITS: Mapping[str, Words] = {
    "action": {"en": "action", "zh": "动作"},
    "at_most": {"en": "most rounds", "zh": "最多轮数"},
    "attempts": {"en": "most presentations", "zh": "最多推荐次数"},
    "channel": {"en": "channel", "zh": "渠道"},
    "closing": {"en": "wrap-up that the opt-out leads to", "zh": "免打扰之后的小结步骤"},
    "code": {"en": "disposition", "zh": "小结"},
    "condition": {"en": "condition", "zh": "条件"},
    "each": {"en": "list that it is repeated for", "zh": "逐项执行的列表"},
    "formula": {"en": "formula", "zh": "公式"},
    "from": {"en": "list of choices", "zh": "可选列表"},
    "fulfils": {"en": "carrying out of the offer", "zh": "履行推荐"},
    "gives": {"en": "values handed back", "zh": "交回的值"},
    "greatest": {"en": "greatest value", "zh": "最大值"},
    "help": {"en": "help", "zh": "帮助"},
    "kb": {"en": "knowledge article", "zh": "知识"},
    "kind": {"en": "kind", "zh": "类型"},
    "label": {"en": "label", "zh": "标签"},
    "languages": {"en": "languages", "zh": "语言"},
    "least": {"en": "least value", "zh": "最小值"},
    "note": {"en": "note", "zh": "备注"},
    "offer": {"en": "offer", "zh": "推荐"},
    "once": {"en": "`once`", "zh": "`once`（只发送一次）"},
    "private": {"en": "privacy", "zh": "私密"},
    "question": {"en": "question", "zh": "问题"},
    "required": {"en": "being required", "zh": "必填"},
    "save_as": {"en": "variable that is set", "zh": "存入的变量"},
    "scale": {"en": "scale", "zh": "评分范围"},
    "script": {"en": "sub-script", "zh": "子话术"},
    "sensitive": {"en": "masking", "zh": "敏感遮盖"},
    "show": {"en": "way a choice reads", "zh": "选项显示方式"},
    "silenced": {"en": "silenced rules", "zh": "忽略的规则"},
    "slot": {"en": "slot", "zh": "推荐位"},
    "spec": {"en": "version of the language", "zh": "语言版本"},
    "start": {"en": "first step", "zh": "起始步骤"},
    "taken": {"en": "values taken over", "zh": "取回的值"},
    "timeout": {"en": "time-out", "zh": "超时"},
    "title": {"en": "title", "zh": "标题"},
    "type": {"en": "type", "zh": "类型"},
    "value": {"en": "value", "zh": "值"},
    "way_out": {"en": "way out", "zh": "返回方式"},
    "why": {"en": "reason for silencing", "zh": "忽略的理由"},
    "words": {"en": "words", "zh": "内容"},
}
"""Every trait by its name."""

ORDERED: Mapping[str, Words] = {
    "answer": {"en": "answers", "zh": "回答"},
    "choice": {"en": "values", "zh": "取值"},
    "disposition": {"en": "dispositions", "zh": "小结"},
    "exit": {"en": "exits", "zh": "出口"},
    "field": {"en": "fields", "zh": "字段"},
    "line": {"en": "lines to read back", "zh": "复述内容"},
    "outcome": {"en": "outcomes", "zh": "结果"},
    "raised": {"en": "objections", "zh": "异议处理"},
    "section": {"en": "sections", "zh": "部分"},
}
"""Kinds of parts that an agent sees in their order."""


def sentence(name: str, **facts: Words) -> Words:
    """A sentence filled in, in each language."""
    return {language: SENTENCES[name][language].format(**_in(facts, language)) for language in LANGUAGES}


def _in(facts: Mapping[str, Words], language: str) -> dict[str, str]:
    """The facts in one language; `subject_` is the subject as it stands before a Chinese word."""
    found = {name: words.get(language, "") for name, words in facts.items()}
    return {**found, "subject_": _spaced(found.get("subject", ""))}


def _spaced(words: str) -> str:
    """The words, with a blank behind a Latin end, as Chinese sets it."""
    return f"{words} " if words[-1:].isascii() and words else words


def trait_words(name: str, qualifier: str) -> Words:
    """How a trait is called; the qualifier of a text is its language."""
    called = TRAITS[name]
    if not qualifier:
        return called
    spoken = WORDS_IN.get(qualifier, {"en": qualifier, "zh": qualifier})
    return {"en": f"{spoken['en']} {called['en']}", "zh": f"{spoken['zh']}{called['zh']}"}


def part_words(name: Words, owner: Words, detail: Words | None = None) -> Words:
    """How a part is called: by its own name, perhaps with a detail, and by what it belongs to, where those have a name."""
    if detail:
        name = {"en": f"{name['en']} ({detail['en']})", "zh": f"{name['zh']}（{detail['zh']}）"}
    if not name or not owner:
        return name or owner
    return {"en": f"{name['en']} of {owner['en']}", "zh": f"{_spaced(owner['zh'])}的{name['zh']}"}
