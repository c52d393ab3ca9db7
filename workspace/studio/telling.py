"""What desks are told when something beside a text went live: a disposition code, a knowledge card, what a line opens with."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scripts_dsl.types import Words
from workspace.studio.wishes import Wish
from workspace.wiring.parts import Unit, new_id

_LINES: Mapping[str, Words] = {
    "queue": {"en": "Calls of the queue {line}", "zh": "队列“{line}”的来电"},
    "number": {"en": "Calls to {line}", "zh": "拨打 {line} 的来电"},
    "campaign": {"en": "Calls of the campaign {line}", "zh": "外呼活动“{line}”的通话"},
}


def tell_code(unit: Unit, wish: Wish, before: Mapping[str, Any], by: UUID | None) -> UUID | None:
    """Tell everybody who closes calls that a code is new, gone or called otherwise; what only its lists show is not told."""
    after, was = wish.after, before if before.get("active") else {}
    if after["active"] and not was:
        said = {"en": "New disposition code: {label}", "zh": "新增小结代码：{label}"}
    elif was and not after["active"]:
        said = {"en": "No longer used: the disposition code {label}", "zh": "小结代码“{label}”不再使用"}
    elif was and (renamed := {language for language in ("en", "zh") if was[f"label_{language}"] != after[f"label_{language}"]}):
        said = {
            "en": "The disposition code {old} is now called {label}" if "en" in renamed else "{label} has another name in Chinese",
            "zh": "小结代码“{old}”改名为“{label}”" if "zh" in renamed else "小结代码“{label}”的英文名称有改动",
        }
    else:
        return None
    words = {
        language: text.format(label=after[f"label_{language}"] or wish.key, old=before.get(f"label_{language}", ""))
        for language, text in said.items()
    }
    return _tell(unit, "code_changed", wish, words, {"everyone": True}, by)


def tell_card(unit: Unit, wish: Wish, before: Mapping[str, Any], by: UUID | None) -> UUID | None:
    """Tell own people, who alone look cards up, that one is new or has a new version."""
    titles = {language: wish.after[f"title_{language}"] or wish.key for language in ("en", "zh")}
    words = {"en": f"Knowledge card {titles['en']}: a new version", "zh": f"知识卡片“{titles['zh']}”有新版本"}
    if not before["version"]:
        words = {"en": f"New knowledge card: {titles['en']}", "zh": f"新增知识卡片：{titles['zh']}"}
    return _tell(unit, "card_changed", wish, words, {"staff": True}, by)


def tell_line(unit: Unit, wish: Wish, by: UUID | None) -> UUID | None:
    """Tell own people, and the vendors that work with the script, what a line opens with from now on."""
    kind, _, wanted = wish.key.partition(":")
    line = next((row for row in unit.script_use.all() if (row["kind"], str(row["id"])) == (kind, wanted)), None)
    script = unit.scripts.live(wish.after["script"]) if wish.after["script"] else None
    words = {}
    for language, opens in (("en", " open with {script} now"), ("zh", "现在使用话术“{script}”")):
        name = (line[f"name_{language}"] if line is not None else "") or wanted
        title = script[f"title_{language}"] or script["key"] if script is not None else ""
        without = {"en": " open without a script now", "zh": "现在不打开话术"}[language]
        words[language] = _LINES[kind][language].format(line=name) + (opens.format(script=title) if title else without)
    vendors = unit.script_use.vendors_of(wish.after["script"]) if wish.after["script"] else []
    return _tell(unit, "line_changed", wish, words, {"staff": True, "vendors": [str(each) for each in vendors]}, by)


def _tell(unit: Unit, kind: str, wish: Wish, words: Words, audience: Mapping[str, Any], by: UUID | None) -> UUID:
    """Put a notice on the desks it is for, with the reason that was given."""
    notice_id = new_id()
    shown_to = unit.notices.add(
        audience=audience,
        id=notice_id,
        kind=kind,
        text_en=words["en"] + (f": {wish.note}" if wish.note else ""),
        text_zh=words["zh"] + (f"：{wish.note}" if wish.note else ""),
        must_acknowledge=wish.must_read,
        created_by=by,
    )
    unit.desks.touch(*shown_to)
    unit.desks.touch_boards()
    return notice_id
