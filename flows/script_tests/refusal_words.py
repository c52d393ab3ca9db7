"""Why a move was not made, in the words of somebody who writes scripts: what is wrong with each field, what was not read yet."""

from collections.abc import Mapping

from flows.errors import Refusal
from flows.runs.refusals import ConsentNeedsTicksError, FieldsWrongError
from scripts_dsl.types import Words

_FIELD: Mapping[str, Words] = {
    "required": {"en": "must be filled in", "zh": "必填"},
    "format": {"en": "is not written as its type wants, like 2026-11-22 for a date", "zh": "格式不对，例如日期写成 2026-11-22"},
    "too_small": {"en": "is below its min", "zh": "小于 min"},
    "too_big": {"en": "is above its max", "zh": "大于 max"},
    "too_long": {"en": "is too long", "zh": "太长"},
    "not_listed": {"en": "is none of the choices", "zh": "不在选项里"},
    "card_number": {"en": "looks like a card number", "zh": "像是银行卡号"},
}


def words_of_refusal(refusal: Refusal) -> Words:
    """The reason in each language; the code of a refusal that has no words here."""
    if isinstance(refusal, FieldsWrongError):
        told = {name: _FIELD.get(error.code, {"en": error.code, "zh": error.code}) for name, error in refusal.errors.items()}
        return {
            "en": ", ".join(f"{name} {words['en']}" for name, words in told.items()),
            "zh": "，".join(f"{name} {words['zh']}" for name, words in told.items()),
        }
    if isinstance(refusal, ConsentNeedsTicksError):
        lines = ", ".join(refusal.lines)
        return {"en": f"not read yet: {lines}", "zh": f"还没念：{lines}"}
    return {"en": refusal.code, "zh": refusal.code}
